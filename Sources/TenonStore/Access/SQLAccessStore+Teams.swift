// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

extension SQLAccessStore {
    package func teams(in organization: OrganizationID, of member: UserID?, page: Page) async throws -> [Team] {
        let order = page.orderBy(in: "teams")
        return try await database.read { connection in
            guard let member else {
                return try connection.rows(
                    "SELECT * FROM teams WHERE organization_id = ?1 ORDER BY \(order) LIMIT ?2 OFFSET ?3",
                    organization, page.rowsMax, page.rowsSkipped
                ).map(Team.init(row:))
            }
            return try connection.rows(
                """
                SELECT teams.* FROM memberships
                JOIN teams ON teams.organization_id = memberships.organization_id AND teams.id = memberships.team_id
                WHERE memberships.user_id = ?4 AND memberships.organization_id = ?1
                ORDER BY \(order) LIMIT ?2 OFFSET ?3
                """, organization, page.rowsMax, page.rowsSkipped, member
            ).map(Team.init(row:))
        }
    }

    package func team(_ id: TeamID) async throws -> Team? {
        try await database.read { connection in
            try connection.row("SELECT * FROM teams WHERE id = ?1", id).map(Team.init(row:))
        }
    }

    package func insert(
        teamNamed name: String, in organization: OrganizationID, admin: UserID, at now: Timestamp, audit: AuditDraft
    ) async throws -> Team {
        try await database.write { connection in
            let team = try Self.insert(teamNamed: name, in: organization, admin: admin, at: now, on: connection)
            try AuditWriter.append(audit.about("team", team.id), on: connection)
            return team
        }
    }

    static func insert(
        teamNamed name: String, in organization: OrganizationID, admin: UserID, at now: Timestamp,
        on connection: any SQLConnection
    ) throws -> Team {
        let row = try connection.insert(
            "INSERT INTO teams (organization_id, name, created_at) VALUES (?1, ?2, ?3) RETURNING *",
            organization, name, now)
        let team = try Team(row: row)
        try setRole(.admin, of: admin, in: team.id, organization: organization, on: connection)
        return team
    }
}

extension Team {
    fileprivate init(row: SQLRow) throws {
        self.init(
            id: try row.value("id"), organizationID: try row.value("organization_id"),
            name: try row.value("name"), createdAt: try row.value("created_at"))
    }
}
