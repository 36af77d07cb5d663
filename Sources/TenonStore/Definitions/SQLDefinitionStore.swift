// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// Custom apps in the tables `apps`, `app_connections` and `app_sections`, their versions in `definitions`.
package struct SQLDefinitionStore: DefinitionStore {
    let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func apps(of organization: OrganizationID) async throws -> [CustomApp] {
        try await database.read { connection in
            try connection.rows("SELECT * FROM apps WHERE organization_id = ?1 ORDER BY name", organization)
                .map(CustomApp.init(row:))
        }
    }

    package func app(_ name: String, of organization: OrganizationID) async throws -> CustomApp? {
        try await database.read { try Self.find(app: name, of: organization, on: $0) }
    }

    package func draft(of app: String, of organization: OrganizationID) async throws -> AppDraft? {
        try await database.read { connection in
            guard let row = try Self.row(of: app, of: organization, on: connection) else { return nil }
            let connections = try Self.connections(of: app, on: connection).map { found in
                let rows = try connection.rows("SELECT * FROM app_sections WHERE connection = ?1", found.name)
                let sections = try rows.map {
                    (try $0.value("section", as: String.self), try $0.value("content", as: String.self))
                }
                return AppDraft.Connection(
                    connection: found, sections: Dictionary(sections, uniquingKeysWith: { first, _ in first }))
            }
            return AppDraft(app: try CustomApp(row: row), base: try row.value("base"), connections: connections)
        }
    }

    package func insert(
        _ app: CustomApp, base: String, names: [String], audit: @escaping @Sendable (String) -> AuditDraft
    ) async throws -> CustomApp {
        try await database.write { connection in
            let count = try connection.row(
                "SELECT COUNT(*) AS n FROM apps WHERE organization_id = ?1", app.organizationID)
            guard try count?.value("n", as: Int.self) ?? 0 < CustomApp.perOrganizationMax else {
                throw TenonError(.conflict, .tooManyApps, ["count": String(CustomApp.perOrganizationMax)])
            }
            let name = try Self.give(oneOf: names, kind: "app", on: connection)
            let row = try connection.insert(
                """
                INSERT INTO apps
                    (name, organization_id, label, description, theme, documentation, language, countries, base,
                     published_version, revision, published_revision, created_at, updated_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, 1, 0, ?10, ?10)
                RETURNING *
                """, name, app.organizationID, app.label, app.description, app.theme, app.documentation, app.language,
                app.countries, base, app.createdAt)
            try AuditWriter.append(audit(name), on: connection)
            return try CustomApp(row: row)
        }
    }

    package func update(_ app: CustomApp, at now: Timestamp, audit: AuditDraft) async throws -> CustomApp? {
        try await database.write { connection in
            let row = try connection.row(
                """
                UPDATE apps SET label = ?3, description = ?4, theme = ?5, documentation = ?6, language = ?7,
                    countries = ?8, revision = revision + 1, updated_at = ?9
                WHERE organization_id = ?1 AND name = ?2
                RETURNING *
                """, app.organizationID, app.name, app.label, app.description, app.theme, app.documentation,
                app.language, app.countries, now)
            guard let row else { return nil }
            try AuditWriter.append(audit, on: connection)
            return try CustomApp(row: row)
        }
    }

    package func setBase(
        _ text: String, of app: String, of organization: OrganizationID, at now: Timestamp, audit: AuditDraft
    ) async throws -> Bool {
        try await database.write { connection in
            let changed = try connection.change(
                """
                UPDATE apps SET base = ?3, revision = revision + 1, updated_at = ?4
                WHERE organization_id = ?1 AND name = ?2
                """, organization, app, text, now)
            guard changed > 0 else { return false }
            try AuditWriter.append(audit, on: connection)
            return true
        }
    }

    package func delete(
        app: String, of organization: OrganizationID, audit: AuditDraft
    ) async throws -> DefinitionDeletion {
        try await database.write { connection in
            guard try Self.find(app: app, of: organization, on: connection) != nil else { return .notFound }
            let types = try Self.connections(of: app, on: connection).map(\.name)
            let users = try types.reduce(0) { try $0 + Self.users(of: $1, on: connection) }
            guard users == 0 else { return .inUse(users) }
            for type in types { try Self.remove(type, of: organization, on: connection) }
            try connection.change("DELETE FROM definitions WHERE app = ?1", app)
            try connection.change("DELETE FROM apps WHERE organization_id = ?1 AND name = ?2", organization, app)
            try Self.countPublication(on: connection)
            try AuditWriter.append(audit, on: connection)
            return .deleted
        }
    }

    // MARK: - Steps

    static func row(
        of app: String, of organization: OrganizationID, on connection: any SQLConnection
    ) throws -> SQLRow? {
        try connection.row("SELECT * FROM apps WHERE organization_id = ?1 AND name = ?2", organization, app)
    }

    static func find(
        app: String, of organization: OrganizationID, on connection: any SQLConnection
    ) throws -> CustomApp? {
        try row(of: app, of: organization, on: connection).map(CustomApp.init(row:))
    }

    static func connections(of app: String, on connection: any SQLConnection) throws -> [AppConnection] {
        try connection.rows("SELECT * FROM app_connections WHERE app = ?1 ORDER BY name", app)
            .map(AppConnection.init(row:))
    }

    /// Takes the first name that nobody ever had.
    static func give(oneOf names: [String], kind: String, on connection: any SQLConnection) throws -> String {
        for name in names {
            let taken = try connection.change(
                "INSERT INTO app_names (kind, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING", kind, name)
            if taken > 0 { return name }
        }
        throw TenonError(.conflict, .noNameFree)
    }

    /// How many connections are of the type, in any team.
    static func users(of type: String, on connection: any SQLConnection) throws -> Int {
        try connection.row("SELECT COUNT(*) AS n FROM connections WHERE type = ?1", type)?.value("n") ?? 0
    }

    /// Removes the type's draft, and the organization's client for it: nothing may come to another by that.
    static func remove(
        _ type: String, of organization: OrganizationID, on connection: any SQLConnection
    ) throws {
        try connection.change("DELETE FROM app_sections WHERE connection = ?1", type)
        try connection.change("DELETE FROM app_connections WHERE name = ?1", type)
        try connection.change(
            "DELETE FROM installations WHERE organization_id = ?1 AND type = ?2", organization, type)
    }

    static func revise(_ app: String, at now: Timestamp, on connection: any SQLConnection) throws {
        try connection.change("UPDATE apps SET revision = revision + 1, updated_at = ?2 WHERE name = ?1", app, now)
    }

    static func countPublication(on connection: any SQLConnection) throws {
        try connection.change(
            """
            INSERT INTO definition_changes (id, changes) VALUES (1, 1)
            ON CONFLICT (id) DO UPDATE SET changes = definition_changes.changes + 1
            """)
    }
}

extension CustomApp {
    init(row: SQLRow) throws {
        self.init(
            name: try row.value("name"), organizationID: try row.value("organization_id"),
            label: try row.value("label"), description: try row.value("description"), theme: try row.value("theme"),
            documentation: try row.value("documentation"), language: try row.value("language"),
            countries: try row.value("countries"), publishedVersion: try row.value("published_version"),
            revision: try row.value("revision"), publishedRevision: try row.value("published_revision"),
            createdAt: try row.value("created_at"),
            updatedAt: try row.value("updated_at"))
    }
}

extension AppConnection.Kind: SQLConvertible {}

extension AppConnection {
    init(row: SQLRow) throws {
        self.init(
            name: try row.value("name"), app: try row.value("app"), organizationID: try row.value("organization_id"),
            label: try row.value("label"), kind: try row.value("kind"))
    }
}
