// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TenonJSON
import TenonSimulator
import TestServices
import Testing

/// Many callers, three servers on one database, tokens that live a second, a provider that rotates and punishes reuse,
/// and servers that are killed at random: the grant lives on.
///
/// Runs for a few seconds; `TENON_TORTURE_SECONDS=60 script/test --filter RefreshTortureTests` tortures for longer.
@Suite(.serialized) struct RefreshTortureTests {
    private static let seconds =
        ProcessInfo.processInfo.environment["TENON_TORTURE_SECONDS"].flatMap { Double($0) } ?? 6

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

    private func switches(_ change: (inout Switches) -> Void) -> Switches {
        var switches = Switches()
        switches.rotation = true
        switches.reuseDetection = true
        switches.accessSeconds = 1
        switches.auto = .approve
        change(&switches)
        return switches
    }

    /// Makes a connection to the simulator, authorized by a person.
    private func authorized(_ tenon: ServerProcess, at provider: String) async throws -> Int64 {
        let id = try await tenon.create([
            "accountType": "http-oauth2", "url": .string(provider + "/api/me"), "issuer": .string(provider),
            "clientId": .string(RegisteredClient.standard.id), "clientSecret": "simulator-secret",
            "scopes": ["profile"],
        ])
        let answer = try await tenon.call("POST", "/connections/\(id)/authorization", [:])
        let link = try #require(try answer.json["authorizationUrl"]?.string, "\(answer.text)")
        let page = try await HeadlessBrowser().open(link)
        #expect(page.status == 200, "\(page.html)")
        return id
    }

    /// How the callers fared.
    private final class Tally: Sendable {
        struct Counts {
            var given = 0
            var checked = 0
            var errors: [Int: Int] = [:]
            var unreachable = 0
            var bad: [String] = []
        }

        private let counts = Mutex(Counts())
        var all: Counts { counts.withLock { $0 } }
        func change(_ body: (inout sending Counts) -> Void) { counts.withLock { body(&$0) } }
    }

    /// Asks for the credential until `end`, and has the provider look at what was handed out.
    private func call(
        _ fleet: Fleet, _ id: Int64, provider: String, until end: Date, _ tally: Tally
    ) async {
        while Date() < end, !Task.isCancelled {
            // A server that was just killed answers nothing: the next one does.
            guard let answer = try? await fleet.any.call("POST", "/connections/\(id)/credentials", [:]) else {
                tally.change { $0.unreachable += 1 }
                continue
            }
            guard answer.status == 200, let body = try? answer.json["credentials"],
                let token = body["accessToken"]?.string, let expires = body["expiresAt"]?.string
            else {
                tally.change { $0.errors[answer.status, default: 0] += 1 }
                try? await Task.sleep(for: .milliseconds(50))
                continue
            }
            tally.change { $0.given += 1 }
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            // Near its end a token may go while it is looked at.
            guard let ends = try? Date(expires, strategy: style), ends.timeIntervalSinceNow > 0.4 else { continue }
            let checked = try? await LoopbackHTTP.send(
                "GET", provider + "/api/me", headers: [("Authorization", "Bearer \(token)")], body: [])
            guard let checked, ends.timeIntervalSinceNow > 0 else { continue }
            tally.change {
                $0.checked += 1
                if checked.status != 200 { $0.bad.append("\(checked.status)") }
            }
        }
    }

    private func torture(_ fleet: Fleet, _ id: Int64, provider: String) async throws -> Tally.Counts {
        let tally = Tally()
        let end = Date().addingTimeInterval(Self.seconds)
        try await withThrowingTaskGroup { group in
            for _ in 0..<100 { group.addTask { await call(fleet, id, provider: provider, until: end, tally) } }
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
        let settings = switches { $0.graceSeconds = 30 }
        try await Simulator.withRunning { provider, url in
            provider.set(settings)
            let fleet = try Fleet()
            try await fleet.start(3)
            let id = try await authorized(await fleet.first, at: url)
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
                provider.set(switches { $0.graceSeconds = forgives ? 30 : 0 })
                let fleet = try Fleet()
                try await fleet.start(1)
                let server = await fleet.first
                let id = try await authorized(server, at: url)
                var lossy = switches { $0.graceSeconds = forgives ? 30 : 0 }
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
