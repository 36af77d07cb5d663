// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// Connections and their sealed secrets, in the tables `connections` and `connection_secrets`.
package struct SQLConnectionStore: ConnectionStore {
    /// How many types one list may ask for.
    package static let typesMax = 512

    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func connections(in team: TeamID, types: [String]?, page: Page) async throws -> [Connection] {
        guard types?.isEmpty != true else { return [] }
        guard types?.count ?? 0 <= Self.typesMax else {
            throw TenonError(.validationFailed, .tooManyTypes, ["count": String(Self.typesMax)])
        }
        let types = types.map(Self.padded)
        let filter = types.map { "AND type IN (\((0..<$0.count).map { "?\($0 + 4)" }.joined(separator: ", ")))" } ?? ""
        let sql = """
            SELECT connections.*, teams.organization_id FROM connections
            JOIN teams ON teams.id = connections.team_id
            WHERE connections.team_id = ?1 \(filter)
            ORDER BY \(page.orderBy(in: "connections")) LIMIT ?2 OFFSET ?3
            """
        let arguments = [team.sqlValue, page.rowsMax.sqlValue, page.rowsSkipped.sqlValue]
        return try await database.read { connection in
            try connection.query(sql, arguments + (types ?? []).map(\.sqlValue)).map(Connection.init(row:))
        }
    }

    package func connection(_ id: ConnectionID) async throws -> Connection? {
        try await database.read { try Self.find(id, on: $0) }
    }

    package func sealedConnection(_ id: ConnectionID) async throws -> SealedConnection? {
        try await database.read { try SealedConnection.find(id, on: $0) }
    }

    package func insert(
        _ draft: NewConnection, audit: AuditDraft, seal: @escaping Sealing
    ) async throws -> Connection {
        try await database.write { connection in
            let row = try connection.insert(
                """
                INSERT INTO connections
                    (team_id, name, type, definition_version, requested_scopes, granted_scopes, missing_scopes,
                     trouble_count, health, secret_version, created_by, created_at, updated_at)
                VALUES (?1, ?2, ?3, ?4, ?5, '[]', '[]', 0, ?6, 1, ?7, ?8, ?8)
                RETURNING *, (SELECT organization_id FROM teams WHERE teams.id = team_id) AS organization_id
                """, draft.teamID, draft.name, draft.type, draft.definitionVersion, JSON(draft.requestedScopes),
                draft.health, draft.createdBy, draft.createdAt)
            let inserted = try Connection(row: row)
            let id = inserted.id
            let secret = try seal(id, 1)
            try connection.change(
                """
                INSERT INTO connection_secrets (team_id, connection_id, version, key_id, box)
                VALUES (?1, ?2, ?3, ?4, ?5)
                """, draft.teamID, id, secret.version, secret.keyID, secret.box)
            try AuditWriter.append(audit.about("connection", id), on: connection)
            try ConnectionNotices.created(inserted, at: draft.createdAt, on: connection)
            return inserted
        }
    }

    package func rename(
        _ id: ConnectionID, in team: TeamID, to name: String, at now: Timestamp, audit: AuditDraft
    ) async throws -> Connection? {
        try await database.write { connection in
            let changed = try connection.change(
                "UPDATE connections SET name = ?3, updated_at = ?4 WHERE team_id = ?1 AND id = ?2",
                team, id, name, now)
            guard changed > 0 else { return nil }
            try AuditWriter.append(audit.about("connection", id), on: connection)
            return try Self.find(id, on: connection)
        }
    }

    package func replaceSecret(
        of id: ConnectionID, in team: TeamID, expectedVersion: Int64, definitionVersion: Int, at now: Timestamp,
        audit: AuditDraft, seal: @escaping Sealing
    ) async throws {
        try await database.write { connection in
            let changed = try connection.change(
                """
                UPDATE connections SET secret_version = secret_version + 1, definition_version = ?4,
                    health = 'unknown', verified_at = NULL, updated_at = ?5, token_expires_at = NULL,
                    refreshed_at = NULL, refresh_due_at = NULL, missing_scopes = '[]', trouble_reason = NULL,
                    trouble_message = NULL, trouble_at = NULL, trouble_count = 0, retry_at = NULL
                WHERE team_id = ?1 AND id = ?2 AND secret_version = ?3
                """, team, id, expectedVersion, definitionVersion, now)
            guard changed > 0 else {
                guard let found = try Self.find(id, on: connection), found.teamID == team else {
                    throw TenonError.notFound("Connection")
                }
                throw TenonError(.conflict, .dataChangedElsewhere)
            }
            let secret = try seal(id, expectedVersion + 1)
            try connection.change(
                """
                UPDATE connection_secrets SET version = ?3, key_id = ?4, box = ?5
                WHERE team_id = ?1 AND connection_id = ?2
                """, team, id, secret.version, secret.keyID, secret.box)
            try AuditWriter.append(audit.about("connection", id), on: connection)
            try ConnectionNotices.changed(id, in: team, at: now, on: connection)
        }
    }

    package func delete(
        _ id: ConnectionID, in team: TeamID, evenIfUsed: Bool, audit: AuditDraft
    ) async throws -> ConnectionDeletion {
        try await database.write { connection in
            let users = try SQLScenarioStore.scenarios(using: id, in: team, on: connection)
            guard users.isEmpty || evenIfUsed else { return .inUse(users) }
            guard let found = try Self.find(id, on: connection), found.teamID == team else { return .notFound }
            try SQLScenarioStore.forgetReferences(to: id, in: team, on: connection)
            for table in Self.dependents {
                try connection.change("DELETE FROM \(table) WHERE team_id = ?1 AND connection_id = ?2", team, id)
            }
            try connection.change(
                "UPDATE connection_links SET connection_id = NULL WHERE team_id = ?1 AND connection_id = ?2", team, id)
            let deleted = try connection.change("DELETE FROM connections WHERE team_id = ?1 AND id = ?2", team, id)
            guard deleted > 0 else { return .notFound }
            try AuditWriter.append(audit.about("connection", id), on: connection)
            try ConnectionNotices.deleted(found, at: audit.at, on: connection)
            return .deleted
        }
    }

    package func record(
        _ verification: VerificationRecord, of id: ConnectionID, in team: TeamID, audit: AuditDraft
    ) async throws {
        let identity = verification.identity
        try await database.write { connection in
            // A metadata's value and kind belong together, so they are kept or replaced together.
            let row = try connection.row(
                """
                UPDATE connections SET verified_at = ?4, metadata_value = COALESCE(?5, metadata_value),
                    metadata_kind = COALESCE(?6, metadata_kind), uid = COALESCE(?7, uid)
                WHERE team_id = ?1 AND id = ?2 AND secret_version = ?3
                RETURNING health, expires_at
                """, team, id, verification.secretVersion, verification.at, identity.metadata?.value,
                identity.metadata?.kind, identity.uid)
            guard let row else { return }
            // What was found out with the last access token does not mend a grant that ended meanwhile.
            let (old, oldEnd): (Connection.Health, Timestamp?) = (try row.value("health"), try row.value("expires_at"))
            let health = old == .needsReauthorization ? old : verification.health
            let end = identity.expiresAt ?? oldEnd
            // Apart, because it makes the proxy decide anew: not after each verification that found what was known.
            if health != old || end != oldEnd {
                try connection.change(
                    "UPDATE connections SET health = ?3, expires_at = ?4 WHERE team_id = ?1 AND id = ?2",
                    team, id, health, end)
            }
            try AuditWriter.append(audit.about("connection", id), on: connection)
            try ConnectionNotices.changed(id, in: team, at: verification.at, on: connection)
        }
    }

    /// The tables whose rows go with their connection.
    private static let dependents = [
        "connection_secrets", "connection_pending", "refresh_leases", "authorizations", "connection_usage",
        "connection_uses", "connection_callers", "connection_watches",
    ]

    private static func find(_ id: ConnectionID, on connection: any SQLConnection) throws -> Connection? {
        try connection.row(
            """
            SELECT connections.*, teams.organization_id FROM connections
            JOIN teams ON teams.id = connections.team_id
            WHERE connections.id = ?1
            """, id
        ).map(Connection.init(row:))
    }

    /// Repeats the last type until the number is a power of two, so that few different statements are prepared.
    private static func padded(_ types: [String]) -> [String] {
        var size = 1
        while size < types.count { size *= 2 }
        return types + repeatElement(types[types.count - 1], count: size - types.count)
    }
}

extension SealedConnection {
    /// The columns of both tables, for statements that end in their own conditions.
    static let select = """
        SELECT connections.*, teams.organization_id, key_id, version, box FROM connections
        JOIN teams ON teams.id = connections.team_id
        JOIN connection_secrets ON connection_secrets.team_id = connections.team_id
            AND connection_secrets.connection_id = connections.id
        """

    static func find(_ id: ConnectionID, on connection: any SQLConnection) throws -> SealedConnection? {
        try connection.row("\(select) WHERE connections.id = ?1", id).map(SealedConnection.init(row:))
    }

    init(row: SQLRow) throws {
        self.init(connection: try Connection(row: row), secret: try SealedSecret(row: row))
    }
}

extension SealedSecret {
    init(row: SQLRow) throws {
        self.init(keyID: try row.value("key_id"), version: try row.value("version"), box: try row.value("box"))
    }
}

extension Connection {
    init(row: SQLRow) throws {
        let kind: Metadata.Kind? = try row.value("metadata_kind")
        let metadata: Metadata? = try kind.map { Metadata(value: try row.value("metadata_value"), kind: $0) }
        let requestedScopes: JSON = try row.value("requested_scopes")
        let grantedScopes: JSON = try row.value("granted_scopes")
        let missingScopes: JSON = try row.value("missing_scopes")
        let grant = Grant(
            tokenExpiresAt: try row.value("token_expires_at"), refreshedAt: try row.value("refreshed_at"),
            refreshDueAt: try row.value("refresh_due_at"), missingScopes: missingScopes.texts,
            trouble: try Trouble(row: row))
        self.init(
            id: try row.value("id"), teamID: try row.value("team_id"),
            organizationID: try row.value("organization_id"), name: try row.value("name"),
            type: try row.value("type"), definitionVersion: try row.value("definition_version"),
            identity: Identity(
                metadata: metadata, uid: try row.value("uid"), expiresAt: try row.value("expires_at")),
            requestedScopes: requestedScopes.texts, grantedScopes: grantedScopes.texts, grant: grant,
            connectedSystemID: try row.value("connected_system_id"), health: try row.value("health"),
            verifiedAt: try row.value("verified_at"), secretVersion: try row.value("secret_version"),
            createdBy: try row.value("created_by"), createdAt: try row.value("created_at"),
            updatedAt: try row.value("updated_at"))
    }
}

extension Connection.Trouble {
    fileprivate init?(row: SQLRow) throws {
        guard let reason: Reason = try row.value("trouble_reason") else { return nil }
        self.init(
            reason: reason, message: try row.value("trouble_message", as: String?.self) ?? "",
            at: try row.value("trouble_at"), count: try row.value("trouble_count"), retryAt: try row.value("retry_at"))
    }
}

extension JSON {
    /// The texts of a list.
    var texts: [String] { array?.compactMap(\.string) ?? [] }
}
