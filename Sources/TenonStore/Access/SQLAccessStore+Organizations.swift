// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

extension SQLAccessStore {
    package func organization(_ id: OrganizationID) async throws -> Organization? {
        try await database.read { connection in
            try connection.row("SELECT * FROM organizations WHERE id = ?1", id).map { row in
                Organization(
                    id: try row.value("id"), name: try row.value("name"), createdAt: try row.value("created_at"))
            }
        }
    }

    static func hasOrganization(on connection: any SQLConnection) throws -> Bool {
        try connection.row("SELECT id FROM organizations LIMIT 1") != nil
    }

    /// Inserts the row and begins the organization's audit chain.
    static func insertOrganization(
        _ name: String, at now: Timestamp, on connection: any SQLConnection
    ) throws -> OrganizationID {
        let row = try connection.insert(
            "INSERT INTO organizations (name, created_at) VALUES (?1, ?2) RETURNING id", name, now)
        let id: OrganizationID = try row.value("id")
        try AuditWriter.begin(id, on: connection)
        return id
    }
}
