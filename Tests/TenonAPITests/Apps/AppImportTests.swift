// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonEngine
import TenonJSON
import TenonSQLite
import TenonStore
import Testing

/// Apps that are made of all their texts at once.
@Suite struct AppImportTests {
    private static let base = #"{"baseUrl": "https://api.acme.test"} // how"#
    private static let sections: JSON = [
        "api": #"{"url": "/me", "headers": {"x-api-key": "{{connection.apiKey}}"}} // who it is"#,
        "parameters": .string(APIFixture.keyParameter), "tenon": #"{"hosts": ["api.acme.test"]}"#,
    ]

    private static func connection(
        _ name: String? = nil, _ sections: JSON = AppImportTests.sections, _ more: JSONObject = [:]
    ) -> JSON {
        var members: JSONObject = ["type": "basic", "sections": sections]
        if let name { members.append("name", .string(name)) }
        return .object(members.merging(more))
    }

    private static func body(_ connections: [JSON], _ more: JSONObject = [:]) -> JSON {
        let members: JSONObject = [
            "name": "acme", "label": "Acme", "base": .string(base), "connections": .array(connections),
        ]
        return .object(members.merging(more))
    }

    /// Sends the body, and expects that it is refused and nothing is kept.
    private func refused(
        _ api: APIFixture, _ body: JSON, as person: Person = .owner, status: Int = 400
    ) async throws -> [String] {
        let count = try await api.auditActions().count
        let answer = try await api.send(.post, "sdk/apps/import", as: person, body: body)
        #expect(answer.status == status, "\(answer.text)")
        #expect(try await api.send(.get, "sdk/apps").json == ["apps": []])
        #expect(try await api.auditActions().count == count)
        return answer.suberrors
    }

    @Test func `an app comes with all its texts, and is used when it is published`() async throws {
        try await APIFixture.run { api in
            let oauth: JSON = [
                "api": #"{"info": {"url": "/me"}}"#, "scope": "[\"read\"]",
                "tenon": """
                {
                    "hosts": ["api.acme.test"], "client": {"id": "{{common.clientId}}"},
                    "server": {
                        "authorization_endpoint": "https://api.acme.test/a",
                        "token_endpoint": "https://api.acme.test/t"
                    }
                }
                """,
            ]
            let made = try await api.send(
                .post, "sdk/apps/import",
                body: Self.body(
                    [
                        Self.connection("key", Self.sections, ["label": "Acme key"]),
                        Self.connection("grant", oauth, ["type": "oauth"]),
                    ],
                    ["description": "d", "theme": "#4A154B", "docs": "https://acme.test/docs"]))
            #expect(made.status == 200, "\(made.text)")
            let app = try #require(made.json?["app"])
            #expect(app["name"] == "acme" && app["label"] == "Acme" && app["description"] == "d")
            #expect(app["theme"] == "#4a154b" && app["docs"] == "https://acme.test/docs")
            #expect(app["published"] == .null && app["changed"] == true)
            let shown = try await api.send(.get, "sdk/apps/acme").json?["app"]
            #expect(shown == app, "as it is now")
            #expect(
                made.json?["connections"] == [
                    ["name": "acme", "label": "Acme key", "type": "basic"],
                    ["name": "acme-2", "label": "Acme", "type": "oauth"],
                ])
            #expect(try await api.send(.get, "sdk/apps/acme/base").text == Self.base)
            for section in Self.sections.object ?? [:] {
                let text = try await api.send(.get, "sdk/apps/connections/acme/\(section.name)").text
                #expect(text == section.value.string)
            }
            #expect(try await api.send(.get, "sdk/apps/connections/acme-2/scope").text == "[\"read\"]")
            #expect(try await api.send(.get, "sdk/apps/connections/acme-2/parameters").text.isEmpty)
            let lint = try await api.send(.get, "sdk/apps/acme/lint").json?["findings"]
            #expect(lint == made.json?["findings"], "the same as is found later")
            #expect(try await api.auditActions().suffix(3) == [.appCreated, .appChanged, .appChanged])

            #expect(try await api.send(.get, "connection-types/acme").status == 404, "not published yet")
            #expect(try await api.publish("acme") == 1)
            let id = try await api.makeConnection(ofType: "acme", key: "k-1")
            #expect(try await api.plan(of: id).authority == "api.acme.test")
        }
    }

    @Test func `all errors of all texts come at once, and nothing is kept`() async throws {
        try await APIFixture.run { api in
            let first: JSON = ["api": "{\n  \"nope\": 1, \"url\": \"/me\"}", "parameters": "[1"]
            let second: JSON = ["api": #"{"url": "https://other.test/me"}"#, "tenon": #"{"hosts": ["a.test"]}"#]
            let faults = try await refused(
                api, Self.body([Self.connection(nil, first), Self.connection(nil, second)], ["base": "{"]))
            for place in ["base, line 1", "acme/api, line 2, column 3", "acme/parameters, line 1", "acme-2/api, line "]
            {
                #expect(faults.contains { $0.hasPrefix(place) }, "\(place): \(faults)")
            }
            // The name was not given by that.
            let made = try await api.send(.post, "sdk/apps/import", body: Self.body([Self.connection()]))
            #expect(made.json?["app"]?["name"] == "acme", "\(made.text)")
        }
    }

    @Test func `what is wrong with the body comes at once`() async throws {
        try await APIFixture.run { api in
            let faults = try await refused(
                api,
                [
                    "name": 1, "theme": "red", "docs": "javascript:alert(1)", "language": "en",
                    "connections": [
                        ["label": "\u{7}", "sections": ["mystery": "{}", "api": 1, "scope": .null]], 7,
                        ["type": "apikey", "kind": "x", "sections": []],
                    ],
                ])
            for words in [
                "parameter 'name'", "parameter 'label'", "parameter 'theme'", "parameter 'docs'",
                "Unknown parameter 'language'", "'connections[0].label'", "'connections[0].type'",
                "Unknown parameter 'connections[0].sections.mystery'", "'connections[0].sections.api'",
                "'connections[1]'", "'connections[2].type'", "Unknown parameter 'connections[2].kind'",
                "'connections[2].sections'",
            ] {
                #expect(faults.count { $0.contains(words) } == 1, "\(words): \(faults)")
            }
            #expect(faults.count == 13)
            let none = try await refused(api, ["label": "Acme"])
            #expect(none == ["Missing value of required parameter 'connections'."])
            let wrong = try await refused(api, ["label": "Acme", "connections": "x"])
            #expect(wrong.count == 1 && wrong.first?.contains("'connections'") == true)
        }
    }

    @Test func `an app has at least one connection type, and so many at most`() async throws {
        try await APIFixture.run { api in
            let none = try await refused(api, Self.body([]))
            #expect(none.count == 1 && none.first?.contains("no connection types") == true)
            for count in [CustomApp.connectionsMax + 1, 200] {
                let many = try await refused(api, Self.body((0..<count).map { Self.connection("c\($0)") }))
                #expect(many.count == 1 && many.first?.contains("20 connections at most") == true, "\(many)")
            }
            let twice = try await refused(api, Self.body([Self.connection("one"), Self.connection("one")]))
            #expect(twice.contains { $0.contains("'one' occurs more than once") }, "\(twice)")
            let most = (0..<CustomApp.connectionsMax).map { Self.connection($0 == 0 ? "acme-2" : nil) }
            let made = try await api.send(.post, "sdk/apps/import", body: Self.body(most))
            #expect(made.status == 200, "\(made.text)")
            let names = made.json?["connections"]?.array?.compactMap { $0["name"]?.string } ?? []
            #expect(names.count == CustomApp.connectionsMax)
            #expect(names.prefix(2) == ["acme", "acme-2"] && Set(names).count == names.count)
        }
    }

    @Test func `only owners make apps`() async throws {
        try await APIFixture.run { api in
            for person in [Person.admin, .member, .monitoring] {
                _ = try await refused(api, Self.body([Self.connection()]), as: person, status: 403)
            }
            let eve = try await api.makeForeignOwner()
            let made = try await api.send(
                .post, "sdk/apps/import", token: eve, text: Self.body([Self.connection()]).text())
            #expect(made.status == 200, "\(made.text)")
            #expect(try await api.send(.get, "sdk/apps").json == ["apps": []])
        }
    }

    @Test func `the organization's own constants are left out, and that is said`() async throws {
        try await APIFixture.run { api in
            _ = try await api.makeApp("acme")
            func with(_ common: JSON) -> JSON {
                .object((Self.sections.object ?? [:]).merging(["common": common]))
            }
            let connections = [
                Self.connection("one", with("{\"clientSecret\": \"canary-41\", broken")),
                Self.connection("two", with("{ /* nothing */ }")), Self.connection("three", with(" \n")),
            ]
            let made = try await api.send(.post, "sdk/apps/import", body: Self.body(connections))
            #expect(made.status == 200, "\(made.text)")
            let app = try #require(made.json?["app"]?["name"]?.string)
            #expect(app.hasPrefix("acme-"), "the other name was given before")
            let found = (made.json?["findings"]?.array ?? []).filter {
                $0["file"]?.string?.hasSuffix("/common") == true
            }
            #expect(
                found == [
                    [
                        "severity": "warning", "file": .string("\(app)/common"), "line": 1, "column": 1,
                        "message": .string("common was left out: set it with 'tenon installation set \(app)'"),
                    ]
                ])
            #expect(try await api.send(.get, "sdk/apps/connections/\(app)/common").json == ["secrets": []])
            #expect(try !api.storedText().contains("canary-41"))
        }
    }

    @Test func `a name that is taken gets an end`() async throws {
        try await APIFixture.run { api in
            var names = Set<String>()
            for wish in ["acme", "acme", "Acme!", "google", "import"] {
                let made = try await api.send(
                    .post, "sdk/apps/import", body: Self.body([Self.connection("one")], ["name": .string(wish)]))
                let name = try #require(made.json?["app"]?["name"]?.string, "\(made.text)")
                #expect(name.hasPrefix(wish.lowercased().filter(\.isLetter)))
                #expect(made.json?["connections"]?.array?.first?["name"] == .string(name))
                names.insert(name)
            }
            #expect(names.count == 5 && names.contains("acme"))
            #expect(names.isDisjoint(with: ["google", "import"]))
            let unnamed = try await api.send(
                .post, "sdk/apps/import", body: ["label": "Söhne & Co", "connections": [Self.connection()]])
            #expect(unnamed.status == 400, "without a base the address is relative: \(unnamed.text)")
            #expect(unnamed.suberrors.contains { $0.hasPrefix("s-hne-co/api, line 1") })
        }
    }

    @Test func `what fails half-way leaves no app`() async throws {
        try await APIFixture.run { api in
            // Every name that a connection type of the app could have is taken.
            try await api.database.write { connection in
                for name in ["acme"] + (2...100).map({ "acme-\($0)" }) {
                    _ = try connection.change(
                        "INSERT INTO app_names (kind, name) VALUES ('connection', ?1)", name)
                }
            }
            let answer = try await api.send(.post, "sdk/apps/import", body: Self.body([Self.connection()]))
            #expect(answer.status == 409, "\(answer.text)")
            #expect(try await api.send(.get, "sdk/apps").json == ["apps": []])
            #expect(try await api.auditActions().suffix(2) == [.appCreated, .appDeleted])
        }
    }
}
