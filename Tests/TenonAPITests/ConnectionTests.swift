// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonHTTP
import TenonJSON
import TenonWire
import Testing

@Suite struct ConnectionListTests {
    func names(_ answer: Answer) -> [String] {
        answer.json?["connections"]?.array?.compactMap { $0["name"]?.string } ?? []
    }

    @Test func `a list is sorted by name and can be turned, cut and moved`() async throws {
        try await APIFixture.run { api in
            for name in ["b", "a", "c"] { _ = try await api.makeConnection(named: name) }
            #expect(names(try await api.send(.get, "connections?teamId=1")) == ["a", "b", "c"])
            #expect(names(try await api.send(.get, "connections?teamId=1&pg[sortDir]=desc")) == ["c", "b", "a"])
            #expect(names(try await api.send(.get, "connections?teamId=1&pg[sortBy]=id")) == ["b", "a", "c"])
            #expect(names(try await api.send(.get, "connections?teamId=1&pg[limit]=1&pg[offset]=1")) == ["b"])
            let answer = try await api.send(.get, "connections?teamId=1")
            #expect(answer.json?.object?.names == ["connections"])
        }
    }

    @Test(arguments: [
        "type[]=google", "type[0]=google", "type=google", "type%5B%5D=google", "type[]=google&type[]=unknown",
    ])
    func `a list is narrowed by type in every spelling`(_ query: String) async throws {
        try await APIFixture.run { api in
            _ = try await api.makeConnection(named: "bearer")
            _ = try await api.send(
                .post, "connections?teamId=1", body: ["accountType": "google", "accountName": "google"])
            #expect(names(try await api.send(.get, "connections?teamId=1&\(query)")) == ["google"])
            #expect(names(try await api.send(.get, "connections?teamId=1&type[]=unknown")) == [])
        }
    }

    @Test func `a parameter named after a type asks for its scopes`() async throws {
        try await APIFixture.run { api in
            _ = try await api.makeConnection(named: "bearer")
            _ = try await api.send(
                .post, "connections?teamId=1", body: ["accountType": "google", "accountName": "google"])
            let answer = try await api.send(.get, "connections?teamId=1&google[]=openid")
            let scoped = answer.json?["connections"]?.array?.map { $0["scoped"] }
            #expect(scoped == [true, false])
        }
    }

    @Test func `columns are exactly those asked for`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection(named: "x")
            let list = try await api.send(.get, "connections?teamId=1&cols[1]=name&cols[0]=id")
            #expect(list.json?["connections"] == [["id": JSON(id), "name": "x"]])
            let one = try await api.send(.get, "connections/\(id)?cols[]=scopes&cols[]=id")
            #expect(one.json?["connection"]?.object?.names == ["scopes", "id"])
            let renamed = try await api.send(.patch, "connections/\(id)?cols[]=name", body: ["name": "y"])
            #expect(renamed.json == ["connection": ["name": "y"]])
            let all = try await api.send(.get, "connections/\(id)?cols[]=*")
            #expect(all.json?["connection"]?.object?.count == 18)
        }
    }

    @Test func `an unknown column is named, and nothing is changed`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection(named: "x")
            let renamed = try await api.send(
                .patch, "connections/\(id)?cols[]=scopes&cols[]=token", body: ["name": "y"])
            #expect(renamed.status == 400)
            #expect(
                renamed.suberrors == [
                    "Invalid value of parameter 'cols': there is no column 'scopes'.",
                    "Invalid value of parameter 'cols': there is no column 'token'.",
                ])
            #expect(try await api.send(.get, "connections/\(id)").json?["connection"]?["name"] == "x")
        }
    }

    @Test func `the live list tells author and usages`() async throws {
        try await APIFixture.run(dialect: .live) { api in
            let used = try await api.makeConnection(named: "a")
            _ = try await api.makeConnection(named: "b")
            for _ in 1...2 { _ = try await api.makeScenario(using: [used]) }
            let entries = try await api.send(.get, "connections?teamId=1").json?["connections"]?.array ?? []
            #expect(entries.map { $0["scenarioUsages"] } == [2, 0])
            #expect(entries.map { $0["authorId"] } == [1, 1])
            #expect(entries.first?.object?.names.suffix(2) == ["authorId", "scenarioUsages"])
        }
    }

    @Test func `a list needs its team`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.send(.get, "connections?pg[limit]=0&cols[]=nope")
            #expect(answer.status == 400)
            #expect(answer.detail == "Validation failed for 3 parameter(s).")
            #expect(answer.suberrors.first == "Missing value of required parameter 'teamId'.")
        }
    }
}

@Suite struct ConnectionCreationTests {
    @Test func `everything that is wrong comes in one answer, and nothing is stored`() async throws {
        try await APIFixture.run { api in
            let name = String(repeating: "x", count: 129)
            let answer = try await api.send(
                .post, "connections",
                body: [
                    "accountName": .string(name), "accountType": "http-bearer", "url": "https://a.example",
                    "oops": "x",
                ])
            #expect(answer.status == 400)
            #expect(answer.code == "SC400")
            #expect(answer.detail == "Validation failed for 4 parameter(s).")
            #expect(
                answer.suberrors == [
                    "Missing value of required parameter 'teamId'.",
                    "Invalid value of parameter 'accountName': must be at most 128 characters long.",
                    "Missing value of required parameter 'token'.", "Unknown parameter 'oops'.",
                ])
            let list = try await api.send(.get, "connections?teamId=1")
            #expect(list.json == ["connections": []])
        }
    }

    @Test func `a type has to be one there is`() async throws {
        try await APIFixture.run { api in
            let unknown = try await api.send(.post, "connections?teamId=1", body: ["accountType": "nope"])
            #expect(unknown.suberrors == ["Invalid connection type"])
            let missing = try await api.send(.post, "connections?teamId=1", body: ["accountName": "x"])
            #expect(missing.suberrors == ["Missing value of required parameter 'accountType'."])
        }
    }

    @Test func `a scope has to be one the type knows, and every fault comes in one answer`() async throws {
        try await APIFixture.run { api in
            let name = String(repeating: "x", count: 129)
            let answer = try await api.send(
                .post, "connections?teamId=1",
                body: ["accountType": "slack", "accountName": .string(name), "scopes": ["chat:write", "nope"], "x": 1])
            #expect(answer.status == 400)
            #expect(
                answer.suberrors == [
                    "Invalid value of parameter 'accountName': must be at most 128 characters long.", "Invalid scope",
                    "Unknown parameter 'x'.",
                ])
            let basic = try await api.send(
                .post, "connections?teamId=1",
                body: ["accountType": "make", "apiKey": "k", "url": "https://example.com", "scopes": ["any"]])
            #expect(basic.suberrors == ["Invalid scope"])
        }
    }

    @Test func `without a name a connection is called like its type`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.send(
                .post, "connections?teamId=1",
                body: ["accountType": "http-bearer", "url": "https://a.example", "token": "t"])
            #expect(answer.json?["connection"]?["name"] == "Bearer token")
        }
    }

    @Test(arguments: [
        String(repeating: "🦀", count: 128), "חיבור של דן", "👩‍👩‍👧‍👦 family", "a/b?c=d&e", "'; DROP TABLE connections; --",
    ])
    func `any name a person can read is kept as it is`(_ name: String) async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection(named: name)
            #expect(try await api.send(.get, "connections/\(id)").json?["connection"]?["name"] == .string(name))
            #expect(try await api.send(.patch, "connections/\(id)", body: ["name": .string(name)]).status == 200)
        }
    }

    @Test(arguments: ["", "   ", String(repeating: "x", count: 129), "a\u{0}b", "a\nb"])
    func `any other is 400 on create and rename`(_ name: String) async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection(named: "before")
            let created = try await api.send(
                .post, "connections?teamId=1",
                body: [
                    "accountName": .string(name), "accountType": "http-bearer", "url": "https://a.example",
                    "token": "t",
                ])
            #expect(created.status == 400)
            #expect(created.suberrors.first?.hasPrefix("Invalid value of parameter 'accountName': ") == true)
            let renamed = try await api.send(.patch, "connections/\(id)", body: ["name": .string(name)])
            #expect(renamed.status == 400)
            #expect(try await api.send(.get, "connections/\(id)").json?["connection"]?["name"] == "before")
        }
    }

    @Test func `members of the wrong kind are named`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.send(
                .post, "connections?teamId=1",
                body: ["accountName": 1, "accountType": ["x"], "scopes": "a"])
            #expect(
                answer.suberrors == [
                    "Invalid value of parameter 'accountName': must be text, not number.",
                    "Invalid value of parameter 'accountType': must be text, not array.",
                    "Invalid value of parameter 'scopes': must be an array of text, not string.",
                ])
        }
    }
}

@Suite struct ConnectionDataTests {
    @Test(arguments: [JSON.object([:]), ["token": "•••••"], ["token": "****"], ["unknown": "x"]])
    func `a change that cannot be meant is 400`(_ body: JSON) async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection(secret: "kept")
            let answer = try await api.send(.post, "connections/\(id)/set-data?missing=keep", body: body)
            #expect(answer.status == 400, "\(answer.text)")
            _ = try await api.send(.post, "connections/\(id)/test")
            #expect(
                api.egress.requests.last?.headers.first { $0.name == "authorization" }?.value.reveal() == "Bearer kept")
        }
    }

    @Test func `what is left out is cleared as documented, and kept live`() async throws {
        for (dialect, query, isKept) in [
            (Dialect.documented, "", false), (.live, "", true), (.documented, "?missing=keep", true),
            (.live, "?missing=clear", false),
        ] {
            try await APIFixture.run(dialect: dialect) { api in
                let id = try await api.makeConnection()
                let answer = try await api.send(
                    .post, "connections/\(id)/set-data\(query)", body: ["token": "tok-2"])
                // The URL is required: clearing it is refused.
                #expect((answer.json == ["changed": true]) == isKept, "\(dialect) \(query): \(answer.text)")
            }
        }
    }

    @Test func `a word for missing that is none is 400`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection()
            let answer = try await api.send(.post, "connections/\(id)/set-data?missing=drop", body: ["token": "x"])
            #expect(answer.suberrors == ["Invalid value of parameter 'missing': must be one of 'keep', 'clear'."])
        }
    }

    @Test func `secrets do not follow a changed host`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection()
            let answer = try await api.send(
                .post, "connections/\(id)/set-data?missing=keep", body: ["url": "https://evil.example"])
            #expect(answer.status == 400)
        }
    }

    @Test func `a type without editable parameters is IM005`() async throws {
        try await APIFixture.run { api in
            let made = try await api.send(.post, "connections?teamId=1", body: ["accountType": "google"])
            let id = made.json?["connection"]?["id"]?.int ?? 0
            for answer in [
                try await api.send(.get, "connections/\(id)/editable-data-schema"),
                try await api.send(.post, "connections/\(id)/set-data", body: ["a": "b"]),
            ] {
                #expect(answer.status == 400)
                #expect(answer.code == "IM005")
                #expect(answer.detail == "Cannot edit this connection.")
            }
        }
    }
}

@Suite struct ConnectionVerificationTests {
    @Test(arguments: Dialect.allCases)
    func `a good credential is verified`(_ dialect: Dialect) async throws {
        try await APIFixture.run(dialect: dialect) { api in
            let id = try await api.makeConnection(named: "x")
            let answer = try await api.send(.post, "connections/\(id)/test")
            #expect(answer.status == 200)
            #expect(answer.json?["verified"] == true)
            let named: JSON = [
                "id": JSON(id), "name": "x", "accountName": "http-bearer", "accountType": "basic",
            ]
            #expect(answer.json?["connection"] == (dialect == .live ? named : JSON?.none))
        }
    }

    @Test func `a bad one is false as documented, and 424 live`() async throws {
        try await APIFixture.run { api in
            api.egress.answer(.status(401, "{}"))
            let id = try await api.makeConnection()
            let answer = try await api.send(.post, "connections/\(id)/test")
            #expect(answer.status == 200)
            #expect(answer.json == ["verified": false])
        }
        try await APIFixture.run(dialect: .live) { api in
            api.egress.answer(.status(401, "{}"))
            let id = try await api.makeConnection()
            let answer = try await api.send(.post, "connections/\(id)/test")
            #expect(answer.status == 424)
            #expect(answer.code == "SC424")
            #expect(answer.detail == "The request failed due to failure of a previous request.")
            #expect(answer.suberrors.first?.hasPrefix("[401] ") == true)
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a third party that could not be asked says nothing of the credential`(_ dialect: Dialect) async throws {
        let answers: [ScriptedEgress.Answer] = [
            .status(500, ""), .status(429, ""), .status(503, ""), .none(.unreachable(.refused)), .none(.timedOut),
        ]
        for answer in answers {
            try await APIFixture.run(dialect: dialect) { api in
                api.egress.answer(answer)
                let id = try await api.makeConnection()
                let answer = try await api.send(.post, "connections/\(id)/test")
                #expect(answer.status == 424, "\(answer.text)")
                #expect(answer.code == "SC424")
                #expect(answer.suberrors.count == 1)
            }
        }
    }

    @Test func `the account's id comes back with every digit`() async throws {
        for (dialect, expected) in [
            (Dialect.documented, "225874569526501080000"), (.live, "\"225874569526501080000\""),
        ] {
            try await APIFixture.run(dialect: dialect) { api in
                api.egress.answer(
                    .status(200, #"{"authUser":{"id":225874569526501080000,"email":"tom@example.com"}}"#))
                let made = try await api.send(
                    .post, "connections?teamId=1",
                    body: ["accountType": "make", "url": "eu1.make.com", "apiKey": "k"])
                let id = made.json?["connection"]?["id"]?.int ?? 0
                #expect(try await api.send(.post, "connections/\(id)/test").status == 200)
                let connection = try await api.send(.get, "connections/\(id)").json?["connection"]
                #expect(connection?["uid"]?.text() == expected)
                #expect(connection?["metadata"] == ["value": "tom@example.com", "type": "email"])
            }
        }
    }
}

@Suite struct ConnectionDeletionTests {
    @Test func `a connection in use is deleted only when that is confirmed`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection()
            let scenario = try await api.makeScenario(named: "Nightly", using: [id])
            for query in ["", "?confirmed=false"] {
                let refused = try await api.send(.delete, "connections/\(id)\(query)")
                #expect(refused.status == 406)
                #expect(refused.code == "IM004")
                #expect(refused.suberrors.count == 1)
                #expect(refused.suberrors[0].contains("\(scenario)") && refused.suberrors[0].contains("Nightly"))
            }
            #expect(try await api.send(.get, "connections/\(id)").status == 200)
            #expect(try await api.send(.delete, "connections/\(id)?confirmed=true").json == ["connection": JSON(id)])
            #expect(try await api.send(.get, "connections/\(id)").status == 404)
        }
    }

    @Test func `a deleted connection does not exist for any call`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection()
            _ = try await api.send(.delete, "connections/\(id)")
            for route in api.routes where route.path.contains("{connectionId}") && !route.path.contains("oauth") {
                let path = route.path.replacing("{connectionId}", with: String(id))
                let body = RouteSample.all[route.name]?.body?.text()
                let answer = try await api.send(route.method, path, token: APIFixture.token(.owner), text: body)
                #expect(answer.status == 404, "\(route.name)")
            }
        }
    }
}
