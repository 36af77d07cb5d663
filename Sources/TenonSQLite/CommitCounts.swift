// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import Synchronization
internal import TenonDomain

/// Counts commits that touch certain rows, by looking at the rows they touch; those of connections by their numbers.
///
/// Whatever code writes them: nothing that is written can be forgotten here.
final class CommitCounts: TransactionObserver, Sendable {
    /// How many counts connections share: one that changes makes about one in so many others be looked at again.
    static let sharesMax = 4096

    /// The table whose rows have counts of their own; its `id` is what SQLite calls the row.
    private static let connections = "connections"

    private struct State {
        /// Commits that touched something else, and those that touched any connection.
        var others: UInt64 = 0
        var connections: UInt64 = 0
        var shares = [UInt64](repeating: 0, count: CommitCounts.sharesMax)
        // What the transaction under way has touched.
        var hasTouchedOthers = false
        var touched: Set<Int64> = []
    }

    private let isCounted: @Sendable (DatabaseEventKind) -> Bool
    private let state = Mutex(State())

    init(_ isCounted: @escaping @Sendable (DatabaseEventKind) -> Bool) { self.isCounted = isCounted }

    /// Of commits that touched anything but connections.
    var others: UInt64 { state.withLock(\.others) }

    /// Of all commits.
    var all: UInt64 { state.withLock { $0.others &+ $0.connections } }

    /// Of commits that touched anything but connections, or this one.
    func count(of connection: ConnectionID) -> UInt64 {
        state.withLock { $0.others &+ $0.shares[CommitCounts.share(of: connection.rawValue)] }
    }

    private static func share(of row: Int64) -> Int { Int(UInt64(bitPattern: row) % UInt64(sharesMax)) }

    // MARK: - TransactionObserver

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { isCounted(eventKind) }

    func databaseDidChange() { state.withLock { $0.hasTouchedOthers = true } }

    func databaseDidChange(with event: DatabaseEvent) {
        let row = event.tableName == CommitCounts.connections ? event.rowID : nil
        state.withLock { state in
            if let row { state.touched.insert(row) } else { state.hasTouchedOthers = true }
        }
    }

    func databaseDidCommit(_ database: Database) {
        state.withLock { state in
            if state.hasTouchedOthers { state.others &+= 1 }
            if !state.touched.isEmpty { state.connections &+= 1 }
            for share in Set(state.touched.map(CommitCounts.share(of:))) { state.shares[share] &+= 1 }
            CommitCounts.forget(&state)
        }
    }

    func databaseDidRollback(_ database: Database) { state.withLock { CommitCounts.forget(&$0) } }

    private static func forget(_ state: inout State) {
        state.hasTouchedOthers = false
        state.touched.removeAll(keepingCapacity: true)
    }
}
