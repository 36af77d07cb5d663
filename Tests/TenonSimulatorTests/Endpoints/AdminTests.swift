// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import TenonJSON
import Testing

@testable import TenonSimulator

/// The admin calls, and the same from inside the process.
@Suite struct AdminTests {
    @Test func `switches are set, shown, and taken back`() async throws {
        try await Site.run { site in
            #expect(try await site.json("/admin/switches", ["accessSeconds": 1]).json == ["accessSeconds": 1])
            _ = try await site.json("/admin/switches", ["client": "simulator-client", "rotation": false])
            #expect(
                try await site.get("/admin/switches").json
                    == ["all": ["accessSeconds": 1], "clients": ["simulator-client": ["rotation": false]]])
            #expect(try await site.send(.DELETE, "/admin").status == 204)
            #expect(try await site.get("/admin/switches").json == ["all": [:], "clients": [:]])
        }
    }

    @Test func `counting faults go on when another switch is set`() async throws {
        try await Site.run { site in
            let tokens = try await site.tokens()
            _ = try await site.json("/admin/switches", ["faults": [["kind": "serverError", "times": 1]]])
            #expect(try await site.refresh(tokens).status == 503)
            _ = try await site.json("/admin/switches", ["accessSeconds": 5])
            #expect(try await site.refresh(tokens).status == 200)
        }
    }

    @Test func `counters and the log tell what happened, and no secret`() async throws {
        try await Site.run { site in
            let tokens = try await site.tokens()
            let second = try await site.refresh(tokens)
            _ = try await site.refresh(tokens)
            let counters = try await site.get("/admin/counters")
            #expect(counters.json?["refreshes"] == 1 && counters.json?["reusesDetected"] == 1)
            #expect(counters.json?["familiesKilled"] == 1 && counters.json?["refreshesByGrant"] == ["grant-1": 1])
            #expect(
                counters.json?["requests"]?.array?.contains([
                    "endpoint": "token", "grantType": "refresh_token", "outcome": "invalid_grant", "count": 1,
                ]) == true)
            let log = try await site.get("/admin/requests")
            #expect(log.json?["requests"]?.array?.map { $0["endpoint"] } == ["authorize", "token", "token", "token"])
            #expect(log.json?["requests"]?.array?.last?["client"] == "simulator-client")
            let grants = try await site.get("/admin/grants")
            #expect(grants.json?["grants"]?.array?.first?["end"] == "reuse")
            for text in [counters.text, log.text, grants.text] {
                for secret in [
                    tokens["access_token"], tokens["refresh_token"], second["refresh_token"], "simulator-secret",
                ] {
                    #expect(!text.contains(try #require(secret)))
                }
            }
        }
    }

    @Test(
        arguments: [
            (["all": true], 2), (["user": "ada"], 1), (["user": "nobody"], 0), (["client": "simulator-client"], 2),
            (["client": "x"], 0), (["grant": "grant-2"], 1), (["grant": "grant-9"], 0),
        ] as [(JSON, Int)])
    func `grants are taken back from outside`(_ body: JSON, _ count: Int) async throws {
        try await Site.run { site in
            let ada = try await site.tokens()
            _ = try await site.tokens(["auto": "approve", "user": "bob"])
            #expect(try await site.json("/admin/revoke", body).json == ["revoked": JSON(count)])
            let alive = site.simulator.grants.filter(\.isAlive)
            #expect(alive.count == 2 - count)
            let isAdaAlive = alive.contains { $0.userName == "ada" }
            #expect(try await site.get("/api/me", token: ada["access_token"]).status == (isAdaAlive ? 200 : 401))
            #expect(try await site.refresh(ada).error == (isAdaAlive ? nil : "invalid_grant"))
        }
    }

    @Test func `clients and people are added`() async throws {
        try await Site.run { site in
            let pem = try ClientTests.Signer.rsa.publicPEM
            let client = try await site.json(
                "/admin/clients",
                ["id": "new", "secret": "s", "redirectURIs": ["http://a/"], "scopes": ["x"], "publicKey": .string(pem)])
            #expect(client.status == 201)
            #expect(try await site.json("/admin/users", ["name": "eve", "password": "p", "apiKey": "k"]).status == 201)
            #expect(try await site.get("/key/me?api_key=k")["name"] == "eve")
            let token = try await site.form(
                "/token",
                [
                    "grant_type": "password", "username": "eve", "password": "p", "scope": "x y", "client_id": "new",
                    "client_secret": "s",
                ])
            #expect(token["scope"] == "x")
        }
    }

    @Test(
        arguments: [
            ("/admin/clients", [:]), ("/admin/clients", ["id": ""]), ("/admin/clients", ["id": "a", "odd": 1]),
            ("/admin/clients", ["id": "a", "publicKey": "no"]), ("/admin/clients", ["id": "a", "scopes": "x"]),
            ("/admin/users", ["name": "a"]), ("/admin/users", ["name": "<a>", "password": "p"]),
            ("/admin/revoke", [:]), ("/admin/revoke", ["all": true, "user": "ada"]),
            ("/admin/revoke", ["all": false]), ("/admin/revoke", ["grant": "x"]), ("/admin/switches", ["odd": 1]),
            ("/admin/switches", ["client": "x"]), ("/admin/switches", []),
        ] as [(String, JSON)])
    func `an admin call that makes no sense is refused`(_ path: String, _ body: JSON) async throws {
        try await Site.run { site in
            let answer = try await site.json(path, body)
            #expect(answer.status == 400 && answer.error == "invalid_request")
        }
    }

    @Test func `an admin call needs the content type that other sites cannot send`() async throws {
        try await Site.run { site in
            for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
                let answer = try await site.send(
                    .POST, "/admin/switches", headers: [("content-type", type)], body: #"{"rotation":false}"#)
                #expect(answer.status == 400)
            }
            #expect(try await site.get("/admin/switches").json?["all"] == [:])
        }
    }

    @Test func `a test does the same without HTTP`() async throws {
        try await Site.run { site in
            let issued = try #require(
                site.simulator.grant(to: "simulator-client", userName: "ada", scope: ["read"]))
            #expect(try await site.get("/api/scoped/read", token: issued.accessToken).status == 200)
            var switches = Switches()
            switches.faults = [Fault(.lostAnswer, times: 1)]
            site.simulator.set(switches)
            site.simulator.register(RegisteredClient(id: "new", secret: "s"))
            site.simulator.register(User(name: "eve", password: "p"))
            #expect(site.simulator.grant(to: "nobody", userName: "ada", scope: []) == nil)
            #expect(site.simulator.revoke(.grant(issued.grantID)) == 1)
            #expect(site.simulator.revoke(.grant(issued.grantID)) == 0)
            #expect(try await site.get("/api/me", token: issued.accessToken).status == 401)
            site.simulator.reset()
            #expect(site.simulator.grants.isEmpty && site.simulator.requests.isEmpty)
            #expect(site.simulator.counters == Counters())
        }
    }

    @Test func `a hundred callers at once are counted to the last`() async throws {
        try await Site.run { site in
            let issued = try #require(site.simulator.grant(to: "simulator-client", userName: "ada", scope: []))
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await site.form(
                            "/token",
                            ["grant_type": "refresh_token", "refresh_token": issued.refreshToken ?? ""],
                            headers: [Site.basic]
                        ).status
                    }
                }
                let statuses = try await group.reduce(into: [:] as [Int: Int]) { $0[$1, default: 0] += 1 }
                #expect(statuses == [200: 1, 400: 99])
            }
            #expect(site.simulator.counters.count(.token) == 100)
            #expect(site.simulator.counters.tally.refreshes == 1)
        }
    }
}
