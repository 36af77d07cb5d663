// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// Invitations to connect an account, in the table `connection_links`.
package struct SQLLinkStore: LinkStore {
    private static let select = """
        SELECT connection_links.*, teams.organization_id FROM connection_links
        JOIN teams ON teams.id = connection_links.team_id
        """

    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func links(in team: TeamID, page: Page) async throws -> [ConnectionLink] {
        let sql = """
            \(Self.select) WHERE connection_links.team_id = ?1
            ORDER BY \(page.orderBy(in: "connection_links")) LIMIT ?2 OFFSET ?3
            """
        return try await database.read { connection in
            try connection.rows(sql, team, page.rowsMax, page.rowsSkipped).map(ConnectionLink.init(row:))
        }
    }

    package func link(_ id: LinkID) async throws -> ConnectionLink? {
        try await database.read { try Self.find(id, on: $0) }
    }

    package func link(tokenHash: [UInt8]) async throws -> ConnectionLink? {
        try await database.read { connection in
            try connection.row("\(Self.select) WHERE token_hash = ?1", tokenHash).map(ConnectionLink.init(row:))
        }
    }

    package func insert(_ link: NewConnectionLink, audit: AuditDraft) async throws -> ConnectionLink {
        try await database.write { connection in
            let row = try connection.insert(
                """
                INSERT INTO connection_links
                    (team_id, type, name, scopes, return_url, token_hash, created_by, created_at, ends_at, brand_name,
                     brand_color)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                RETURNING id
                """, link.teamID, link.type, link.name, JSON(link.scopes), link.returnURL, link.tokenHash,
                link.createdBy, link.createdAt, link.expiresAt, link.brandName, link.brandColor)
            let id: LinkID = try row.value("id")
            try AuditWriter.append(audit.about("link", id), on: connection)
            guard let inserted = try Self.find(id, on: connection) else { throw TenonError.notFound("Link") }
            return inserted
        }
    }

    package func use(_ id: LinkID, for used: ConnectionID, in team: TeamID) async throws -> Bool {
        try await database.write { connection in
            try connection.change(
                """
                UPDATE connection_links SET connection_id = ?3
                WHERE team_id = ?1 AND id = ?2 AND connection_id IS NULL
                """, team, id, used) > 0
        }
    }

    package func delete(_ id: LinkID, in team: TeamID, audit: AuditDraft) async throws -> Bool {
        try await database.write { connection in
            let deleted = try connection.change("DELETE FROM connection_links WHERE team_id = ?1 AND id = ?2", team, id)
            guard deleted > 0 else { return false }
            try AuditWriter.append(audit.about("link", id), on: connection)
            return true
        }
    }

    private static func find(_ id: LinkID, on connection: any SQLConnection) throws -> ConnectionLink? {
        try connection.row("\(select) WHERE connection_links.id = ?1", id).map(ConnectionLink.init(row:))
    }
}

extension ConnectionLink {
    fileprivate init(row: SQLRow) throws {
        let scopes: JSON = try row.value("scopes")
        self.init(
            id: try row.value("id"), teamID: try row.value("team_id"),
            organizationID: try row.value("organization_id"), type: try row.value("type"),
            name: try row.value("name"), scopes: scopes.texts, returnURL: try row.value("return_url"),
            brandName: try row.value("brand_name"), brandColor: try row.value("brand_color"),
            createdBy: try row.value("created_by"), createdAt: try row.value("created_at"),
            expiresAt: try row.value("ends_at"), connectionID: try row.value("connection_id"))
    }
}
