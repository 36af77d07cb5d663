// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import TenonSimulator
import Testing

/// Tokens that end together are replaced before they do, without anybody asking, and without a flood.
///
/// A hundred connections as a rule; for the figures in docs/performance.md:
/// `TENON_SCHEDULE_CONNECTIONS=10000 TENON_SCHEDULE_SECONDS=60 script/test --filter RefreshScheduleTests`.
@Suite struct RefreshScheduleTests {
    private static func setting(_ name: String, default value: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? value
    }

    @Test func `everything that ends within one lifetime is refreshed in time`() async throws {
        let count = Self.setting("TENON_SCHEDULE_CONNECTIONS", default: 100)
        let seconds = Self.setting("TENON_SCHEDULE_SECONDS", default: 20)
        try await Simulator.withRunning { provider, url in
            var switches = Switches()
            switches.accessSeconds = seconds
            switches.rotation = true
            switches.reuseDetection = true
            provider.set(switches)
            let tenon = try await ServerProcess.start(settings: ["TENON_LIMITS_REQUESTS_PER_MINUTE": "0"])
            let ids = try await connections(count, tenon, url)
            try await each(ids) { id in
                let answer = try await tenon.call("POST", "/connections/\(id)/credentials", [:])
                #expect(answer.status == 200, "\(answer.text)")
            }
            let before = provider.counters.tally.refreshes
            let memoryBefore = try residentMiB(tenon.processIdentifier)
            // Every token there is now ends within this time.
            try await Task.sleep(for: .seconds(seconds))
            var lapsed = 0
            for id in ids {
                let health = try await tenon.call("GET", "/connections/\(id)/health").json["health"]
                let ends = health?["tokenExpires"]?.string.flatMap {
                    try? Date($0, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
                }
                if (ends ?? .distantPast) < Date() { lapsed += 1 }
            }
            let refreshes = provider.counters.tally.refreshes - before
            let memory = try residentMiB(tenon.processIdentifier)
            print(
                "schedule: \(count) connections, \(seconds) s, \(refreshes) refreshes, \(lapsed) lapsed, "
                    + "resident \(memoryBefore) -> \(memory) MiB")
            #expect(lapsed == 0)
            #expect(refreshes >= count)
            #expect(provider.counters.tally.reusesDetected == 0)
        }
    }

    private func connections(_ count: Int, _ tenon: ServerProcess, _ url: String) async throws -> [Int64] {
        var ids: [Int64] = []
        for start in stride(from: 0, to: count, by: 50) {
            try await withThrowingTaskGroup(of: Int64.self) { group in
                for _ in start..<min(start + 50, count) {
                    group.addTask {
                        try await tenon.create([
                            "accountType": "http-oauth2-password", "url": .string(url + "/api/me"),
                            "tokenUrl": .string(url + "/token"), "clientId": "simulator-client",
                            "clientSecret": "simulator-secret", "username": "ada", "password": "ada-password",
                        ])
                    }
                }
                for try await id in group { ids.append(id) }
            }
        }
        return ids
    }

    /// Runs `body` for each, fifty at a time.
    private func each(_ ids: [Int64], _ body: @escaping @Sendable (Int64) async throws -> Void) async throws {
        for start in stride(from: 0, to: ids.count, by: 50) {
            try await withThrowingTaskGroup { group in
                for id in ids[start..<min(start + 50, ids.count)] { group.addTask { try await body(id) } }
                try await group.waitForAll()
            }
        }
    }

    private func residentMiB(_ process: Int32) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) / 1024
    }
}
