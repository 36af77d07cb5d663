// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TenonConsole
import TenonDomain
import TenonEngine
import TenonHTTP
import TenonJSON
import TenonSQLite
import TenonServer
import TenonStore
import Testing

/// What owners, and people who are not, do on the pages of administration.
@Suite struct AdministrationTests {
    @Test func `an owner makes a team, and gives roles in it`() async throws {
        try await APIFixture.run { api in
            let owner = try await BrowserClient.owner(api)
            let made = try await owner.post("/teams", [("name", "Billing <&>")], from: "/teams")
            let path = try #require(made.location)
            #expect(path.hasPrefix("/teams/"))
            #expect(try await owner.get("/teams").text.contains("Billing &lt;&amp;&gt;"))
            let user = try #require(
                try await owner.get(path).text.firstMatch(of: #/<option value="(\d+)">member \(/#)?.1)
            _ = try await owner.post("\(path)/members", [("user", String(user)), ("role", "operator")], from: path)
            let page = try await owner.get(path).text
            #expect(page.contains("member@example.com"))
            #expect(page.contains("The role has been set."))
            _ = try await owner.post("\(path)/members", [("user", String(user)), ("role", "none")], from: path)
            #expect(try await owner.get(path).text.contains("The person has been taken out of the team."))
            for fields in [[("user", "x"), ("role", "admin")], [("user", String(user)), ("role", "king")], []] {
                #expect(try await owner.post("\(path)/members", fields, from: path).status == 400)
            }
            #expect(try await owner.post("/teams", [("name", "")], from: "/teams").status == 400)
        }
    }

    @Test func `a member sees own teams and nothing of the owner's`() async throws {
        try await APIFixture.run { api in
            let owner = try await BrowserClient.owner(api)
            let member = try await BrowserClient.person(.member, api, invitedBy: owner)
            let teams = try await member.get("/teams")
            #expect(teams.status == 200)
            #expect(!teams.text.contains("Other"))
            #expect(try await member.get("/teams/1").status == 200)
            #expect(try await !member.get("/teams/1").text.contains("action=\"/teams/1/members\""))
            #expect(try await member.get("/teams/2").status == 404)
            for path in ["/people", "/server", "/installations/google", "/audit", "/webhooks", "/webhooks/1"] {
                #expect(try await member.get(path).status == 403, "\(path)")
            }
            for (path, fields) in [
                ("/teams", [("name", "Mine")]), ("/teams/1/members", [("user", "1"), ("role", "none")]),
                ("/people", [("name", "Eve"), ("email", "eve@example.com")]), ("/people/1/invitation", []),
                ("/people/1/invitation/delete", []), ("/people/1/sign-out", []), ("/server/keys/rotate", []),
                ("/server/data-keys/rotate", []), ("/server/data-keys/drop", []),
                ("/audit/verify", []), ("/webhooks", [("url", "https://example.com"), ("event", "connection.broken")]),
                ("/webhooks/1", [("url", "https://example.com")]), ("/webhooks/1/test", []), ("/webhooks/1/secret", []),
                ("/webhooks/1/delete", []),
                ("/installations/google", [("clientId", "x")]), ("/installations/google/delete", []),
            ] as [(String, [(String, String)])] {
                let before = try await api.auditActions()
                #expect(try await member.post(path, fields, from: "/account").status == 403, "\(path)")
                #expect(try await api.auditActions() == before, "\(path)")
            }
        }
    }

    @Test func `inviting somebody shows the link once, and it works`() async throws {
        try await APIFixture.run { api in
            let owner = try await BrowserClient.owner(api)
            let page = try await owner.post(
                "/people",
                [
                    ("name", "Grace"), ("email", "grace@example.com"), ("role", "member"), ("team", "1"),
                    ("team-role", "operator"),
                ], from: "/people")
            #expect(page.status == 200)
            let link = try #require(
                page.text.firstMatch(of: #/http:\/\/localhost:8080(\/invitation\/[0-9a-f]{64})/#)?.1)
            let list = try await owner.get("/people").text
            #expect(list.contains("invited until"))
            #expect(!list.contains(String(link)))
            let guest = BrowserClient(api)
            _ = try await guest.post(String(link), [("name", "Grace H"), ("password", BrowserClient.password)])
            #expect(try await guest.get("/account").text.contains("Team: Operator"))
            #expect(try await !owner.get("/people").text.contains("invited until"))
            let taken = try await owner.post(
                "/people", [("name", "Grace"), ("email", "grace@example.com")], from: "/people")
            #expect(taken.status == 409)

            let id = try #require(try await owner.get("/people").text.firstMatch(of: #/people\/(\d+)\/sign-out/#)?.1)
            _ = try await owner.post("/people/\(id)/sign-out", from: "/people")
            #expect(try await owner.post("/people/\(id)/invitation", from: "/people").status == 200)
            _ = try await owner.post("/people/\(id)/invitation/delete", from: "/people")
            #expect(try await owner.get("/people").text.contains("The link does not work any more."))
        }
    }

    @Test func `a token is shown once, reaches what was chosen, and is revoked`() async throws {
        try await APIFixture.run { api in
            let owner = try await BrowserClient.owner(api)
            let id = try await api.makeConnection(named: "Mine")
            let made = try await owner.post(
                "/tokens",
                [
                    ("label", "Agent"), ("kind", "narrow"), ("days", "7"), ("connection", String(id)),
                    ("method", "GET"),
                    ("method", "POST"), ("path", "/v1/**"), ("rate", "60"), ("narrow-scope", "connections:use"),
                    ("narrow-scope", "user:read"), ("scope", "organizations:write"),
                ], from: "/tokens/new")
            #expect(made.status == 200)
            let token = try #require(made.text.firstMatch(of: #/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}/#)?.0)
            let answer = try await api.send(
                .get, "users/me/current-authorization", token: String(token), text: nil)
            let authorization = try #require(answer.json?["authorization"])
            #expect(authorization["scope"] == ["connections:use", "user:read"])
            #expect(authorization["allow"] == ["GET,POST /v1/**"])
            #expect(authorization["connections"] == [JSON(id)])
            let list = try await owner.get("/tokens").text
            #expect(list.contains("GET,POST /v1/**"))
            #expect(list.contains("Connections: Mine (\(id))"))
            #expect(!list.contains(token))
            let created = try #require(list.firstMatch(of: #/name="created" value="([^"]+)"/#)?.1)
            _ = try await owner.post("/tokens/revoke", [("created", String(created))], from: "/tokens")
            let gone = try await api.send(.get, "users/me", token: String(token), text: nil)
            #expect(gone.status == 401)
            #expect(try await owner.post("/tokens/revoke", [("created", "x")], from: "/tokens/new").status == 404)
        }
    }

    @Test(arguments: [
        [("label", ""), ("kind", "wide"), ("scope", "user:read")],
        [("label", "x"), ("kind", "wide")],
        [("label", "x"), ("kind", "wide"), ("scope", "everything")],
        [("label", "x"), ("kind", "wide"), ("scope", "user:read"), ("days", "0")],
        [("label", "x"), ("kind", "narrow"), ("narrow-scope", "connections:use"), ("method", "GET"), ("path", "/**")],
        [
            ("label", "x"), ("kind", "narrow"), ("narrow-scope", "connections:use"), ("connection", "1"),
            ("path", "/**"),
        ],
        [
            ("label", "x"), ("kind", "narrow"), ("narrow-scope", "connections:use"), ("connection", "1"),
            ("method", "GET"), ("path", "no slash"),
        ],
        [
            ("label", "x"), ("kind", "narrow"), ("narrow-scope", "organizations:write"), ("connection", "1"),
            ("method", "GET"), ("path", "/**"),
        ],
    ])
    func `a token that cannot be is refused in words`(_ fields: [(String, String)]) async throws {
        try await APIFixture.run { api in
            let owner = try await BrowserClient.owner(api)
            let before = try await api.auditActions()
            let answer = try await owner.post("/tokens", fields, from: "/tokens/new")
            #expect(answer.status == 400)
            #expect(answer.text.contains("role=\"alert\""))
            #expect(try await api.auditActions() == before)
        }
    }

    @Test func `an app's client is stored, its secret never shown, and forgotten`() async throws {
        try await APIFixture.run { api in
            let owner = try await BrowserClient.owner(api)
            let page = try await owner.get("/installations/google").text
            #expect(page.contains("http://localhost:8080/oauth/cb/google"))
            let saved = try await owner.post(
                "/installations/google", [("clientId", "id-1"), ("clientSecret", "canary-9f2c")],
                from: "/installations/google")
            #expect(saved.location == "/installations")
            for path in ["/installations", "/installations/google"] {
                let text = try await owner.get(path).text
                #expect(text.contains("id-1"))
                #expect(!text.contains("canary-9f2c"))
            }
            _ = try await owner.post(
                "/installations/google", [("clientId", "id-2"), ("clientSecret", "")], from: "/installations/google")
            let kept = try await api.send(.get, "installations").json?["installations"]?.array?.first
            #expect(kept?["clientId"] == "id-2")
            #expect(kept?["secrets"] == ["clientSecret"])
            let mask = try await owner.post("/installations/google", [("clientId", "")], from: "/installations/google")
            #expect(mask.status == 400)
            _ = try await owner.post("/installations/google/delete", from: "/installations/google")
            #expect(try await owner.get("/installations").text.contains("The client is forgotten."))
            #expect(try await owner.get("/installations/nothing").status == 404)
        }
    }

    @Test func `rotating the root key leaves no data key under the old one`() async throws {
        try await APIFixture.run { api in
            let owner = try await BrowserClient.owner(api)
            let id = try await api.makeConnection()
            let before = try await owner.get("/server").text
            #expect(before.contains("works"))
            #expect(!before.contains("does not work"))
            let answer = try await owner.post("/server/keys/rotate", from: "/server")
            #expect(answer.location == "/server")
            let after = try await owner.get("/server").text
            #expect(after.contains("older"))
            let progress = try #require(after.firstMatch(of: #/max="(\d+)" value="(\d+)"/#))
            #expect(progress.1 == progress.2)
            #expect(try await api.auditActions().last == .rootKeyRotated)
            #expect(try await api.send(.get, "connections/\(id)").status == 200)
        }
    }

    @Test func `rotating the data keys seals every secret again, and the old ones can be dropped later`() async throws {
        try await APIFixture.run { api in
            let owner = try await BrowserClient.owner(api)
            let id = try await api.makeConnection()
            func progress(_ text: String) throws -> [Int] {
                let match = try #require(text.firstMatch(of: #/id="data-progress" max="(\d+)" value="(\d+)"/#))
                return [Int(match.2) ?? -1, Int(match.1) ?? -1]
            }
            #expect(try progress(try await owner.get("/server").text) == [1, 1])
            let answer = try await owner.post("/server/data-keys/rotate", from: "/server")
            #expect(answer.location == "/server")
            let under = try await owner.get("/server")
            #expect(under.text.contains("There are new data keys."))
            #expect(try progress(under.text) == [0, 1])
            #expect(under.headers[HTTPField.Name("Refresh")!] == "3; url=/server")
            #expect(under.text.contains("Go on sealing again"))
            // Pressed once more, it makes no other key.
            let actions = try await api.auditActions()
            _ = try await owner.post("/server/data-keys/rotate", from: "/server")
            #expect(try await api.auditActions() == actions)
            try await api.house.resealer.sealAgain()
            let after = try await owner.get("/server")
            #expect(try progress(after.text) == [1, 1])
            #expect(after.headers[HTTPField.Name("Refresh")!] == nil)
            #expect(!after.text.contains("Drop old data keys"))
            #expect(try await api.send(.get, "connections/\(id)").status == 200)
            _ = try await owner.post("/server/data-keys/drop", from: "/server")
            #expect(try await owner.get("/server").text.contains("Every old data key is still needed."))
            api.clock.advance(by: .seconds(700))
            #expect(try await owner.get("/server").text.contains("Drop old data keys"))
            _ = try await owner.post("/server/data-keys/drop", from: "/server")
            let dropped = try await owner.get("/server").text
            #expect(dropped.contains("Old data keys that nothing needs are gone."))
            #expect(dropped.contains("Old data keys: 0"))
            let changes = try await api.auditActions().filter { $0 == .dataKeyRotated || $0 == .dataKeyDropped }
            #expect(changes == [.dataKeyRotated, .dataKeyDropped])
        }
    }

    @Test func `a secret that does not open is told of, and nobody waits for it`() async throws {
        try await APIFixture.run { api in
            let owner = try await BrowserClient.owner(api)
            _ = try await api.makeConnection()
            _ = try await api.database.write { try $0.change("UPDATE connection_secrets SET box = ?1", [UInt8]()) }
            _ = try await owner.post("/server/data-keys/rotate", from: "/server")
            try await api.house.resealer.sealAgain()
            let page = try await owner.get("/server")
            #expect(page.text.contains("do not open"))
            #expect(page.headers[HTTPField.Name("Refresh")!] == nil)
        }
    }

    @Test func `the audit log is narrowed, turned over and verified`() async throws {
        try await APIFixture.run { api in
            let owner = try await BrowserClient.owner(api)
            for _ in 0..<60 { _ = try await api.makeConnection(named: "One") }
            let page = try await owner.get("/audit").text
            #expect(page.contains("connection.created</code>"))
            let next = try #require(page.firstMatch(of: #/rel="next" href="([^"]+)"/#)?.1)
            let older = try await owner.get(String(next).replacing("&amp;", with: "&")).text
            #expect(older.contains("session.created</code>"))
            let narrowed = try await owner.get("/audit?action=server.claimed&subject=user:1&from=2025-01-01").text
            #expect(narrowed.contains("server.claimed</code>"))
            #expect(!narrowed.contains("connection.created</code>"))
            for query in ["action=x&user=y&team=z&from=a&to=b&behind=c", "behind=-1", "subject=%3Cscript%3E"] {
                let answer = try await owner.get("/audit?\(query)")
                #expect(answer.status == 200, "\(query)")
                #expect(!answer.text.contains("<script>"))
            }
            let verified = try await owner.post("/audit/verify", from: "/audit")
            #expect(verified.text.contains("The log is whole"))
        }
    }

    @Test func `a webhook is made, tested, changed and deleted, and its secret shown once`() async throws {
        try await APIFixture.run { api in
            let owner = try await BrowserClient.owner(api)
            let made = try await owner.post(
                "/webhooks",
                [("url", "https://hooks.example.com/t"), ("name", "Ops"), ("event", "connection.broken")],
                from: "/webhooks")
            let secret = try #require(made.text.firstMatch(of: #/whsec_[A-Za-z0-9+\/=]+/#)?.0)
            let path = try #require(made.text.firstMatch(of: #/href="(\/webhooks\/\d+)"/#)?.1)
            let page = try await owner.get(String(path)).text
            #expect(page.contains("https://hooks.example.com/t"))
            #expect(!page.contains(secret))
            api.egress.answer(.status(204, ""))
            _ = try await owner.post("\(path)/test", from: String(path))
            #expect(try await owner.get(String(path)).text.contains("The test arrived."))
            let off = try await owner.post(
                String(path),
                [("url", "https://hooks.example.com/u"), ("name", "Ops"), ("event", "connection.deleted")],
                from: String(path))
            #expect(off.status == 303)
            #expect(try await owner.get("/webhooks").text.contains("badge quiet"))
            let poor = try await owner.post("/webhooks", [("url", "nonsense"), ("event", "x")], from: "/webhooks")
            #expect(poor.status == 400)
            #expect(poor.text.contains("Address: This has to be an address that begins with http:// or https://"))
            #expect(!poor.text.contains("Invalid value"))
            let rotated = try await owner.post("\(path)/secret", from: String(path))
            let next = try #require(rotated.text.firstMatch(of: #/whsec_[A-Za-z0-9+\/=]+/#)?.0)
            #expect(next != secret && rotated.text.contains("signed with the former secret as well"))
            #expect(try await api.auditActions().last == .webhookSecretRotated)
            #expect(try await !owner.get(String(path)).text.contains(next))
            _ = try await owner.post("\(path)/delete", from: String(path))
            #expect(try await owner.get(String(path)).status == 404)
        }
    }
}
