// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonCatalog
import TenonDomain
import TenonEngine
import TenonJSON
import TenonSQLite
import TenonServer
import TenonStore
import TenonWire
import Testing

/// A secret goes nowhere new because somebody edits the definition that it was entered for.
@Suite struct PublishedReachTests {
    @Test func `a connection keeps its host until every secret comes anew`() async throws {
        try await APIFixture.run { api in
            let (app, type) = try await api.makePublishedApp(host: "api.acme.test")
            let id = try await api.makeConnection(ofType: type, key: "sec-1")
            try await api.define(type, of: app, host: "evil.test")
            try await api.publish(app)
            #expect(try await api.isUpgradeable(id) == true)
            #expect(try await api.plan(of: id).authority == "api.acme.test")
            _ = try await api.send(.post, "connections/\(id)/test", body: [:])
            #expect(api.egress.requests.map(\.host) == ["api.acme.test"])

            let partial = try await api.send(
                .post, "connections/\(id)/set-data?missing=keep", body: ["note": "a"])
            #expect(partial.status == 200, "\(partial.text)")
            #expect(try await api.plan(of: id).authority == "api.acme.test")
            #expect(try await api.isUpgradeable(id) == true)

            let anew = try await api.send(.post, "connections/\(id)/set-data", body: ["apiKey": "sec-2"])
            #expect(anew.status == 200, "\(anew.text)")
            let plan = try await api.plan(of: id)
            #expect(plan.authority == "evil.test")
            #expect(plan.headerLines.reveal() == "x-api-key: sec-2\r\n")
            #expect(try await api.isUpgradeable(id) == false)
            #expect(try await api.plan(of: api.makeConnection(ofType: type, key: "sec-3")).authority == "evil.test")
        }
    }

    @Test func `a version that goes nowhere new is used at once, and says so`() async throws {
        try await APIFixture.run { api in
            let app = try await api.makeApp()
            let type = try await api.makeAppConnection(of: app)
            try await api.define(type, of: app, host: "a.acme.test", hosts: ["a.acme.test", "b.acme.test"])
            try await api.publish(app)
            let id = try await api.makeConnection(ofType: type, key: "sec-1")
            try await api.define(type, of: app, host: "b.acme.test", hosts: ["B.acme.test"])
            try await api.publish(app)
            #expect(try await api.plan(of: id).authority == "b.acme.test")
            #expect(try await api.isUpgradeable(id) == true)
            let listed = try await api.send(.get, "connections?teamId=1").json?["connections"]?.array
            #expect(listed?.first?["upgradeable"] == true)
            // Back to a host that the connection's own version had.
            try await api.define(type, of: app, host: "a.acme.test")
            try await api.publish(app)
            #expect(try await api.plan(of: id).authority == "a.acme.test")
            try await api.define(type, of: app, host: "c.acme.test", hosts: ["*.acme.test"])
            try await api.publish(app)
            #expect(try await api.plan(of: id).authority == "a.acme.test")
        }
    }

    /// The same host without TLS lets others read along.
    @Test func `a version without TLS is another reach`() async throws {
        try await APIFixture.run { api in
            let (app, type) = try await api.makePublishedApp(host: "api.acme.test")
            let id = try await api.makeConnection(ofType: type, key: "sec-1")
            try await api.put(
                "base", of: app,
                #"{"baseUrl": "http://api.acme.test", "headers": {"x-api-key": "{{connection.apiKey}}"}}"#)
            try await api.publish(app)
            #expect(try await api.plan(of: id).scheme == .https)
            #expect(try await api.plan(of: api.makeConnection(ofType: type, key: "sec-2")).scheme == .http)
        }
    }

    /// A type whose client, the organization's, gets a token at `host`.
    private func defineClient(_ api: APIFixture, _ type: String, host: String) async throws {
        let tenon = """
            {"hosts": ["\(host)"], "flow": "client_credentials",
             "client": {"id": "{{common.clientId}}", "secret": "{{common.clientSecret}}", "method": "post"},
             "server": {"token_endpoint": "https://\(host)/token"}}
            """
        for (section, text) in [
            ("tenon", tenon), ("parameters", "[]"),
            ("api", #"{"info": {"url": "https://\#(host)/me"}}"#), ("scope", "[]"), ("scopes", "{}"),
        ] {
            let answer = try await api.put(section, of: type, text)
            guard answer.status == 200 else { throw FixtureError("\(section): \(answer.text)") }
        }
    }

    @Test func `a client counts for versions that it was set for`() async throws {
        try await APIFixture.run { api in
            api.egress.answer(.status(200, #"{"access_token": "at-1", "token_type": "Bearer", "expires_in": 60}"#))
            let app = try await api.makeApp()
            let type = try await api.makeAppConnection(of: app, template: "oauth-clicre")
            try await api.put("base", of: app, "{}")
            try await defineClient(api, type, host: "login.acme.test")
            let common = "sdk/apps/connections/\(type)/common"
            // Before there is a version, for what the draft says.
            _ = try await api.send(.put, common, body: ["clientId": "c", "clientSecret": "cs-1"])
            try await api.publish(app)
            func test() async throws -> Answer {
                let made = try await api.send(.post, "connections?teamId=1", body: ["accountType": .string(type)])
                let id = try #require(made.json?["connection"]?["id"]?.int, "\(made.text)")
                return try await api.send(.post, "connections/\(id)/test", body: [:])
            }
            #expect(try await test().json == ["verified": true])
            try await defineClient(api, type, host: "evil.test")
            try await api.publish(app)
            let sent = api.egress.requests.count
            let refused = try await test()
            #expect(refused.status == 424, "\(refused.text)")
            #expect(refused.text.contains("an owner has to set it again"))
            #expect(api.egress.requests.count == sent, "nobody was asked")
            _ = try await api.send(.put, "installations/\(type)", body: ["clientId": "c", "clientSecret": "cs-2"])
            #expect(try await test().json == ["verified": true])
            let all = api.egress.requests.map { ($0.host, $0.body?.reveal() ?? "") }
            #expect(!all.contains { $0.0 == "evil.test" && $0.1.contains("cs-1") })
            #expect(all.contains { $0.0 == "evil.test" && $0.1.contains("cs-2") })
        }
    }

    @Test func `a form that leaves the client's secret out does not carry it to another version`() async throws {
        try await APIFixture.run { api in
            let app = try await api.makeApp()
            let type = try await api.makeAppConnection(of: app, template: "oauth-clicre")
            try await api.put("base", of: app, "{}")
            try await defineClient(api, type, host: "login.acme.test")
            try await api.publish(app)
            let owner = try #require(try await api.house.access.authenticate(token: APIFixture.token(.owner)))
            let caller = Caller(principal: owner)
            let installations = api.house.installations
            _ = try await installations.put(type, ["clientId": "c", "clientSecret": "cs-1"], for: caller)
            _ = try await installations.put(type, ["clientId": "d"], keepsSecrets: true, for: caller)
            try await defineClient(api, type, host: "evil.test")
            try await api.publish(app)
            await #expect(throws: TenonError.self) {
                _ = try await installations.put(type, ["clientId": "e"], keepsSecrets: true, for: caller)
            }
        }
    }

    @Test func `what publishing would mean for connections is known before`() async throws {
        try await APIFixture.run { api in
            let (app, type) = try await api.makePublishedApp(host: "api.acme.test")
            _ = try await api.makeConnection(ofType: type, key: "sec-1")
            let caller = Caller(
                principal: try #require(try await api.house.access.authenticate(token: APIFixture.token(.owner))))
            let same = try await api.house.definitions.consequences(of: app, for: caller)
            #expect(same.moving == 1 && same.staying == 0)
            try await api.define(type, of: app, host: "evil.test")
            let other = try await api.house.definitions.consequences(of: app, for: caller)
            #expect(other.moving == 0 && other.staying == 1)
        }
    }

    @Test func `a node that does not know a version reads it, and one that is gone is an error in words`() async throws
    {
        try await APIFixture.run { api in
            let (app, type) = try await api.makePublishedApp(host: "api.acme.test")
            let id = try await api.makeConnection(ofType: type, key: "sec-1")
            try await api.define(type, of: app, host: "new.acme.test")
            try await api.publish(app)
            // As another node that was started just now.
            let other = CatalogSource(try Catalog(), definitions: SQLDefinitionStore(api.database))
            let stored = try #require(try await SQLConnectionStore(api.database).connection(ConnectionID(id)))
            #expect(try await other.type(of: stored)?.version == 1)
            #expect(try await other.type(named: type, for: OrganizationID(1))?.version == 2)
            #expect(try await other.type(named: type, for: OrganizationID(2)) == nil)
            #expect(other.current.types(for: OrganizationID(1)).contains { $0.name == type })
            #expect(!other.current.types(for: OrganizationID(2)).contains { $0.name == type })
            _ = try await api.database.write { try $0.change("DELETE FROM definitions WHERE version = 1") }
            let late = CatalogSource(try Catalog(), definitions: SQLDefinitionStore(api.database))
            #expect(try await late.type(of: stored) == nil)
        }
    }

    @Test func `a version that cannot be understood any more leaves the others, and health says so`() async throws {
        try await APIFixture.run { api in
            let (app, type) = try await api.makePublishedApp()
            let id = try await api.makeConnection(ofType: type, key: "sec-1")
            #expect(try await api.send(.get, "/readyz").json?["warnings"] == nil)
            // As a server of another version might have published it.
            try await api.database.write { connection in
                _ = try connection.change(
                    """
                    INSERT INTO definitions (app, version, organization_id, source, published_by, published_at)
                    VALUES (?1, 2, 1, '{}', 1, 1)
                    """, app)
                _ = try connection.change("UPDATE apps SET published_version = 2 WHERE name = ?1", app)
                _ = try connection.change("UPDATE definition_changes SET changes = changes + 1")
            }
            try await api.catalog.refresh()
            #expect(api.catalog.current.publications.broken.map(\.app) == [app])
            let ready = try await api.send(.get, "/readyz")
            #expect(ready.status == 200 && ready.json?["warnings"]?.array?.count == 1, "\(ready.text)")
            #expect(try await api.send(.get, "connection-types/\(type)").status == 404)
            let made = try await api.send(
                .post, "connections?teamId=1", body: ["accountType": .string(type), "apiKey": "k"])
            #expect(made.suberrors == ["Invalid connection type"])
            #expect(try await api.plan(of: id).authority == "api.acme.test", "it has its own version")
            #expect(api.catalog.reloadFiles().isEmpty)
            #expect(api.catalog.current.publications.broken.count == 1, "files are read without forgetting it")
        }
    }
}
