// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TenonJSON
import TenonSimulator
import TestServices
import Testing

/// Three nodes on one PostgreSQL with a standby, under fire.
///
/// Nodes are killed, the database crashes and comes back, and then fails over for good. The grant lives on, and nothing
/// that was acknowledged is lost. Runs for some seconds; `script/torture nodes` tortures for longer.
@Suite(.timeLimit(.minutes(20))) struct NodesTortureTests {
    /// Long enough for two crashes and a fail-over.
    private static let seconds = max(RefreshTorture.seconds, 12)

    private actor Fleet {
        private var servers: [ServerProcess] = []
        private let scratch: ScratchDirectory
        private let url: String
        let token = UUID().uuidString.lowercased()
        private(set) var kills = 0

        init(on url: String) throws {
            scratch = try ScratchDirectory()
            self.url = url
        }

        func start(_ count: Int) async throws {
            for _ in 0..<count { servers.append(try await launch()) }
        }

        /// The first one makes the key ring, beside its own data.
        private func launch() async throws -> ServerProcess {
            let settings = [
                "TENON_DATABASE": url, "TENON_LIMITS_REQUESTS_PER_MINUTE": "0",
                "TENON_VAULT_KEY_RING_FILE": scratch.path + "/keyring.json",
                "TENON_DATABASE_STATEMENT_TIMEOUT_SECONDS": "10",
            ]
            return try await ServerProcess.start(token: token, settings: settings)
        }

        var any: ServerProcess { servers[Int.random(in: servers.indices)] }
        var all: [ServerProcess] { servers }

        /// Kills a node with SIGKILL; another one takes its place as soon as the database lets it.
        func killOne() async throws {
            let index = Int.random(in: servers.indices)
            await servers[index].stop(SIGKILL)
            kills += 1
            while true {
                // While there is no database a node says so and ends: the next attempt may have one.
                if let server = try? await launch() {
                    servers[index] = server
                    return
                }
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    /// What writers were promised.
    private final class Promises: Sendable {
        struct Kept {
            var created: [Int64] = []
            /// By connection: the number in the name that was acknowledged last.
            var renamed: [Int64: Int] = [:]
            var refused = 0
            var unreachable = 0
            var odd: [String] = []
            var lastAt = Date()
            var longestPause = 0.0
        }

        private let kept = Mutex(Kept())
        var all: Kept { kept.withLock { $0 } }

        func keep(_ body: (inout sending Kept) -> Void) {
            kept.withLock { kept in
                body(&kept)
                kept.longestPause = max(kept.longestPause, Date().timeIntervalSince(kept.lastAt))
                kept.lastAt = Date()
            }
        }

        func note(_ answer: ServerProcess.Answer?) {
            kept.withLock { kept in
                guard let answer else {
                    kept.unreachable += 1
                    return
                }
                let hasWords = (try? answer.json["detail"]?.string?.isEmpty == false) == true
                if answer.status == 503, hasWords {
                    kept.refused += 1
                } else {
                    kept.odd.append("\(answer.status) \(answer.text)")
                }
            }
        }
    }

    private static func draft(_ name: String) -> JSON {
        ["accountType": "make", "accountName": .string(name), "apiKey": "canary-t", "url": "https://example.com"]
    }

    /// Makes connections, and renames one of its own from number to number.
    private func write(_ fleet: Fleet, writer: Int, own: Int64, until end: Date, _ promises: Promises) async {
        var number = 0
        while Date() < end, !Task.isCancelled {
            number += 1
            let renamed = try? await fleet.any.call("PATCH", "/connections/\(own)", ["name": .string("n\(number)")])
            if renamed?.status == 200 {
                promises.keep { [number] in $0.renamed[own] = number }
            } else {
                promises.note(renamed)
            }
            let made = try? await fleet.any.call("POST", "/connections?teamId=1", Self.draft("w\(writer)-\(number)"))
            if made?.status == 200, let id = try? made?.json["connection"]?["id"]?.int {
                promises.keep { $0.created.append(id) }
            } else {
                promises.note(made)
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Crashes the primary, brings it back, fails over to the standby, and crashes that one too.
    private func spoil(_ primary: PostgresServer, _ standby: PostgresServer, for seconds: Double) async throws -> Int {
        let rounds = max(1, Int(seconds / 20))
        var crashes = 0
        func crash(_ server: PostgresServer) async throws {
            try await Task.sleep(for: .seconds(seconds / Double(2 * rounds + 2)))
            try await server.stop()
            crashes += 1
            try await Task.sleep(for: .milliseconds(Int.random(in: 100...1500)))
        }
        for _ in 0..<rounds {
            try await crash(primary)
            try await primary.resume()
        }
        try await crash(primary)
        try await standby.promote()
        for _ in 0..<rounds {
            try await crash(standby)
            try await standby.resume()
        }
        return crashes
    }

    private func torture(
        _ fleet: Fleet, _ grant: Int64, own: [Int64], provider: String, _ primary: PostgresServer,
        _ standby: PostgresServer
    ) async throws -> (RefreshTorture.Tally.Counts, Promises.Kept) {
        let (tally, promises) = (RefreshTorture.Tally(), Promises())
        let end = Date().addingTimeInterval(Self.seconds)
        try await withThrowingTaskGroup { group in
            for _ in 0..<40 {
                group.addTask {
                    await RefreshTorture.call({ await fleet.any }, grant, provider: provider, until: end, tally)
                }
            }
            for (writer, id) in own.enumerated() {
                group.addTask { await write(fleet, writer: writer, own: id, until: end, promises) }
            }
            group.addTask {
                while Date() < end.addingTimeInterval(-2) {
                    try await Task.sleep(for: .milliseconds(Int.random(in: 500...2500)))
                    try await fleet.killOne()
                }
            }
            group.addTask {
                let crashes = try await spoil(primary, standby, for: Self.seconds)
                print("torture: the database crashed \(crashes) times, the second half of it was the standby's")
            }
            try await group.waitForAll()
        }
        return (tally.all, promises.all)
    }

    @Test func `three nodes, crashes of the database and a fail-over: nothing acknowledged is lost`() async throws {
        var settings = Simulator.Settings()
        settings.switches = RefreshTorture.switches { $0.graceSeconds = 60 }
        try await Simulator.withRunning(settings) { provider, url in
            let primary = try await PostgresServer.start(.init(isReplicated: true))
            let database = try await primary.makeDatabase()
            let standby = try await primary.makeSynchronousStandby()
            let address = primary.url(database, or: standby)
            let fleet = try Fleet(on: address)
            try await fleet.start(3)
            let grant = try await RefreshTorture.authorized(await fleet.any, at: url)
            var own: [Int64] = []
            for index in 0..<4 { own.append(try await fleet.any.create(Self.draft("own\(index)"))) }

            let (counts, promises) = try await torture(fleet, grant, own: own, provider: url, primary, standby)
            print(
                "torture: \(counts), \(provider.counters.tally), \(await fleet.kills) kills, \(promises.created.count) made, "
                    + "\(promises.refused) refused, \(promises.unreachable) unreachable, longest pause "
                    + "\(promises.longestPause) s")
            // Every node recovers by itself.
            for server in await fleet.all {
                try await eventually {
                    try await server.call("POST", "/connections/\(grant)/credentials", [:]).status == 200
                }
            }
            #expect(counts.given > 0 && promises.created.count > 0)
            #expect(counts.bad.isEmpty, "tokens that were not good when they were handed out: \(counts.bad)")
            #expect(counts.mute.isEmpty && promises.odd.isEmpty, "\(counts.mute) \(promises.odd)")
            #expect(Set(counts.errors.keys).isSubset(of: [503]), "\(counts.errors): \(counts.words)")
            #expect(provider.counters.tally.familiesKilled == 0)
            #expect(provider.counters.tally.reusesDetected == 0)

            try await check(promises, on: await fleet.any)
            let revealed = try await standby.sql(
                "SELECT COUNT(*) FROM audit_events WHERE action = 'connection.credential_revealed'", in: database)
            #expect(try #require(Int(revealed)) >= counts.given, "handed out without an entry")
            let audit = try await Binary.run(
                ["audit", "verify", "--data", await fleet.any.scratch.data], environment: ["TENON_DATABASE": address])
            #expect(audit.exitCode == 0, "\(audit.output)\(audit.errors)")
            for server in await fleet.all { await server.stop() }
            try await standby.stop()
        }
    }

    /// What was acknowledged is there: rows, the last names, and secrets that open.
    private func check(_ promises: Promises.Kept, on server: ServerProcess) async throws {
        let stored = try await server.call("GET", "/connections?teamId=1").json["connections"]?.array ?? []
        let names = Dictionary(
            stored.compactMap { row in row["id"]?.int.map { ($0, row["name"]?.string ?? "") } },
            uniquingKeysWith: { $1 })
        #expect(Set(names.keys).isSuperset(of: promises.created))
        for (id, number) in promises.renamed {
            let found = names[id].flatMap { Int($0.dropFirst()) } ?? 0
            #expect(found >= number, "connection \(id) is 'n\(found)', and 'n\(number)' was acknowledged")
        }
        for id in promises.created.suffix(20) {
            let answer = try await server.call("POST", "/connections/\(id)/set-data?missing=keep", ["apiKey": "new"])
            #expect(answer.status == 200, "\(answer.text)")
        }
    }

    private func eventually(_ body: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            // A call that fails is one more reason to wait.
            if (try? await body()) == true { return }
            try await Task.sleep(for: .milliseconds(200))
        }
        Issue.record("it has not recovered in 30 seconds")
    }
}
