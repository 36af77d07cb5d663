// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import TenonSimulator
import TestServices
import Testing

/// Two nodes, one of which loses its way to the database.
@Suite(.timeLimit(.minutes(4))) struct NetworkCutTests {
    /// A database, and two nodes on it; only `far` goes through the cable.
    private struct Site {
        let postgres: PostgresServer
        let database: String
        let cable: Cable
        let far: ServerProcess
        private let scratch: ScratchDirectory

        init() async throws {
            postgres = try await TestServices.shared.postgres()
            database = try await postgres.makeDatabase()
            cable = try await Cable.start(to: postgres.port)
            scratch = try ScratchDirectory()
            far = try await ServerProcess.start(
                in: scratch, settings: Self.settings(postgres.url(database, through: cable.port)))
        }

        /// A server that says nothing is given up seconds after its own limit.
        private static func settings(_ url: String) -> [String: String] {
            [
                "TENON_DATABASE": url, "TENON_DATABASE_STATEMENT_TIMEOUT_SECONDS": "1",
                "TENON_DATABASE_WAIT_SECONDS": "2",
            ]
        }

        func startNear() async throws -> ServerProcess {
            try await ServerProcess.start(
                token: far.token,
                settings: Self.settings(postgres.url(database)).merging(
                    ["TENON_VAULT_KEY_RING_FILE": scratch.data + "/keyring.json"]) { $1 })
        }

        func number(_ sql: String) async throws -> Int {
            let text = try await postgres.sql(sql, in: database)
            return try #require(Int(text), "\(text)")
        }
    }

    private func credentials(_ server: ServerProcess, _ id: Int64) async throws -> (status: Int, token: String?) {
        let answer = try await server.call("POST", "/connections/\(id)/credentials", [:])
        return (answer.status, try? answer.json["credentials"]?["accessToken"]?.string)
    }

    /// Asks until there is a token that the provider takes.
    private func goodToken(_ server: ServerProcess, _ id: Int64, provider: String) async throws -> String? {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if let token = try await credentials(server, id).token {
                let answer = try await LoopbackHTTP.send(
                    "GET", provider + "/api/me", headers: [("Authorization", "Bearer \(token)")])
                if answer.status == 200 { return token }
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        return nil
    }

    @Test func `a node that was away during its refresh cannot overwrite what another one has stored since`()
        async throws
    {
        let site = try await Site()
        var settings = Simulator.Settings()
        settings.switches.rotation = true
        settings.switches.reuseDetection = true
        settings.switches.graceSeconds = 60
        settings.switches.accessSeconds = 2
        settings.switches.auto = .approve
        try await Simulator.withRunning(settings) { provider, url in
            let id = try await RefreshTorture.authorized(site.far, at: url)
            // The provider gives the next token at once, and its answer takes longer than a lease.
            var slow = settings.switches
            slow.faults = [Fault(.slow, grantType: "refresh_token", times: 1, delayMilliseconds: 10_000)]
            let before = provider.counters.tally.refreshes
            provider.set(slow)
            while provider.counters.tally.refreshes == before { try await Task.sleep(for: .milliseconds(20)) }
            let asked = ContinuousClock.now
            try await site.cable.become(.frozen)
            let near = try await site.startNear()
            let token = try await goodToken(near, id, provider: url)
            #expect(token != nil, "the other node takes over when the lease has ended")
            #expect(ContinuousClock.now - asked < .seconds(10), "before the answer came")
            let stored = try await site.number("SELECT secret_version FROM connections WHERE id = \(id)")
            #expect(stored > 2)

            try await Task.sleep(until: asked + .seconds(9.5))
            try await site.cable.become(.whole)
            try await Task.sleep(until: asked + .seconds(13))
            #expect(try await goodToken(site.far, id, provider: url) != nil, "it works again by itself")
            #expect(try await goodToken(near, id, provider: url) != nil)
            #expect(provider.counters.tally.familiesKilled == 0)
            #expect(provider.counters.tally.reusesDetected == 0)
            // One version when it was made, one when it was authorized, one for each refresh that counted.
            await near.stop()
            await site.far.stop()
            let versions = try await site.number("SELECT secret_version FROM connections WHERE id = \(id)")
            let refreshed = try await site.number(
                "SELECT COUNT(*) FROM audit_events WHERE action = 'connection.refreshed'")
            #expect(versions == refreshed + 2)
        }
    }

    @Test func `a node that is cut off releases nothing, says why, and learns what was revoked meanwhile`()
        async throws
    {
        let nginx = try await TestServices.shared.nginx()
        for condition in [Cable.Condition.cut, .frozen] {
            let site = try await Site()
            let near = try await site.startNear()
            let id = try await near.create([
                "accountType": "http-bearer", "url": .string("http://127.0.0.1:\(nginx.port)/"),
                "token": .string(nginx.key),
            ])
            let made = try await near.call(
                "POST", "/users/me/api-tokens", ["label": "t", "scope": ["connections:use"]])
            let token = try #require(try made.json["apiToken"]?["token"]?.string, "\(made.text)")
            let created = try #require(try made.json["apiToken"]?["created"]?.string)
            func proxied() async throws -> Int {
                try await LoopbackHTTP.send(
                    "GET", site.far.address + "/proxy/\(id)/bearer/me", headers: [("Authorization", "Token \(token)")]
                ).status
            }
            #expect(try await proxied() == 200)
            try await site.cable.become(condition)
            #expect(try await near.call("DELETE", "/users/me/api-tokens/\(created)").status == 200)
            try await Task.sleep(for: .seconds(1))
            #expect(try await proxied() == 503, "\(condition): what it knew is too old to be believed")
            for (method, path) in [("POST", "/connections/\(id)/credentials"), ("GET", "/connections/\(id)")] {
                let answer = try await site.far.call(method, path, method == "POST" ? [:] : nil)
                #expect(answer.status == 503, "\(condition): \(answer.text)")
                #expect(try answer.json["detail"]?.string?.contains("database") == true, "\(answer.text)")
            }
            try await site.cable.become(.whole)
            let deadline = ContinuousClock.now + .seconds(30)
            while try await site.far.call("GET", "/connections/\(id)").status != 200, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(try await site.far.call("GET", "/connections/\(id)").status == 200, "\(condition)")
            #expect(try await proxied() == 401, "\(condition)")
        }
    }
}
