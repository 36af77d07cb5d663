// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import TenonDomain

/// Counts what changes what callers may do, or with which credential, and what changes what they see.
struct DecisionChanges: ChangeCounter {
    /// New rows change nothing that was decided before, but for a role.
    private static let decisive: Set<String> = [
        "api_tokens", "connection_secrets", "connections", "memberships", "organizations", "teams", "users",
    ]
    /// Columns that are only written down.
    private static let notes: [String: Set<String>] = [
        "api_tokens": ["last_used_at"],
        // The same secret, sealed again; another one has another version.
        "connection_secrets": ["key_id", "box"],
        "connections": ["verified_at", "updated_at", "metadata_value", "metadata_kind", "uid", "name"],
    ]
    /// What a connection is shown with, and who may see it.
    private static let shown: Set<String> = [
        "connections", "memberships", "organizations", "scenario_connections", "teams", "users",
    ]

    private let decisions = CommitCounter { kind in
        switch kind {
        case .insert(let table): table == "memberships"
        case .delete(let table): decisive.contains(table)
        case .update(let table, let columns):
            decisive.contains(table) && !columns.isSubset(of: notes[table] ?? [])
        }
    }
    private let reads = CommitCounter { kind in
        switch kind {
        case .insert(let table), .delete(let table), .update(let table, _): shown.contains(table)
        }
    }

    var changeCount: UInt64 { decisions.count }
    var readCount: UInt64? { reads.count }

    func watch(_ pool: DatabasePool) {
        pool.add(transactionObserver: decisions, extent: .databaseLifetime)
        pool.add(transactionObserver: reads, extent: .databaseLifetime)
    }
}
