// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

extension SQLSignInStore {
    package func insert(invitation: NewInvitation, audit: AuditDraft) async throws {
        let organization = audit.organizationID
        try await database.write { connection in
            try connection.change(
                """
                INSERT INTO invitations (user_id, organization_id, token_hash, created_by, created_at, ends_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT (user_id) DO UPDATE SET
                    token_hash = excluded.token_hash, created_by = excluded.created_by,
                    created_at = excluded.created_at, ends_at = excluded.ends_at
                """, invitation.userID, organization, invitation.tokenHash, invitation.createdBy,
                invitation.createdAt, invitation.endsAt)
            try AuditWriter.append(audit.about("user", invitation.userID), on: connection)
        }
    }

    package func invitation(tokenHash: [UInt8], at now: Timestamp) async throws -> Invitation? {
        try await database.read { connection in
            let row = try connection.row(
                "\(Self.invitations) WHERE invitations.token_hash = ?1 AND invitations.ends_at > ?2", tokenHash, now)
            return try row.map(Invitation.init(row:))
        }
    }

    package func invitations(in organization: OrganizationID, at now: Timestamp) async throws -> [Invitation] {
        try await database.read { connection in
            try connection.rows(
                """
                \(Self.invitations) WHERE invitations.organization_id = ?1 AND invitations.ends_at > ?2
                ORDER BY invitations.created_at DESC, invitations.user_id DESC LIMIT ?3
                """, organization, now, Page.limitMax
            ).map(Invitation.init(row:))
        }
    }

    package func accept(
        invitation tokenHash: [UInt8], name: String, password: PasswordHash, at now: Timestamp, audit: AuditDraft
    ) async throws -> User? {
        try await database.write { connection in
            let row = try connection.row(
                "DELETE FROM invitations WHERE token_hash = ?1 AND ends_at > ?2 RETURNING user_id", tokenHash, now)
            guard let row else { return nil }
            let id: UserID = try row.value("user_id")
            let renamed = try connection.row("UPDATE users SET name = ?2 WHERE id = ?1 RETURNING *", id, name)
            guard let user = try renamed.map(User.init(row:)) else { return nil }
            try Self.set(password, of: id, at: now, on: connection)
            try Self.endSessions(of: id, keeping: nil, on: connection)
            try AuditWriter.append(audit.about("user", id), on: connection)
            return user
        }
    }

    package func deleteInvitation(of user: UserID, audit: AuditDraft) async throws -> Bool {
        try await database.write { connection in
            let deleted = try connection.change("DELETE FROM invitations WHERE user_id = ?1", user)
            guard deleted > 0 else { return false }
            try AuditWriter.append(audit.about("user", user), on: connection)
            return true
        }
    }

    private static let invitations = """
        SELECT users.*, invitations.created_by AS invited_by, invitations.created_at AS invited_at,
            invitations.ends_at AS invitation_ends_at
        FROM invitations JOIN users ON users.id = invitations.user_id
        """
}

extension Invitation {
    fileprivate init(row: SQLRow) throws {
        self.init(
            user: try User(row: row), createdBy: try row.value("invited_by"), createdAt: try row.value("invited_at"),
            endsAt: try row.value("invitation_ends_at"))
    }
}
