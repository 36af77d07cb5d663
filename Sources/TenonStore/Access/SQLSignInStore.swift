// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// Passwords and identities at a provider; sessions and invitations have files of their own.
package struct SQLSignInStore: SignInStore {
    let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func hasPassword() async throws -> Bool {
        try await database.read { try Self.hasPassword(on: $0) }
    }

    package func user(email: String) async throws -> (user: User, password: PasswordHash?)? {
        try await database.read { connection in
            let row = try connection.row("SELECT * FROM users WHERE email = ?1", email.lowercased())
            guard let user = try row.map(User.init(row:)) else { return nil }
            return (user, try Self.password(of: user.id, on: connection))
        }
    }

    package func password(of user: UserID) async throws -> PasswordHash? {
        try await database.read { try Self.password(of: user, on: $0) }
    }

    package func claim(
        _ user: UserID, name: String, email: String, password: PasswordHash, at now: Timestamp, audit: AuditDraft
    ) async throws -> User {
        try await database.write { connection in
            guard try !Self.hasPassword(on: connection) else {
                throw TenonError(.conflict, "The server has been set up already.")
            }
            let taken = try connection.row(
                "SELECT id FROM users WHERE email = ?1 AND id <> ?2", email.lowercased(), user)
            guard taken == nil else {
                throw TenonError(.conflict, .emailTaken)
            }
            let row = try connection.row(
                "UPDATE users SET name = ?2, email = ?3 WHERE id = ?1 RETURNING *", user, name, email.lowercased())
            guard let claimed = try row.map(User.init(row:)) else { throw TenonError.notFound("User") }
            try Self.set(password, of: user, at: now, on: connection)
            try AuditWriter.append(audit.about("user", user), on: connection)
            return claimed
        }
    }

    package func setPassword(
        _ password: PasswordHash, of user: UserID, keeping kept: SessionID?, at now: Timestamp, audit: AuditDraft
    ) async throws {
        try await database.write { connection in
            try Self.set(password, of: user, at: now, on: connection)
            try Self.endSessions(of: user, keeping: kept, on: connection)
            try AuditWriter.append(audit.about("user", user), on: connection)
        }
    }

    package func user(identity: ProviderIdentity) async throws -> User? {
        try await database.read { connection in
            try connection.row(
                """
                SELECT users.* FROM identities JOIN users ON users.id = identities.user_id
                WHERE identities.issuer = ?1 AND identities.subject = ?2
                """, identity.issuer, identity.subject
            ).map(User.init(row:))
        }
    }

    package func insert(
        identity: ProviderIdentity, of user: UserID, at now: Timestamp, audit: AuditDraft
    ) async throws {
        try await database.write { connection in
            let inserted = try connection.change(
                """
                INSERT INTO identities (issuer, subject, user_id, created_at) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (issuer, subject) DO NOTHING
                """, identity.issuer, identity.subject, user, now)
            guard inserted > 0 else { throw TenonError(.conflict, .accountTaken) }
            try connection.change("DELETE FROM invitations WHERE user_id = ?1", user)
            try AuditWriter.append(audit.about("user", user), on: connection)
        }
    }

    // MARK: - Inside a transaction

    static func set(
        _ password: PasswordHash, of user: UserID, at now: Timestamp, on connection: any SQLConnection
    ) throws {
        try connection.change(
            """
            INSERT INTO passwords (user_id, hash, changed_at) VALUES (?1, ?2, ?3)
            ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at
            """, user, password.encoded, now)
    }

    private static func hasPassword(on connection: any SQLConnection) throws -> Bool {
        try connection.row("SELECT user_id FROM passwords WHERE user_id > 0 LIMIT 1") != nil
    }

    private static func password(of user: UserID, on connection: any SQLConnection) throws -> PasswordHash? {
        try connection.row("SELECT hash FROM passwords WHERE user_id = ?1", user).map { row in
            PasswordHash(encoded: try row.value("hash"))
        }
    }
}
