// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import TenonJSON
import TenonSimulator
import TestServices
import Testing

/// Several nodes on one PostgreSQL database.
@Suite(.timeLimit(.minutes(4))) struct ManyNodesTests {
    /// Starts nodes with one key ring; the first one makes it.
    static func start(
        _ count: Int, on url: String, scratch: ScratchDirectory, settings: [String: String] = [:]
    ) async throws -> [ServerProcess] {
        let token = UUID().uuidString.lowercased()
        let settings = ["TENON_DATABASE": url, "TENON_LIMITS_REQUESTS_PER_MINUTE": "0"].merging(settings) { $1 }
        var servers = [try await ServerProcess.start(in: scratch, token: token, settings: settings)]
        for _ in 1..<count {
            servers.append(
                try await ServerProcess.start(
                    token: token,
                    settings: settings.merging(["TENON_VAULT_KEY_RING_FILE": scratch.data + "/keyring.json"]) { $1 }))
        }
        return servers
    }

    private func proxied(_ server: ServerProcess, _ id: Int64, token: String) async throws -> Int {
        try await LoopbackHTTP.send(
            "GET", server.address + "/proxy/\(id)/bearer/me", headers: [("Authorization", "Token \(token)")], body: []
        ).status
    }

    @Test func `a token revoked on one node is refused there at once, and everywhere within a second`() async throws {
        let postgres = try await TestServices.shared.postgres()
        let nginx = try await TestServices.shared.nginx()
        let database = try await postgres.makeDatabase()
        let servers = try await Self.start(2, on: postgres.url(database), scratch: try ScratchDirectory())
        let id = try await servers[0].create([
            "accountType": "http-bearer", "url": .string("http://127.0.0.1:\(nginx.port)/"),
            "token": .string(nginx.key),
        ])
        for round in 0..<3 {
            let made = try await servers[0].call(
                "POST", "/users/me/api-tokens", ["label": .string("t\(round)"), "scope": ["connections:use"]])
            let token = try #require(try made.json["apiToken"]?["token"]?.string, "\(made.text)")
            let created = try #require(try made.json["apiToken"]?["created"]?.string, "\(made.text)")
            for server in servers { #expect(try await proxied(server, id, token: token) == 200) }
            let revoked = try await servers[round % 2].call("DELETE", "/users/me/api-tokens/\(created)")
            #expect(revoked.status == 200, "\(revoked.text)")
            #expect(try await proxied(servers[round % 2], id, token: token) == 401, "no answer from before")
            // Whatever else the machine does: what a node knows is good for a second, by its own clock.
            try await Task.sleep(for: .seconds(1))
            #expect(try await proxied(servers[1 - round % 2], id, token: token) == 401)
        }
        for server in servers { #expect(await server.stop() == 0) }
    }

    @Test func `nodes share deliveries and verifications, and do each once`() async throws {
        let postgres = try await TestServices.shared.postgres()
        let (receiver, thirdParty) = (try await Receiver.start(), try await Receiver.start())
        let servers = try await Self.start(
            2, on: postgres.url(try await postgres.makeDatabase()), scratch: try ScratchDirectory(),
            settings: ["TENON_VERIFICATION_INTERVAL_SECONDS": "60"])
        let hook: JSON = ["url": .string(receiver.url), "events": ["connection.created"]]
        #expect(try await servers[0].call("POST", "/webhooks", hook).status == 200)
        var made: [Int64] = []
        for number in 0..<24 {
            made.append(
                try await servers[number % 2].create([
                    "accountType": "http-bearer", "url": .string(thirdParty.url + "/\(number)"), "token": "t",
                ]))
        }
        #expect(try await eventually { receiver.requests.count >= made.count })
        // Everybody who would do it once more has the time to.
        try await Task.sleep(for: .seconds(3))
        let told = try receiver.requests.compactMap { try JSONReader.read($0.body)["data"]?["connectionId"]?.int }
        #expect(told.sorted() == made.sorted())
        for server in servers { #expect(await server.stop() == 0) }
        let asked = thirdParty.requests.map(\.path)
        #expect(Set(asked).count == asked.count, "no connection was verified twice in an interval: \(asked)")
    }

    @Test func `refreshes that are due are shared: two nodes have more under way than one would`() async throws {
        let postgres = try await TestServices.shared.postgres()
        let database = try await postgres.makeDatabase()
        try await Simulator.withRunning { provider, url in
            var switches = Switches()
            switches.accessSeconds = 4
            provider.set(switches)
            let servers = try await Self.start(2, on: postgres.url(database), scratch: try ScratchDirectory())
            for index in 0..<48 {
                let id = try await servers[index % 2].create([
                    "accountType": "http-oauth2-password", "url": .string(url + "/api/me"),
                    "tokenUrl": .string(url + "/token"), "clientId": "simulator-client",
                    "clientSecret": "simulator-secret", "username": "ada", "password": "ada-password",
                ])
                #expect(try await servers[index % 2].call("POST", "/connections/\(id)/credentials", [:]).status == 200)
            }
            switches.faults = [Fault(.slow, delayMilliseconds: 1500)]
            provider.set(switches)
            var (most, holders) = (0, 0)
            let deadline = ContinuousClock.now + .seconds(20)
            while most <= 16 || holders < 2, ContinuousClock.now < deadline {
                let text = try await postgres.sql(
                    "SELECT COUNT(*) || ' ' || COUNT(DISTINCT holder) FROM refresh_leases WHERE holder IS NOT NULL",
                    in: database)
                let numbers = text.split(separator: " ").compactMap { Int($0) }
                (most, holders) = (max(most, numbers[0]), max(holders, numbers[1]))
            }
            // One node asks a provider 16 times at the same time and no more.
            #expect(most > 16 && holders == 2, "\(most) at a time, by \(holders) node(s)")
            for server in servers { await server.stop(SIGKILL) }
        }
    }

    @Test func `decisions are remembered: requests through the proxy do not all ask the database`() async throws {
        let postgres = try await TestServices.shared.postgres()
        let nginx = try await TestServices.shared.nginx()
        let database = try await postgres.makeDatabase()
        let servers = try await Self.start(1, on: postgres.url(database), scratch: try ScratchDirectory())
        let id = try await servers[0].create([
            "accountType": "http-bearer", "url": .string("http://127.0.0.1:\(nginx.port)/"),
            "token": .string(nginx.key),
        ])
        func transactions() async throws -> Int {
            // The statistics of a connection reach everybody's view a second later at most.
            try await Task.sleep(for: .seconds(1.5))
            let text = try await postgres.sql(
                "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = '\(database)'")
            return try #require(Int(text))
        }
        let before = try await transactions()
        let start = ContinuousClock.now
        for _ in 0..<500 {
            #expect(try await proxied(servers[0], id, token: servers[0].token) == 200)
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let asked = try await transactions() - before
        // Looking for changes, for due refreshes and devices, and writing down uses goes on each second.
        #expect(Double(asked) < 250 + 20 * (seconds + 3), "\(asked) transactions for 500 requests in \(seconds) s")
        #expect(await servers[0].stop() == 0)
    }

    @Test func `a node of the schema before goes on serving when a newer one has migrated the database`() async throws {
        let postgres = try await TestServices.shared.postgres()
        let database = try await postgres.makeDatabase()
        let scratch = try ScratchDirectory()
        let server = try #require(
            try await Self.start(1, on: postgres.url(database), scratch: scratch).first)
        var ids: [Int64] = []
        for index in 0..<3 {
            ids.append(
                try await server.create([
                    "accountType": "make", "accountName": .string("c\(index)"), "apiKey": "canary-k",
                    "url": "https://example.com",
                ]))
        }
        for id in ids { #expect(try await server.call("GET", "/connections/\(id)").status == 200) }
        // What a later version may do: columns and tables more, each with a value for rows of before.
        try await postgres.sql(
            """
            BEGIN; UPDATE schema_migrations SET version = 0 WHERE version = 0;
            ALTER TABLE connections ADD COLUMN colour TEXT;
            ALTER TABLE api_tokens ADD COLUMN weight BIGINT NOT NULL DEFAULT 7;
            CREATE TABLE novelties (id BIGINT PRIMARY KEY);
            INSERT INTO schema_migrations (version) VALUES (9999); COMMIT;
            """, in: database)
        for _ in 0..<3 {
            for id in ids { #expect(try await server.call("GET", "/connections/\(id)").status == 200) }
            let list = try await server.call("GET", "/connections?teamId=1")
            #expect(try list.json["connections"]?.array?.count == 3, "\(list.text)")
            #expect(try await server.call("GET", "/users/me").status == 200)
        }
        let keep = try await server.call("POST", "/connections/\(ids[0])/set-data?missing=keep", ["apiKey": "canary-n"])
        #expect(keep.status == 200, "\(keep.text)")
        #expect(await server.stop() == 0)
        // Once stopped it does not come back: it would not know what it does not know.
        let again = try await Binary.run(
            ["serve", "--data", scratch.data, "--port", "0"], environment: ["TENON_DATABASE": postgres.url(database)])
        #expect(again.exitCode == 65)
        #expect(again.errors.contains("made by a newer Tenon"), "\(again.errors)")
    }
}
