// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// The connection types of apps.
extension SQLDefinitionStore {
    package func connections(of app: String, of organization: OrganizationID) async throws -> [AppConnection] {
        try await database.read { connection in
            guard try Self.find(app: app, of: organization, on: connection) != nil else { return [] }
            return try Self.connections(of: app, on: connection)
        }
    }

    package func connection(_ name: String, of organization: OrganizationID) async throws -> AppConnection? {
        try await database.read { try Self.find(connection: name, of: organization, on: $0) }
    }

    package func insert(
        _ new: AppConnection, sections: [String: String], names: [String], at now: Timestamp,
        audit: @escaping @Sendable (String) -> AuditDraft
    ) async throws -> AppConnection {
        try await database.write { connection in
            guard try Self.find(app: new.app, of: new.organizationID, on: connection) != nil else {
                throw TenonError.notFound("App")
            }
            guard try Self.connections(of: new.app, on: connection).count < CustomApp.connectionsMax else {
                throw TenonError(
                    .conflict, .tooManyAppConnections, ["count": String(CustomApp.connectionsMax)])
            }
            let name = try Self.give(oneOf: names, kind: "connection", on: connection)
            let row = try connection.insert(
                """
                INSERT INTO app_connections (name, organization_id, app, label, kind, created_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                RETURNING *
                """, name, new.organizationID, new.app, new.label, new.kind, now)
            for (section, text) in sections.sorted(by: { $0.key < $1.key }) {
                try Self.set(section, to: text, of: name, on: connection)
            }
            try Self.revise(new.app, at: now, on: connection)
            try AuditWriter.append(audit(name), on: connection)
            return try AppConnection(row: row)
        }
    }

    package func update(_ changed: AppConnection, at now: Timestamp, audit: AuditDraft) async throws -> AppConnection? {
        try await database.write { connection in
            let row = try connection.row(
                "UPDATE app_connections SET label = ?3 WHERE organization_id = ?1 AND name = ?2 RETURNING *",
                changed.organizationID, changed.name, changed.label)
            guard let row else { return nil }
            try Self.revise(changed.app, at: now, on: connection)
            try AuditWriter.append(audit, on: connection)
            return try AppConnection(row: row)
        }
    }

    package func delete(
        connection name: String, of organization: OrganizationID, at now: Timestamp, audit: AuditDraft
    ) async throws -> DefinitionDeletion {
        try await database.write { connection in
            guard let found = try Self.find(connection: name, of: organization, on: connection) else {
                return .notFound
            }
            let users = try Self.users(of: name, on: connection)
            guard users == 0 else { return .inUse(users) }
            try Self.remove(name, of: organization, on: connection)
            try Self.revise(found.app, at: now, on: connection)
            try Self.countPublication(on: connection)
            try AuditWriter.append(audit, on: connection)
            return .deleted
        }
    }

    package func section(
        _ section: String, of connection: String, of organization: OrganizationID
    ) async throws -> String? {
        try await database.read { database in
            guard try Self.find(connection: connection, of: organization, on: database) != nil else { return nil }
            return try database.row(
                "SELECT content FROM app_sections WHERE connection = ?1 AND section = ?2", connection, section
            )?.value("content")
        }
    }

    package func setSection(
        _ section: String, to text: String, of connection: String, of organization: OrganizationID,
        at now: Timestamp, audit: AuditDraft
    ) async throws -> Bool {
        try await database.write { database in
            guard let found = try Self.find(connection: connection, of: organization, on: database) else {
                return false
            }
            try Self.set(section, to: text, of: connection, on: database)
            try Self.revise(found.app, at: now, on: database)
            try AuditWriter.append(audit, on: database)
            return true
        }
    }

    private static func set(
        _ section: String, to text: String, of connection: String, on database: any SQLConnection
    ) throws {
        try database.change(
            """
            INSERT INTO app_sections (connection, section, content) VALUES (?1, ?2, ?3)
            ON CONFLICT (connection, section) DO UPDATE SET content = ?3
            """, connection, section, text)
    }

    static func find(
        connection name: String, of organization: OrganizationID, on connection: any SQLConnection
    ) throws -> AppConnection? {
        try connection.row(
            "SELECT * FROM app_connections WHERE name = ?1 AND organization_id = ?2", name, organization
        ).map(AppConnection.init(row:))
    }
}
