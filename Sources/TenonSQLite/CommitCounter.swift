// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import Synchronization

/// Counts commits that touch certain rows, by looking at the rows they touch.
///
/// Whatever code writes them: nothing that is written can be forgotten here.
final class CommitCounter: TransactionObserver, Sendable {
    private let isCounted: @Sendable (DatabaseEventKind) -> Bool
    private let commits = Atomic<UInt64>(0)
    private let isTouched = Atomic(false)

    init(_ isCounted: @escaping @Sendable (DatabaseEventKind) -> Bool) { self.isCounted = isCounted }

    var count: UInt64 { commits.load(ordering: .acquiring) }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { isCounted(eventKind) }

    func databaseDidChange() { isTouched.store(true, ordering: .relaxed) }

    func databaseDidChange(with event: DatabaseEvent) { isTouched.store(true, ordering: .relaxed) }

    func databaseDidCommit(_ database: Database) {
        guard isTouched.exchange(false, ordering: .relaxed) else { return }
        commits.add(1, ordering: .releasing)
    }

    func databaseDidRollback(_ database: Database) { isTouched.store(false, ordering: .relaxed) }
}
