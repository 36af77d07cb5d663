// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// Grants in the tables `connections`, `connection_secrets`, `connection_pending` and `refresh_leases`.
package struct SQLGrantStore: GrantStore {
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func beginRefresh(
        of id: ConnectionID, in team: TeamID, expecting expected: Int64, holder: String, at now: Timestamp,
        until end: Timestamp
    ) async throws -> RefreshBeginning {
        try await database.write { connection in
            guard let sealed = try SealedConnection.find(id, on: connection), sealed.connection.teamID == team else {
                return .gone
            }
            guard sealed.connection.secretVersion == expected, sealed.connection.mayBeRefreshed(at: now) else {
                return .changed(sealed)
            }
            let lease = try connection.row(
                "SELECT * FROM refresh_leases WHERE team_id = ?1 AND connection_id = ?2", team, id)
            if let lease, let other: String = try lease.value("holder"), other != holder {
                let endsAt: Timestamp = try lease.value("ends_at")
                if endsAt > now { return .held(until: endsAt) }
            }
            let fence = try (lease?.value("fence", as: Int64.self) ?? 0) + 1
            let marked: Int64? = try lease?.value("marked_version") ?? nil
            try connection.change(
                """
                INSERT INTO refresh_leases (team_id, connection_id, fence, holder, ends_at, marked_version)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT (team_id, connection_id)
                DO UPDATE SET fence = ?3, holder = ?4, ends_at = ?5, marked_version = ?6
                """, team, id, fence, holder, end, expected)
            return .begun(
                RefreshLease(
                    connectionID: id, teamID: team, holder: holder, fence: fence, secretVersion: expected),
                sealed, wasInterrupted: marked == expected)
        }
    }

    package func renew(_ lease: RefreshLease, until end: Timestamp) async throws -> Bool {
        try await database.write { connection in
            try connection.change(
                """
                UPDATE refresh_leases SET ends_at = ?5
                WHERE team_id = ?1 AND connection_id = ?2 AND holder = ?3 AND fence = ?4
                """, lease.teamID, lease.connectionID, lease.holder, lease.fence, end) > 0
        }
    }

    package func completeRefresh(
        _ lease: RefreshLease, with token: ObtainedToken, audit: AuditDraft, seal: @escaping Sealing
    ) async throws -> SealedConnection? {
        try await database.write { connection in
            let changed = try connection.change(
                """
                UPDATE connections SET secret_version = secret_version + 1, token_expires_at = ?4, refreshed_at = ?5,
                    refresh_due_at = ?6, granted_scopes = COALESCE(?7, granted_scopes), trouble_reason = NULL,
                    trouble_message = NULL, trouble_at = NULL, trouble_count = 0, retry_at = NULL,
                    health = CASE WHEN health IN ('needs_reauthorization', 'failing', 'unauthorized')
                        THEN 'unknown' ELSE health END
                WHERE team_id = ?1 AND id = ?2 AND secret_version = ?3 AND \(Self.isNotRevoked)
                """, lease.teamID, lease.connectionID, lease.secretVersion, token.expiresAt, token.at,
                token.refreshDueAt, token.grantedScopes.map { JSON($0) })
            guard changed > 0 else {
                try Self.release(lease, keepsMark: false, on: connection)
                return nil
            }
            try Self.replace(lease.connectionID, lease.teamID, lease.secretVersion + 1, seal, on: connection)
            try Self.release(lease, keepsMark: false, on: connection)
            try AuditWriter.append(audit.about("connection", lease.connectionID), on: connection)
            try ConnectionNotices.changed(lease.connectionID, in: lease.teamID, at: token.at, on: connection)
            return try SealedConnection.find(lease.connectionID, on: connection)
        }
    }

    package func failRefresh(
        _ lease: RefreshLease, trouble: Connection.Trouble, keepsMark: Bool, audit: AuditDraft?
    ) async throws -> Bool {
        try await database.write { connection in
            guard try Self.release(lease, keepsMark: keepsMark, on: connection) else { return false }
            let changed = try connection.change(
                """
                UPDATE connections SET trouble_reason = ?4, trouble_message = ?5, trouble_at = ?6, trouble_count = ?7,
                    retry_at = ?8,
                    refresh_due_at = CASE WHEN refresh_due_at IS NULL THEN NULL ELSE CAST(?8 AS BIGINT) END,
                    health = CASE WHEN ?9 = 1 THEN 'needs_reauthorization'
                        WHEN ?4 = 'credential_rejected' THEN 'failing' ELSE health END
                WHERE team_id = ?1 AND id = ?2 AND secret_version = ?3 AND \(Self.isNotRevoked)
                """, lease.teamID, lease.connectionID, lease.secretVersion, trouble.reason, trouble.message,
                trouble.at, trouble.count, trouble.retryAt, trouble.isTerminal)
            guard changed > 0 else { return false }
            if let audit { try AuditWriter.append(audit.about("connection", lease.connectionID), on: connection) }
            try ConnectionNotices.changed(lease.connectionID, in: lease.teamID, at: trouble.at, on: connection)
            return true
        }
    }

    package func dueForRefresh(
        at now: Timestamp, ofTypes types: [String], perTypeMax: Int, limit: Int
    ) async throws -> [SealedConnection] {
        let sql = """
            \(SealedConnection.select)
            WHERE type = ?1 AND refresh_due_at <= ?2
                AND NOT EXISTS (SELECT 1 FROM refresh_leases AS lease WHERE lease.team_id = connections.team_id
                    AND lease.connection_id = connections.id AND lease.holder IS NOT NULL AND lease.ends_at > ?2)
            ORDER BY refresh_due_at, connections.id LIMIT ?3
            """
        return try await database.read { connection in
            var found: [SealedConnection] = []
            for type in try Self.dueTypes.among(types, at: now, on: connection) where found.count < limit {
                found += try connection.rows(sql, type, now, min(perTypeMax, limit - found.count))
                    .map(SealedConnection.init(row:))
            }
            return found
        }
    }

    private static let dueTypes = DueTypes(
        in: "connections", by: "refresh_due_at", where: "refresh_due_at IS NOT NULL")

    package func storeAuthorization(
        of id: ConnectionID, in team: TeamID, expecting expected: Int64, grant: AuthorizedGrant, audit: AuditDraft,
        seal: @escaping Sealing
    ) async throws -> SealedConnection? {
        let (token, identity) = (grant.token, grant.identity)
        return try await database.write { connection in
            let changed = try connection.change(
                """
                UPDATE connections SET secret_version = secret_version + 1, definition_version = ?4,
                    requested_scopes = ?5, granted_scopes = ?6, missing_scopes = '[]', token_expires_at = ?7,
                    refreshed_at = ?8, refresh_due_at = ?9, trouble_reason = NULL, trouble_message = NULL,
                    trouble_at = NULL, trouble_count = 0, retry_at = NULL, health = ?10, verified_at = ?11,
                    metadata_value = ?12, metadata_kind = ?13, uid = ?14, expires_at = ?15, updated_at = ?8
                WHERE team_id = ?1 AND id = ?2 AND secret_version = ?3
                """, team, id, expected, grant.definitionVersion, JSON(grant.requestedScopes),
                JSON(token.grantedScopes ?? grant.requestedScopes), token.expiresAt, token.at, token.refreshDueAt,
                grant.isVerified ? Connection.Health.ok : .unknown, grant.isVerified ? token.at : nil,
                identity.metadata?.value, identity.metadata?.kind, identity.uid, identity.expiresAt)
            guard changed > 0 else { return nil }
            try Self.replace(id, team, expected + 1, seal, on: connection)
            try connection.change(
                "DELETE FROM connection_pending WHERE team_id = ?1 AND connection_id = ?2", team, id)
            // The row stays: its fence tells the leases of before from those to come.
            try connection.change(
                """
                UPDATE refresh_leases SET holder = NULL, ends_at = 0, marked_version = NULL
                WHERE team_id = ?1 AND connection_id = ?2
                """, team, id)
            try AuditWriter.append(audit.about("connection", id), on: connection)
            try ConnectionNotices.changed(id, in: team, isGood: true, at: token.at, on: connection)
            return try SealedConnection.find(id, on: connection)
        }
    }

    package func endGrant(
        of id: ConnectionID, in team: TeamID, trouble: Connection.Trouble, audit: AuditDraft
    ) async throws {
        try await database.write { connection in
            let changed = try connection.change(
                """
                UPDATE connections SET trouble_reason = ?3, trouble_message = ?4, trouble_at = ?5,
                    trouble_count = trouble_count + 1, retry_at = NULL, refresh_due_at = NULL,
                    health = 'needs_reauthorization'
                WHERE team_id = ?1 AND id = ?2
                """, team, id, trouble.reason, trouble.message, trouble.at)
            guard changed > 0 else { throw TenonError.notFound("Connection") }
            try AuditWriter.append(audit.about("connection", id), on: connection)
            try ConnectionNotices.changed(id, in: team, at: trouble.at, on: connection)
        }
    }

    package func recordMissingScopes(
        _ scopes: [String], of id: ConnectionID, in team: TeamID, at now: Timestamp
    ) async throws {
        try await database.write { connection in
            let changed = try connection.change(
                "UPDATE connections SET missing_scopes = ?3 WHERE team_id = ?1 AND id = ?2", team, id, JSON(scopes))
            if changed > 0 { try ConnectionNotices.changed(id, in: team, at: now, on: connection) }
        }
    }

    package func storePending(
        _ box: SealedSecret, definitionVersion: Int, of id: ConnectionID, in team: TeamID, audit: AuditDraft
    ) async throws {
        try await database.write { connection in
            try connection.change(
                """
                INSERT INTO connection_pending (team_id, connection_id, version, key_id, box, definition_version)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT (team_id, connection_id)
                DO UPDATE SET version = ?3, key_id = ?4, box = ?5, definition_version = ?6
                """, team, id, box.version, box.keyID, box.box, definitionVersion)
            try AuditWriter.append(audit.about("connection", id), on: connection)
        }
    }

    package func pendingData(of id: ConnectionID, in team: TeamID) async throws -> PendingData? {
        try await database.read { connection in
            try connection.row(
                "SELECT * FROM connection_pending WHERE team_id = ?1 AND connection_id = ?2", team, id
            ).map { row in
                PendingData(
                    box: try SealedSecret(row: row), definitionVersion: try row.value("definition_version"))
            }
        }
    }

    // MARK: - Steps

    /// What a person ended stays ended, whatever a refresh that was under way brings.
    private static let isNotRevoked =
        "(trouble_reason IS NULL OR trouble_reason <> '\(Connection.Trouble.Reason.revoked.rawValue)')"

    /// False when the lease is another's by now.
    @discardableResult
    private static func release(
        _ lease: RefreshLease, keepsMark: Bool, on connection: any SQLConnection
    ) throws -> Bool {
        try connection.change(
            """
            UPDATE refresh_leases SET holder = NULL, ends_at = 0,
                marked_version = CASE WHEN ?5 = 1 THEN marked_version ELSE NULL END
            WHERE team_id = ?1 AND connection_id = ?2 AND holder = ?3 AND fence = ?4
            """, lease.teamID, lease.connectionID, lease.holder, lease.fence, keepsMark) > 0
    }

    private static func replace(
        _ id: ConnectionID, _ team: TeamID, _ version: Int64, _ seal: Sealing, on connection: any SQLConnection
    ) throws {
        let secret = try seal(id, version)
        try connection.change(
            """
            UPDATE connection_secrets SET version = ?3, key_id = ?4, box = ?5
            WHERE team_id = ?1 AND connection_id = ?2
            """, team, id, secret.version, secret.keyID, secret.box)
    }
}

extension Connection {
    /// Whether asking the provider could help: not for a grant that is over, nor while it cools down.
    ///
    /// Who waited for a lease is so told what its holder was.
    fileprivate func mayBeRefreshed(at now: Timestamp) -> Bool {
        guard health != .needsReauthorization else { return false }
        return grant.trouble?.retryAt.map { $0 <= now } ?? true
    }
}
