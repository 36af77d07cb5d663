// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

extension SQLAccessStore {
    package func users(in organization: OrganizationID, page: Page) async throws -> [User] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT * FROM users WHERE organization_id = ?1
                ORDER BY \(page.orderBy(in: "users")) LIMIT ?2 OFFSET ?3
                """, organization, page.rowsMax, page.rowsSkipped
            ).map(User.init(row:))
        }
    }

    package func user(_ id: UserID) async throws -> User? {
        try await database.read { try Self.user(id, on: $0) }
    }

    package func insert(user: NewUser, audit: AuditDraft) async throws -> User {
        try await database.write { connection in
            let inserted = try Self.insert(user, on: connection)
            try AuditWriter.append(audit.about("user", inserted.id), on: connection)
            return inserted
        }
    }

    static func user(_ id: UserID, on connection: any SQLConnection) throws -> User? {
        try connection.row("SELECT * FROM users WHERE id = ?1", id).map(User.init(row:))
    }

    /// Keeps the e-mail address in lower case: that is how it is compared.
    static func insert(_ user: NewUser, on connection: any SQLConnection) throws -> User {
        let row = try connection.row(
            """
            INSERT INTO users (organization_id, name, email, organization_role, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (email) DO NOTHING
            RETURNING *
            """, user.organizationID, user.name, user.email.lowercased(), user.organizationRole, user.createdAt)
        guard let row else { throw TenonError(.conflict, .emailTaken) }
        return try User(row: row)
    }
}

extension User {
    init(row: SQLRow) throws {
        self.init(
            id: try row.value("id"), organizationID: try row.value("organization_id"), name: try row.value("name"),
            email: try row.value("email"), organizationRole: try row.value("organization_role"),
            createdAt: try row.value("created_at"))
    }
}
