// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

extension SQLAccessStore {
    package func memberships(of user: UserID) async throws -> [Membership] {
        try await database.read { try Self.memberships(of: user, on: $0) }
    }

    package func members(in team: TeamID) async throws -> [(user: User, role: TeamRole)] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT users.*, memberships.role AS team_role FROM memberships
                JOIN users ON users.id = memberships.user_id
                WHERE memberships.team_id = ?1 ORDER BY memberships.user_id
                """, team
            ).map { (try User(row: $0), try $0.value("team_role")) }
        }
    }

    package func memberCounts(in organization: OrganizationID) async throws -> [TeamID: Int] {
        try await database.read { connection in
            let rows = try connection.rows(
                """
                SELECT teams.id, COUNT(memberships.user_id) AS members FROM teams
                LEFT JOIN memberships ON memberships.team_id = teams.id
                WHERE teams.organization_id = ?1 GROUP BY teams.id
                """, organization)
            return try Dictionary(uniqueKeysWithValues: rows.map { (try $0.value("id"), try $0.value("members")) })
        }
    }

    /// Writes no audit entry when nothing changes.
    ///
    /// - Throws: ``TenonError`` `notFound` when team or user are not of the organization that `audit` names.
    package func setRole(_ role: TeamRole?, of user: UserID, in team: TeamID, audit: AuditDraft) async throws {
        let organization = audit.organizationID
        try await database.write { connection in
            let changed: Int
            if let role {
                changed = try Self.setRole(role, of: user, in: team, organization: organization, on: connection)
            } else {
                changed = try connection.change(
                    "DELETE FROM memberships WHERE team_id = ?1 AND user_id = ?2 AND organization_id = ?3",
                    team, user, organization)
            }
            guard changed > 0 else { return }
            try AuditWriter.append(audit.about("user", user), on: connection)
        }
    }

    static func memberships(of user: UserID, on connection: any SQLConnection) throws -> [Membership] {
        try connection.rows("SELECT * FROM memberships WHERE user_id = ?1 ORDER BY team_id", user)
            .map(Membership.init(row:))
    }

    /// Returns how many rows changed: none when the person has that role already.
    @discardableResult
    static func setRole(
        _ role: TeamRole, of user: UserID, in team: TeamID, organization: OrganizationID,
        on connection: any SQLConnection
    ) throws -> Int {
        let ofOne = try connection.row(
            """
            SELECT teams.id FROM teams JOIN users ON users.organization_id = teams.organization_id
            WHERE teams.organization_id = ?1 AND teams.id = ?2 AND users.id = ?3
            """, organization, team, user)
        guard ofOne != nil else { throw TenonError.notFound("Team or user") }
        return try connection.change(
            """
            INSERT INTO memberships (organization_id, team_id, user_id, role) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (team_id, user_id) DO UPDATE SET role = excluded.role
            WHERE memberships.role <> excluded.role
            """, organization, team, user, role)
    }
}

extension Membership {
    fileprivate init(row: SQLRow) throws {
        self.init(userID: try row.value("user_id"), teamID: try row.value("team_id"), role: try row.value("role"))
    }
}
