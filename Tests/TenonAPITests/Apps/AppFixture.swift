// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonEngine
import TenonJSON
import TenonSQLite
import TenonServer
import TenonStore
import TenonWire
import Testing

/// What tests of custom apps need beside the rest.
extension APIFixture {
    /// Sets a section of a connection type, or with `base` the app's.
    @discardableResult
    func put(
        _ section: String, of name: String, _ text: String, as token: String = APIFixture.token(.owner),
        type: String = "application/jsonc"
    ) async throws -> Answer {
        let path = section == "base" ? "sdk/apps/\(name)/base" : "sdk/apps/connections/\(name)/\(section)"
        return try await send(.put, path, token: token, text: text, type: type)
    }

    /// Makes an app that is called so, and returns its name.
    func makeApp(_ name: String = "acme") async throws -> String {
        let made = try await send(.post, "sdk/apps", body: ["name": .string(name), "label": "Acme"])
        guard let name = made.json?["app"]?["name"]?.string else { throw FixtureError(made.text) }
        return name
    }

    /// Makes a connection type of the app, and returns its name.
    func makeAppConnection(of app: String, template: String = "apikey") async throws -> String {
        let made = try await send(
            .post, "sdk/apps/\(app)/connections", body: ["type": .string(template), "label": "Acme key"])
        guard let name = made.json?["appConnection"]?["name"]?.string else { throw FixtureError(made.text) }
        return name
    }

    /// Has the type send its key to `host`, and to nowhere but `hosts`.
    func define(_ type: String, of app: String, host: String, hosts: [String]? = nil) async throws {
        let names = JSON(hosts ?? [host]).text()
        let texts = [
            ("tenon", #"{"hosts": \#(names)} // where it may go"#),
            ("parameters", Self.keyParameter),
            ("api", #"{"url": "https://\#(host)/me", "headers": {"x-api-key": "{{connection.apiKey}}"}}"#),
        ]
        for (section, text) in texts {
            let answer = try await put(section, of: type, text)
            guard answer.status == 200 else { throw FixtureError("\(section): \(answer.text)") }
        }
        let base = #"{"baseUrl": "https://\#(host)", "headers": {"x-api-key": "{{connection.apiKey}}"}}"#
        let answer = try await put("base", of: app, base)
        guard answer.status == 200 else { throw FixtureError("base: \(answer.text)") }
    }

    static let keyParameter = """
        [
            // entered by a person
            {"name": "apiKey", "label": "Key", "type": "password", "required": true, "editable": true},
            {"name": "note", "label": "Note", "type": "text", "editable": true},
        ]
        """

    @discardableResult
    func publish(_ app: String) async throws -> Int64 {
        let answer = try await send(.post, "sdk/apps/\(app)/publish")
        guard let version = answer.json?["published"]?["version"]?.int else { throw FixtureError(answer.text) }
        return version
    }

    /// Makes an app with one type, published, that sends its key to `host`; the names of both.
    func makePublishedApp(host: String = "api.acme.test") async throws -> (app: String, type: String) {
        let app = try await makeApp()
        let type = try await makeAppConnection(of: app)
        try await define(type, of: app, host: host)
        try await publish(app)
        return (app, type)
    }

    func makeConnection(ofType type: String, key: String) async throws -> Int64 {
        let answer = try await send(
            .post, "connections?teamId=1",
            body: ["accountName": "Mine", "accountType": .string(type), "apiKey": .string(key)])
        guard let id = answer.json?["connection"]?["id"]?.int else { throw FixtureError(answer.text) }
        return id
    }

    /// Where a request through the connection would go now, with which headers.
    func plan(of connection: Int64) async throws -> UpstreamPlan {
        let request = ProxyRequest(
            token: try #require(ProxyToken(APIFixture.token(.owner))), connectionID: ConnectionID(connection),
            method: "GET", path: "/x", clientAddress: nil, requestID: "r")
        return try await proxy.decide(request).plan
    }

    func isUpgradeable(_ connection: Int64) async throws -> Bool? {
        try await send(.get, "connections/\(connection)").json?["connection"]?["upgradeable"]?.bool
    }

    /// A second organization with a team and an owner; the owner's token.
    func makeForeignOwner() async throws -> String {
        let text = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"
        guard let token = TokenText(text) else { throw FixtureError() }
        let scopes = JSON(APIScope.allCases.map(\.rawValue)).text()
        try await database.write { connection in
            _ = try connection.change("INSERT INTO organizations (id, name, created_at) VALUES (2, 'Foreign', 1)")
            _ = try connection.change(
                "INSERT INTO audit_heads (organization_id, sequence, hash) VALUES (2, 0, ?1)",
                [UInt8](repeating: 0, count: 32))
            _ = try connection.change(
                "INSERT INTO teams (id, organization_id, name, created_at) VALUES (20, 2, 'Foreign', 1)")
            _ = try connection.change(
                """
                INSERT INTO users (id, organization_id, name, email, organization_role, created_at)
                VALUES (200, 2, 'Eve', 'eve@example.net', 'owner', 1)
                """)
            _ = try connection.change(
                "INSERT INTO memberships (organization_id, team_id, user_id, role) VALUES (2, 20, 200, 'admin')")
            _ = try connection.change(
                """
                INSERT INTO api_tokens (user_id, label, scopes, hash, hint, created_at)
                VALUES (200, 'x', ?1, ?2, ?3, 1)
                """, scopes, token.hash, token.hint)
        }
        return text
    }
}
