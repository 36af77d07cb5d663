// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import TenonSimulator
import TestServices
import Testing

/// Many callers, three servers on one database, tokens that live a second, a provider that rotates and punishes reuse,
/// and servers that are killed at random: the grant lives on.
///
/// Runs for a few seconds; `TENON_TORTURE_SECONDS=60 script/test --filter RefreshTortureTests` tortures for longer.
@Suite(.serialized) struct RefreshTortureTests {
    /// Three servers on one directory; each can be killed and comes back.
    private actor Fleet {
        private var servers: [ServerProcess] = []
        let scratch: ScratchDirectory
        let token = UUID().uuidString.lowercased()

        init() throws { scratch = try ScratchDirectory() }

        func start(_ count: Int) async throws {
            for _ in 0..<count { servers.append(try await launch()) }
        }

        private func launch() async throws -> ServerProcess {
            try await ServerProcess.start(
                in: scratch, token: token,
                settings: ["TENON_SHARED_DATA": "true", "TENON_LIMITS_REQUESTS_PER_MINUTE": "0"])
        }

        var any: ServerProcess { servers[Int.random(in: servers.indices)] }
        var first: ServerProcess { servers[0] }

        func killOne() async throws {
            let index = Int.random(in: servers.indices)
            await servers[index].stop(SIGKILL)
            servers[index] = try await launch()
        }
    }

    private func torture(_ fleet: Fleet, _ id: Int64, provider: String) async throws -> RefreshTorture.Tally.Counts {
        let tally = RefreshTorture.Tally()
        let end = Date().addingTimeInterval(RefreshTorture.seconds)
        try await withThrowingTaskGroup { group in
            for _ in 0..<100 {
                group.addTask {
                    await RefreshTorture.call({ await fleet.any }, id, provider: provider, until: end, tally)
                }
            }
            group.addTask {
                while Date() < end.addingTimeInterval(-1) {
                    try await Task.sleep(for: .milliseconds(Int.random(in: 200...1200)))
                    try await fleet.killOne()
                }
            }
            try await group.waitForAll()
        }
        return tally.all
    }

    @Test func `three servers, a hundred callers, kill -9: the grant is alive at the end`() async throws {
        // A lost answer can only be mended by a provider that forgives the same token twice for a while.
        let settings = RefreshTorture.switches { $0.graceSeconds = 30 }
        try await Simulator.withRunning { provider, url in
            provider.set(settings)
            let fleet = try Fleet()
            try await fleet.start(3)
            let id = try await RefreshTorture.authorized(await fleet.first, at: url)
            let counts = try await torture(fleet, id, provider: url)
            print("torture: \(counts), \(provider.counters.tally)")
            #expect(counts.given > 0)
            #expect(counts.bad.isEmpty, "tokens that were not good when they were handed out: \(counts.bad)")
            #expect(provider.counters.tally.familiesKilled == 0)
            #expect(provider.counters.tally.reusesDetected == 0)
            var last = try await fleet.first.call("POST", "/connections/\(id)/credentials", [:])
            // The lease of a server that was killed last ends after a few seconds.
            for _ in 0..<20 where last.status != 200 {
                try await Task.sleep(for: .milliseconds(500))
                last = try await fleet.first.call("POST", "/connections/\(id)/credentials", [:])
            }
            #expect(last.status == 200, "\(last.text)")
        }
    }

    @Test func `a lost answer is mended where the provider forgives, and named where it does not`() async throws {
        for forgives in [true, false] {
            try await Simulator.withRunning { provider, url in
                provider.set(RefreshTorture.switches { $0.graceSeconds = forgives ? 30 : 0 })
                let fleet = try Fleet()
                try await fleet.start(1)
                let server = await fleet.first
                let id = try await RefreshTorture.authorized(server, at: url)
                var lossy = RefreshTorture.switches { $0.graceSeconds = forgives ? 30 : 0 }
                lossy.faults = [Fault(.lostAnswer, grantType: "refresh_token", times: 1)]
                provider.set(lossy)
                var status = 0
                for _ in 0..<40 where status != (forgives ? 200 : 424) || provider.counters.answersDropped == 0 {
                    try await Task.sleep(for: .milliseconds(250))
                    status = try await server.call("POST", "/connections/\(id)/credentials", [:]).status
                }
                try await Task.sleep(for: .seconds(3))
                let last = try await server.call("POST", "/connections/\(id)/credentials", [:])
                let health = try await server.call("GET", "/connections/\(id)/health").json["health"]
                if forgives {
                    #expect(last.status == 200, "\(last.text)")
                    #expect(provider.counters.tally.familiesKilled == 0)
                } else {
                    #expect(last.status == 424)
                    #expect(health?["status"] == "needs_reauthorization", "\(health?.text() ?? "")")
                    #expect(health?["trouble"]?["reason"] == "answer_lost")
                }
            }
        }
    }
}
