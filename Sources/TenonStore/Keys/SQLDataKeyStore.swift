// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// The wrapped data keys, in the table `data_keys`.
package struct SQLDataKeyStore: DataKeyStore {
    let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func dataKey(_ id: DataKeyID) async throws -> WrappedDataKey? {
        try await database.read { connection in
            try connection.row("SELECT * FROM data_keys WHERE id = ?1", id).map(WrappedDataKey.init(row:))
        }
    }

    package func activeDataKey(of team: TeamID) async throws -> WrappedDataKey? {
        try await database.read { try Self.active(of: team, on: $0) }
    }

    package func insertActive(_ key: WrappedDataKey) async throws -> WrappedDataKey {
        try await database.write { connection in
            let inserted = try connection.change(
                """
                INSERT INTO data_keys (id, team_id, root_key_id, box, created_at, is_active)
                VALUES (?1, ?2, ?3, ?4, ?5, 1)
                ON CONFLICT (team_id) WHERE is_active = 1 DO NOTHING
                """, key.id, key.teamID, key.rootKeyID, key.box, key.createdAt)
            guard inserted == 0 else { return key }
            guard let first = try Self.active(of: key.teamID, on: connection) else {
                throw TenonError(.conflict, "The team's data key changed meanwhile; try again.")
            }
            return first
        }
    }

    package func dataKeys(after id: DataKeyID?, limit: Int) async throws -> [WrappedDataKey] {
        try await database.read { connection in
            try connection.rows(
                "SELECT * FROM data_keys WHERE id > ?1 ORDER BY id LIMIT ?2", id ?? DataKeyID(""), max(limit, 0)
            ).map(WrappedDataKey.init(row:))
        }
    }

    package func rootKeyUsage() async throws -> [String: Int] {
        try await database.read { connection in
            let rows = try connection.rows(
                "SELECT root_key_id, COUNT(*) AS number FROM data_keys GROUP BY root_key_id")
            return try rows.reduce(into: [:]) { usage, row in
                usage[try row.value("root_key_id", as: String.self)] = try row.value("number", as: Int.self)
            }
        }
    }

    /// The root keys without which some data key cannot be unwrapped.
    static func rootKeyIDs(on connection: any SQLConnection) throws -> [String] {
        try connection.rows("SELECT DISTINCT root_key_id FROM data_keys ORDER BY root_key_id")
            .map { try $0.value("root_key_id") }
    }

    package func rewrap(
        _ keys: [(key: WrappedDataKey, expectedRootKeyID: String)], audit: AuditDraft
    ) async throws -> Int {
        try await database.write { connection in
            var replaced = 0
            for (key, expectedRootKeyID) in keys {
                replaced += try connection.change(
                    """
                    UPDATE data_keys SET root_key_id = ?3, box = ?4
                    WHERE team_id = ?1 AND id = ?2 AND root_key_id = ?5
                    """, key.teamID, key.id, key.rootKeyID, key.box, expectedRootKeyID)
            }
            if replaced > 0 { try AuditWriter.append(audit, on: connection) }
            return replaced
        }
    }

    private static func active(of team: TeamID, on connection: any SQLConnection) throws -> WrappedDataKey? {
        try connection.row("SELECT * FROM data_keys WHERE team_id = ?1 AND is_active = 1", team)
            .map(WrappedDataKey.init(row:))
    }
}

extension WrappedDataKey {
    fileprivate init(row: SQLRow) throws {
        self.init(
            id: try row.value("id"), teamID: try row.value("team_id"), rootKeyID: try row.value("root_key_id"),
            box: try row.value("box"), createdAt: try row.value("created_at"), isActive: try row.value("is_active"))
    }
}
