// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// Authorizations under way, in the table `authorizations`.
package struct SQLAuthorizationStore: AuthorizationStore {
    private static let select = """
        SELECT authorizations.*, teams.organization_id FROM authorizations
        JOIN teams ON teams.id = authorizations.team_id
        """

    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func insert(_ authorization: Authorization, audit: AuditDraft) async throws {
        try await database.write { connection in
            try connection.change(
                """
                INSERT INTO authorizations
                    (ticket_hash, team_id, connection_id, user_id, requested_scopes, return_url, created_at, ends_at,
                     state_hash, browser_hash, poll_at, version, key_id, box)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
                """, authorization.ticketHash, authorization.teamID, authorization.connectionID,
                authorization.userID, JSON(authorization.requestedScopes), authorization.returnURL,
                authorization.createdAt, authorization.expiresAt, authorization.start?.stateHash,
                authorization.start?.browserHash, authorization.start?.pollAt, authorization.start?.box.version,
                authorization.start?.box.keyID, authorization.start?.box.box)
            try AuditWriter.append(audit.about("connection", authorization.connectionID), on: connection)
        }
    }

    package func authorization(ticketHash: [UInt8], at now: Timestamp) async throws -> Authorization? {
        try await database.read { connection in
            try connection.row("\(Self.select) WHERE ticket_hash = ?1 AND ends_at > ?2", ticketHash, now)
                .map(Authorization.init(row:))
        }
    }

    package func start(
        _ ticketHash: [UInt8], with start: Authorization.Start, at now: Timestamp
    ) async throws -> Bool {
        try await database.write { connection in
            try connection.change(
                """
                UPDATE authorizations SET state_hash = ?3, browser_hash = ?4, version = ?5, key_id = ?6, box = ?7
                WHERE ticket_hash = ?1 AND ends_at > ?2 AND state_hash IS NULL
                """, ticketHash, now, start.stateHash, start.browserHash, start.box.version, start.box.keyID,
                start.box.box) > 0
        }
    }

    package func authorization(stateHash: [UInt8], at now: Timestamp) async throws -> Authorization? {
        try await database.read { connection in
            try connection.row("\(Self.select) WHERE state_hash = ?1 AND ends_at > ?2", stateHash, now)
                .map(Authorization.init(row:))
        }
    }

    package func consume(stateHash: [UInt8], at now: Timestamp) async throws -> Authorization? {
        try await database.write { connection in
            let row = try connection.row("\(Self.select) WHERE state_hash = ?1 AND ends_at > ?2", stateHash, now)
            guard let authorization = try row.map(Authorization.init(row:)) else { return nil }
            let taken = try connection.change("DELETE FROM authorizations WHERE state_hash = ?1", stateHash)
            return taken > 0 ? authorization : nil
        }
    }

    package func duePolls(at now: Timestamp, next: Timestamp, limit: Int) async throws -> [Authorization] {
        try await database.write { connection in
            let due = try connection.rows(
                "\(Self.select) WHERE poll_at <= ?1 AND ends_at > ?1 ORDER BY poll_at LIMIT ?2", now, limit
            ).map(Authorization.init(row:))
            for authorization in due {
                try connection.change(
                    "UPDATE authorizations SET poll_at = ?2 WHERE ticket_hash = ?1", authorization.ticketHash, next)
            }
            return due
        }
    }

    package func postpone(_ ticketHash: [UInt8], until pollAt: Timestamp) async throws {
        _ = try await database.write { connection in
            try connection.change("UPDATE authorizations SET poll_at = ?2 WHERE ticket_hash = ?1", ticketHash, pollAt)
        }
    }

    package func removeEnded(at now: Timestamp) async throws {
        _ = try await database.write { connection in
            try connection.change("DELETE FROM authorizations WHERE ends_at <= ?1", now)
        }
    }
}

extension Authorization {
    fileprivate init(row: SQLRow) throws {
        let scopes: JSON = try row.value("requested_scopes")
        let stateHash: [UInt8]? = try row.value("state_hash")
        let start: Start? = try stateHash.map { hash in
            Start(
                stateHash: hash, browserHash: try row.value("browser_hash"), box: try SealedSecret(row: row),
                pollAt: try row.value("poll_at"))
        }
        self.init(
            ticketHash: try row.value("ticket_hash"), connectionID: try row.value("connection_id"),
            teamID: try row.value("team_id"), organizationID: try row.value("organization_id"),
            userID: try row.value("user_id"), requestedScopes: scopes.texts, returnURL: try row.value("return_url"),
            createdAt: try row.value("created_at"), expiresAt: try row.value("ends_at"), start: start)
    }
}
