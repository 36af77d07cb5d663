// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonJSON
import TenonWire
import Testing

/// The nine calls as the published page shows them: what is sent is accepted, and what comes back has its form.
///
/// Numbers and names are the example's own and cannot come back; members, their order and their types do. The examples
/// of create and rename leave out members that get and list show: ours are the example's with those beside them.
@Suite struct PublishedExamplesTests {
    static let shown: JSON = [
        "connection": [
            "id": 93, "name": "Google", "accountName": "google", "accountLabel": "Google", "packageName": nil,
            "expire": nil, "metadata": ["value": "tom@example.com", "type": "email"], "teamId": 4,
            "theme": "#fecd5f", "upgradeable": false, "scopesCnt": 5, "scoped": true, "accountType": "oauth",
            "editable": false, "uid": 123_456,
            "scopes": [["id": "https://mail.google.com/", "name": "Access to Gmail.", "account": "google"]],
            "connectedSystemId": "4244156b-88cc-43cf-a5e9-e94bd0304745", "organizationId": 3,
        ]
    ]
    static let listed: JSON = [
        "connections": [
            [
                "id": 2, "name": "My Airtable connection", "accountName": "airtable2", "accountLabel": "Airtable",
                "packageName": nil, "expire": nil, "metadata": nil, "teamId": 22, "theme": "#18bfff",
                "upgradeable": false, "scopesCnt": 0, "scoped": true, "accountType": "basic", "editable": false,
                "uid": nil, "connectedSystemId": "c5d8e134-d2f8-480d-9838-119a54f65d3e", "organizationId": 3,
            ]
        ]
    ]
    static let created: JSON = [
        "connection": [
            "id": 90, "name": "Slack test", "accountName": "slack", "accountLabel": "Slack", "packageName": nil,
            "expire": nil, "metadata": ["value": "Make User", "type": "string"], "teamId": 2, "theme": "#4a154b",
            "upgradeable": false, "scopes": 0, "scoped": true, "accountType": "oauth", "editable": false,
            "uid": 3_243_125_312,
        ]
    ]
    static let renamed: JSON = [
        "connection": [
            "id": 93, "name": "New Name", "accountName": "imap", "accountLabel": "Others (IMAP)", "packageName": nil,
            "expire": nil, "metadata": ["value": "tom@example.com", "type": "email"], "teamId": 4,
            "theme": "#eb5768", "upgradeable": false, "scopesCnt": 0, "scoped": true, "accountType": "basic",
            "editable": true, "uid": 123_456,
        ]
    ]

    /// Checks that the example's members come back in its order, and each with its type unless one of them is null.
    func expect(_ answer: JSON?, isLike example: JSON, isExact: Bool = true) {
        let (ours, theirs) = (answer?.object, example.object)
        let names = ours?.names.filter { isExact || theirs?[$0] != nil }
        #expect(names == theirs?.names)
        for member in theirs ?? [:] where !member.value.isNull {
            guard let value = ours?[member.name], !value.isNull else { continue }
            #expect(value.kind == member.value.kind, "\(member.name)")
        }
    }

    func create(_ api: APIFixture, _ body: JSON) async throws -> (id: Int64, answer: Answer) {
        let answer = try await api.send(.post, "connections?teamId=1", body: body)
        #expect(answer.status == 200, "\(answer.text)")
        return (answer.json?["connection"]?["id"]?.int ?? 0, answer)
    }

    @Test func `create connection`() async throws {
        try await APIFixture.run { api in
            let answer = try await create(
                api,
                [
                    "accountName": "Slack Test", "accountType": "slack", "clientId": 123_456,
                    "clientSecret": "secret", "scopes": ["chat:write"],
                ]
            ).answer
            let connection = answer.json?["connection"]
            expect(connection, isLike: Self.created["connection"] ?? .null, isExact: false)
            #expect(connection?["name"] == "Slack Test")
            #expect(connection?["accountName"] == "slack")
            #expect(connection?["accountLabel"] == "Slack")
            #expect(connection?["accountType"] == "oauth")
            #expect(connection?["theme"] == "#4a154b")
            #expect(connection?["scopes"] == 0)
        }
    }

    @Test func `get connection details`() async throws {
        try await APIFixture.run { api in
            let id = try await create(api, ["accountType": "google"]).id
            let answer = try await api.send(.get, "connections/\(id)")
            expect(answer.json, isLike: Self.shown)
            expect(answer.json?["connection"], isLike: Self.shown["connection"] ?? .null)
            #expect(answer.json?["connection"]?["theme"] == "#fecd5f")
        }
    }

    @Test func `list connections`() async throws {
        try await APIFixture.run { api in
            _ = try await api.makeConnection()
            let answer = try await api.send(.get, "connections?teamId=1")
            expect(answer.json, isLike: Self.listed)
            expect(answer.json?["connections"]?.array?.first, isLike: Self.listed["connections"]?.array?[0] ?? .null)
        }
    }

    @Test func `rename a connection`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection()
            let answer = try await api.send(.patch, "connections/\(id)", body: ["name": "New name"])
            expect(answer.json?["connection"], isLike: Self.renamed["connection"] ?? .null, isExact: false)
            #expect(answer.json?["connection"]?["name"] == "New name")
            #expect(answer.json?["connection"]?["scopes"] == nil)
        }
    }

    @Test func `list updatable parameters and update`() async throws {
        try await APIFixture.run { api in
            let id = try await create(api, ["accountType": "make", "url": "eu1.make.com", "apiKey": "first"]).id
            let schema = try await api.send(.get, "connections/\(id)/editable-data-schema")
            #expect(schema.json == ["editableParameters": ["url", "apiKey"]])
            let answer = try await api.send(
                .post, "connections/\(id)/set-data", body: ["url": "example.com", "apiKey": "your-api-key"])
            #expect(answer.json == ["changed": true])
        }
    }

    @Test func `verify, check scopes, delete`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection()
            #expect(try await api.send(.post, "connections/\(id)/test").json == ["verified": true])
            let scoped = try await api.send(
                .post, "connections/\(id)/scoped",
                body: ["scope": ["https://www.googleapis.com/auth/userinfo.email"]])
            #expect(scoped.json == ["connection": ["scoped": false]])
            #expect(try await api.send(.delete, "connections/\(id)").json == ["connection": JSON(id)])
            #expect(try await api.send(.get, "connections/\(id)").status == 404)
        }
    }

    @Test(arguments: ["Token", "Bearer", ""])
    func `the header is accepted as the examples write it`(_ scheme: String) async throws {
        try await APIFixture.run { api in
            let token = "\(scheme) \(APIFixture.token(.owner))".drop { $0 == " " }
            let answer = try await api.send(.get, "users/me", authorization: String(token))
            #expect(answer.status == 200)
        }
    }
}
