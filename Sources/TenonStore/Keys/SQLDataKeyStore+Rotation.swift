// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

extension SQLDataKeyStore: DataKeyRotationStore {
    package func usage(
        of team: TeamID?, isActive: Bool?, after last: DataKeyUsage?, limit: Int
    ) async throws -> [DataKeyUsage] {
        let sql = """
            SELECT data_keys.*, teams.organization_id, \(SealedTable.count(under: "data_keys.id")) AS rows_under
            FROM data_keys JOIN teams ON teams.id = data_keys.team_id
            WHERE (data_keys.team_id, data_keys.id) > (?1, ?2) \(team == nil ? "" : "AND data_keys.team_id = ?4")
                \(isActive.map { "AND is_active = \($0 ? 1 : 0)" } ?? "")
            ORDER BY data_keys.team_id, data_keys.id LIMIT ?3
            """
        let arguments = [
            (last?.teamID.rawValue ?? 0).sqlValue, (last?.id ?? DataKeyID("")).sqlValue, max(limit, 0).sqlValue,
        ]
        return try await database.read { connection in
            try connection.query(sql, arguments + (team.map { [$0.sqlValue] } ?? [])).map(DataKeyUsage.init(row:))
        }
    }

    package func replaceActive(
        _ changes: [(key: WrappedDataKey, replaced: DataKeyID, audit: AuditDraft)]
    ) async throws -> [DataKeyID] {
        try await database.write { connection in
            let made = try changes.filter { key, replaced, _ in
                let retired = try connection.change(
                    "UPDATE data_keys SET is_active = 0 WHERE team_id = ?1 AND id = ?2 AND is_active = 1",
                    key.teamID, replaced)
                guard retired > 0 else { return false }
                try connection.change(
                    """
                    INSERT INTO data_keys (id, team_id, root_key_id, box, created_at, is_active)
                    VALUES (?1, ?2, ?3, ?4, ?5, 1)
                    """, key.id, key.teamID, key.rootKeyID, key.box, key.createdAt)
                return true
            }
            try AuditWriter.append(made.map(\.audit), on: connection)
            return made.map(\.key.id)
        }
    }

    package func rows(under key: DataKeyID, after last: SealedRow?, limit: Int) async throws -> [SealedRow] {
        let start = SealedTable.all.firstIndex { $0.name == last?.table } ?? 0
        return try await database.read { connection in
            var rows: [SealedRow] = []
            for (index, table) in SealedTable.all.enumerated().dropFirst(start) where rows.count < limit {
                let behind = index == start ? last?.key : nil
                let arguments = [key.sqlValue, (limit - rows.count).sqlValue] + (behind ?? []).map(\.sqlValue)
                rows += try connection.query(table.page(isFirst: behind == nil), arguments).map(table.row)
            }
            return rows
        }
    }

    package func reseal(_ changes: [(row: SealedRow, secret: SealedSecret)]) async throws -> Int {
        let statements = Dictionary(uniqueKeysWithValues: SealedTable.all.map { ($0.name, $0.swap) })
        return try await database.write { connection in
            try changes.reduce(0) { changed, change in
                let (row, secret) = change
                guard let sql = statements[row.table], row.secret.version == secret.version else {
                    preconditionFailure("a row is sealed again where it stands, in its version")
                }
                let arguments: [any SQLConvertible] = [
                    secret.keyID, secret.box, secret.version, row.secret.keyID, row.secret.box,
                ]
                return changed
                    + (try connection.execute(sql, arguments.map(\.sqlValue) + row.key.map(\.sqlValue)))
            }
        }
    }

    package func noteUnused(_ id: DataKeyID, of team: TeamID, at now: Timestamp) async throws -> Bool {
        try await database.write { connection in
            try connection.change(
                """
                UPDATE data_keys SET unused_since = ?3
                WHERE team_id = ?1 AND id = ?2 AND is_active = 0 AND \(SealedTable.isUnused("data_keys.id"))
                """, team, id, now) > 0
        }
    }

    package func drop(
        _ id: DataKeyID, of team: TeamID, unusedSince end: Timestamp, audit: AuditDraft
    ) async throws -> Bool {
        try await database.write { connection in
            // Whoever seals with it at this moment is found by its foreign key.
            let dropped = try connection.change(
                """
                DELETE FROM data_keys
                WHERE team_id = ?1 AND id = ?2 AND is_active = 0 AND unused_since <= ?3
                    AND \(SealedTable.isUnused("data_keys.id"))
                """, team, id, end)
            guard dropped > 0 else { return false }
            try AuditWriter.append(audit, on: connection)
            return true
        }
    }
}

extension DataKeyUsage {
    fileprivate init(row: SQLRow) throws {
        self.init(
            id: try row.value("id"), teamID: try row.value("team_id"),
            organizationID: try row.value("organization_id"), createdAt: try row.value("created_at"),
            isActive: try row.value("is_active"), unusedSince: try row.value("unused_since"),
            rows: try row.value("rows_under"))
    }
}
