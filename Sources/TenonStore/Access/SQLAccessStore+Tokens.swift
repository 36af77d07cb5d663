// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

extension SQLAccessStore {
    /// How long after a noted use of a token the next is not noted.
    package static let touchInterval = Duration.seconds(60)

    package func grant(tokenHash: [UInt8]) async throws -> TokenGrant? {
        try await database.read { connection in
            let row = try connection.row("SELECT * FROM api_tokens WHERE hash = ?1", tokenHash)
            guard let token = try row.map(APIToken.init(row:)),
                let user = try Self.user(token.userID, on: connection)
            else { return nil }
            let memberships = try Self.memberships(of: user.id, on: connection)
            let roles = Dictionary(uniqueKeysWithValues: memberships.map { ($0.teamID, $0.role) })
            return TokenGrant(token: token, user: user, roles: roles)
        }
    }

    package func touch(token: TokenID, at now: Timestamp) async throws {
        _ = try await database.write { connection in
            try connection.change(
                "UPDATE api_tokens SET last_used_at = ?2 WHERE id = ?1 AND (last_used_at IS NULL OR last_used_at <= ?3)",
                token, now, now.advanced(by: .zero - Self.touchInterval))
        }
    }

    /// The latest first, revoked and expired ones included, at most ``Page/limitMax``.
    package func tokens(of user: UserID) async throws -> [APIToken] {
        try await database.read { connection in
            try connection.rows(
                "SELECT * FROM api_tokens WHERE user_id = ?1 ORDER BY id DESC LIMIT ?2", user, Page.limitMax
            ).map(APIToken.init(row:))
        }
    }

    package func insert(token: NewToken, audit: AuditDraft) async throws -> APIToken {
        try await database.write { connection in
            let inserted = try Self.insert(token, on: connection)
            try AuditWriter.append(audit.about("token", inserted.id), on: connection)
            return inserted
        }
    }

    package func revoke(
        token: TokenID, of user: UserID, at now: Timestamp, audit: AuditDraft
    ) async throws -> APIToken? {
        try await database.write { connection in
            let row = try connection.row(
                """
                UPDATE api_tokens SET revoked_at = ?3 WHERE id = ?1 AND user_id = ?2 AND revoked_at IS NULL
                RETURNING *
                """, token, user, now)
            guard let revoked = try row.map(APIToken.init(row:)) else { return nil }
            try AuditWriter.append(audit.about("token", token), on: connection)
            return revoked
        }
    }

    static func insert(_ token: NewToken, on connection: any SQLConnection) throws -> APIToken {
        let row = try connection.insert(
            """
            INSERT INTO api_tokens (user_id, label, scopes, hash, hint, created_at, expires_at, limits)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            RETURNING *
            """, token.userID, token.label, JSON(token.scopes.map(\.rawValue).sorted()), token.hash, token.hint,
            token.createdAt, token.expiresAt, token.limits?.json)
        return try APIToken(row: row)
    }
}

extension APIToken {
    fileprivate init(row: SQLRow) throws {
        let scopes: JSON = try row.value("scopes")
        let limits: JSON? = try row.value("limits")
        self.init(
            id: try row.value("id"), userID: try row.value("user_id"), label: try row.value("label"),
            // A scope that this version does not know allows nothing.
            scopes: Set((scopes.array ?? []).compactMap { $0.string.flatMap(APIScope.init(rawValue:)) }),
            limits: limits.map(TokenLimits.init(json:)),
            createdAt: try row.value("created_at"), expiresAt: try row.value("expires_at"),
            lastUsedAt: try row.value("last_used_at"), revokedAt: try row.value("revoked_at"),
            hint: try row.value("hint"))
    }
}
