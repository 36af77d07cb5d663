// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// The organizations' own values for connection types, in the table `installations`.
package struct SQLInstallationStore: InstallationStore {
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func installations(of organization: OrganizationID) async throws -> [AppInstallation] {
        try await database.read { connection in
            try connection.rows("SELECT * FROM installations WHERE organization_id = ?1 ORDER BY type", organization)
                .map(AppInstallation.init(row:))
        }
    }

    package func installation(_ type: String, of organization: OrganizationID) async throws -> AppInstallation? {
        try await database.read { connection in
            try connection.row(
                "SELECT * FROM installations WHERE organization_id = ?1 AND type = ?2", organization, type
            ).map(AppInstallation.init(row:))
        }
    }

    package func put(_ installation: AppInstallation, audit: AuditDraft) async throws {
        try await database.write { connection in
            try connection.change(
                """
                INSERT INTO installations (organization_id, type, team_id, version, key_id, box, updated_at, reach)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                ON CONFLICT (organization_id, type)
                DO UPDATE SET team_id = ?3, version = ?4, key_id = ?5, box = ?6, updated_at = ?7, reach = ?8
                """, installation.organizationID, installation.type, installation.teamID, installation.box.version,
                installation.box.keyID, installation.box.box, installation.updatedAt, installation.reach?.json)
            try AuditWriter.append(audit, on: connection)
        }
    }

    package func delete(_ type: String, of organization: OrganizationID, audit: AuditDraft) async throws -> Bool {
        try await database.write { connection in
            let deleted = try connection.change(
                "DELETE FROM installations WHERE organization_id = ?1 AND type = ?2", organization, type)
            guard deleted > 0 else { return false }
            try AuditWriter.append(audit, on: connection)
            return true
        }
    }
}

extension AppInstallation {
    fileprivate init(row: SQLRow) throws {
        let reach: JSON? = try row.value("reach")
        self.init(
            organizationID: try row.value("organization_id"), type: try row.value("type"),
            teamID: try row.value("team_id"), box: try SealedSecret(row: row), updatedAt: try row.value("updated_at"),
            // What cannot be read covers nothing.
            reach: reach.map { SecretReach(json: $0) ?? SecretReach(version: 0, hosts: [], isComputed: true) })
    }
}
