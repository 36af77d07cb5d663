// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonClient
import TenonJSON

/// Revokes connections, several at a time, and says on standard error how far it is.
struct RevocationSweep {
    struct Result: Equatable {
        let connection: JSON
        let outcome: Revocation
    }

    /// How many are under way at the same time.
    static let concurrencyMax = 8
    /// How often a server that is too busy is asked again, and after what time: longer than its window of a minute.
    static let attemptsMax = 15
    static let pauseDefault: Duration = .seconds(5)

    let client: TenonClient
    var pause = Self.pauseDefault

    /// The results in the order of `connections`.
    func run(over connections: [JSON]) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Revocation).self) { group in
            var results = [Revocation?](repeating: nil, count: connections.count)
            var (next, done) = (0, 0)
            func begin() {
                guard next < connections.count else { return }
                let (index, id) = (next, connections[next]["id"]?.int ?? 0)
                next += 1
                group.addTask { (index, try await revoke(id)) }
            }
            for _ in 0..<Self.concurrencyMax { begin() }
            while let (index, outcome) = try await group.next() {
                done += 1
                results[index] = outcome
                let connection = RevocationReport.title(of: connections[index])
                Output.note("[\(done)/\(connections.count)] \(connection): \(RevocationReport.words(for: outcome))")
                begin()
            }
            return zip(connections, results).compactMap { connection, outcome in
                outcome.map { Result(connection: connection, outcome: $0) }
            }
        }
    }

    /// A call that fails is a result like others: the sweep goes on.
    private func revoke(_ id: Int64) async throws -> Revocation {
        var attempts = 0
        while true {
            do {
                return try await client.revokeConnection(id)
            } catch let error as TenonClientError {
                attempts += 1
                guard [429, 503].contains(error.status), attempts < Self.attemptsMax else {
                    return .failed(reason: error.description)
                }
                try await Task.sleep(for: pause)
            } catch let error as TenonTransportError {
                return .failed(reason: error.description)
            }
        }
    }
}
