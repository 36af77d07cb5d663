// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import Synchronization
internal import TenonDomain

/// Counts commits that change what callers may do, or with which credential, by looking at the rows they touch.
///
/// Whatever code writes them: nothing that is written can be forgotten here.
final class DecisionChanges: ChangeCounter, TransactionObserver, Sendable {
    /// New rows change nothing that was decided before, but for a role.
    private static let updated: Set<String> = [
        "api_tokens", "connection_secrets", "connections", "memberships", "organizations", "teams", "users",
    ]
    /// Columns that are only written down.
    private static let notes: [String: Set<String>] = [
        "api_tokens": ["last_used_at"],
        "connections": ["verified_at", "updated_at", "metadata_value", "metadata_kind", "uid", "name"],
    ]

    private let count = Atomic<UInt64>(0)
    private let isTouched = Atomic(false)

    var changeCount: UInt64 { count.load(ordering: .acquiring) }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool {
        switch eventKind {
        case .insert(let table): return table == "memberships"
        case .delete(let table): return DecisionChanges.updated.contains(table)
        case .update(let table, let columns):
            guard DecisionChanges.updated.contains(table) else { return false }
            return !columns.isSubset(of: DecisionChanges.notes[table] ?? [])
        }
    }

    func databaseDidChange() { isTouched.store(true, ordering: .relaxed) }

    func databaseDidChange(with event: DatabaseEvent) { isTouched.store(true, ordering: .relaxed) }

    func databaseDidCommit(_ database: Database) {
        guard isTouched.exchange(false, ordering: .relaxed) else { return }
        count.add(1, ordering: .releasing)
    }

    func databaseDidRollback(_ database: Database) { isTouched.store(false, ordering: .relaxed) }
}
