// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import TenonDomain

/// Counts what changes what callers may do, or with which credential, and what changes what they see.
///
/// A connection's secret is not looked at: another one has another version, which stands in the connection's row as well,
/// and one that is sealed again is the same.
struct DecisionChanges: ChangeCounter {
    private static let decisive: Set<String> = [
        "api_tokens", "connections", "installations", "memberships", "organizations", "teams", "users",
    ]
    /// New rows of other tables change nothing that was decided before.
    private static let decisiveWhenNew: Set<String> = ["installations", "memberships"]
    /// Columns that are only written down.
    private static let notes: [String: Set<String>] = [
        "api_tokens": ["last_used_at"],
        // The same values, sealed again.
        "installations": ["key_id", "box"],
        "connections": ["verified_at", "updated_at", "metadata_value", "metadata_kind", "uid", "name"],
    ]
    /// What a connection is shown with, and who may see it.
    private static let shown: Set<String> = [
        "connections", "memberships", "organizations", "scenario_connections", "teams", "users",
    ]

    private let decisions = CommitCounts { kind in
        switch kind {
        case .insert(let table): decisiveWhenNew.contains(table)
        case .delete(let table): decisive.contains(table)
        case .update(let table, let columns):
            decisive.contains(table) && !columns.isSubset(of: notes[table] ?? [])
        }
    }
    private let reads = CommitCounts { kind in
        switch kind {
        case .insert(let table), .delete(let table), .update(let table, _): shown.contains(table)
        }
    }

    var changeCount: UInt64 { decisions.others }
    var readCount: UInt64? { reads.all }

    func changeCount(of connection: ConnectionID) -> UInt64 { decisions.count(of: connection) }
    func readCount(of connection: ConnectionID) -> UInt64? { reads.count(of: connection) }

    func watch(_ pool: DatabasePool) {
        pool.add(transactionObserver: decisions, extent: .databaseLifetime)
        pool.add(transactionObserver: reads, extent: .databaseLifetime)
    }
}
