// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

extension SQLSignInStore {
    /// How long after a noted use of a session the next is not noted.
    package static let touchInterval = Duration.seconds(60)
    /// How many of a person's sessions are listed.
    package static let sessionsListedMax = 100

    package func insert(session: NewSession, audit: AuditDraft) async throws -> Session {
        try await database.write { connection in
            let row = try connection.insert(
                """
                INSERT INTO sessions (user_id, method, token_hash, created_at, seen_at, ends_at, address, user_agent)
                VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7)
                RETURNING *
                """, session.userID, session.method, session.tokenHash, session.createdAt, session.endsAt,
                session.address, session.userAgent)
            let inserted = try Session(row: row)
            try AuditWriter.append(audit.about("session", inserted.id), on: connection)
            return inserted
        }
    }

    package func session(tokenHash: [UInt8]) async throws -> SessionGrant? {
        try await database.read { connection in
            let row = try connection.row("SELECT * FROM sessions WHERE token_hash = ?1", tokenHash)
            guard let session = try row.map(Session.init(row:)),
                let user = try SQLAccessStore.user(session.userID, on: connection)
            else { return nil }
            let memberships = try SQLAccessStore.memberships(of: user.id, on: connection)
            let roles = Dictionary(uniqueKeysWithValues: memberships.map { ($0.teamID, $0.role) })
            return SessionGrant(session: session, user: user, roles: roles)
        }
    }

    package func touch(session: SessionID, at now: Timestamp) async throws {
        _ = try await database.write { connection in
            try connection.change(
                "UPDATE sessions SET seen_at = ?2 WHERE id = ?1 AND seen_at <= ?3",
                session, now, now.advanced(by: .zero - Self.touchInterval))
        }
    }

    package func sessions(of user: UserID, at now: Timestamp) async throws -> [Session] {
        try await database.read { connection in
            try connection.rows(
                "SELECT * FROM sessions WHERE user_id = ?1 AND ends_at > ?2 ORDER BY id DESC LIMIT ?3",
                user, now, Self.sessionsListedMax
            ).map(Session.init(row:))
        }
    }

    package func end(session: SessionID, of user: UserID, audit: AuditDraft) async throws -> Bool {
        try await database.write { connection in
            let ended = try connection.change("DELETE FROM sessions WHERE id = ?1 AND user_id = ?2", session, user)
            guard ended > 0 else { return false }
            try AuditWriter.append(audit.about("session", session), on: connection)
            return true
        }
    }

    package func endSessions(of user: UserID, keeping kept: SessionID?, audit: AuditDraft) async throws -> Int {
        try await database.write { connection in
            let ended = try Self.endSessions(of: user, keeping: kept, on: connection)
            try AuditWriter.append(audit.about("user", user), on: connection)
            return ended
        }
    }

    package func forgetEnded(at now: Timestamp) async throws {
        try await database.write { connection in
            try connection.change("DELETE FROM sessions WHERE ends_at <= ?1", now)
            try connection.change("DELETE FROM invitations WHERE ends_at <= ?1", now)
        }
    }

    /// Returns how many ended.
    @discardableResult
    static func endSessions(
        of user: UserID, keeping kept: SessionID?, on connection: any SQLConnection
    ) throws -> Int {
        // No session has the number 0.
        try connection.change("DELETE FROM sessions WHERE user_id = ?1 AND id <> ?2", user, kept ?? SessionID(0))
    }
}

extension Session {
    fileprivate init(row: SQLRow) throws {
        self.init(
            id: try row.value("id"), userID: try row.value("user_id"), method: try row.value("method"),
            createdAt: try row.value("created_at"), seenAt: try row.value("seen_at"),
            endsAt: try row.value("ends_at"), address: try row.value("address"),
            userAgent: try row.value("user_agent"))
    }
}
