// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// The versions of apps that were published.
extension SQLDefinitionStore {
    package func publish(
        _ app: String, of organization: OrganizationID, revision: Int64, source: String, by user: UserID,
        at now: Timestamp, audit: @escaping @Sendable (Int) -> AuditDraft
    ) async throws -> Int {
        try await database.write { connection in
            // Counting first takes the row's lock: two who publish at once queue up behind each other.
            let row = try connection.row(
                """
                UPDATE apps SET published_version = published_version + 1, published_revision = revision
                WHERE organization_id = ?1 AND name = ?2 AND revision = ?3
                RETURNING published_version
                """, organization, app, revision)
            guard let row else {
                guard try Self.find(app: app, of: organization, on: connection) != nil else {
                    throw TenonError.notFound("App")
                }
                throw TenonError(.conflict, .appChangedElsewhere)
            }
            try Self.makeRoom(for: app, on: connection)
            let version: Int = try row.value("published_version")
            try connection.change(
                """
                INSERT INTO definitions (app, version, organization_id, source, published_by, published_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                """, app, version, organization, source, user, now)
            try Self.countPublication(on: connection)
            try AuditWriter.append(audit(version), on: connection)
            return version
        }
    }

    /// Lets the oldest version go that nothing was made with, when there are as many as may be.
    private static func makeRoom(for app: String, on connection: any SQLConnection) throws {
        let versions = try connection.rows("SELECT version FROM definitions WHERE app = ?1 ORDER BY version", app)
            .map { try $0.value("version", as: Int.self) }
        guard versions.count >= CustomApp.versionsMax else { return }
        let types = try connections(of: app, on: connection).map(\.name)
        // The newest stays: whatever is made meanwhile is made with it.
        for version in versions.dropLast() where try !isUsed(version, by: types, on: connection) {
            try connection.change("DELETE FROM definitions WHERE app = ?1 AND version = ?2", app, version)
            return
        }
        throw TenonError(.conflict, .versionsInUse, ["count": String(CustomApp.versionsMax)])
    }

    private static func isUsed(
        _ version: Int, by types: [String], on connection: any SQLConnection
    ) throws -> Bool {
        try types.contains { type in
            let made = try connection.row(
                "SELECT 1 AS n FROM connections WHERE type = ?1 AND definition_version = ?2 LIMIT 1", type, version)
            let pending = try connection.row(
                """
                SELECT 1 AS n FROM connections
                JOIN connection_pending ON connection_pending.team_id = connections.team_id
                    AND connection_pending.connection_id = connections.id
                WHERE connections.type = ?1 AND connection_pending.definition_version = ?2 LIMIT 1
                """, type, version)
            return made != nil || pending != nil
        }
    }

    package func versions(of app: String, of organization: OrganizationID) async throws -> [AppVersion] {
        try await database.read { connection in
            guard try Self.find(app: app, of: organization, on: connection) != nil else { return [] }
            return try connection.rows(
                """
                SELECT app, version, published_by, published_at FROM definitions WHERE app = ?1 ORDER BY version DESC
                """, app
            ).map { row in
                AppVersion(
                    app: try row.value("app"), version: try row.value("version"),
                    publishedBy: try row.value("published_by"), publishedAt: try row.value("published_at"))
            }
        }
    }

    package func versionsInUse(
        ofType type: String, of organization: OrganizationID
    ) async throws -> [(version: Int, count: Int)] {
        try await database.read { connection in
            guard try Self.find(connection: type, of: organization, on: connection) != nil else { return [] }
            return try connection.rows(
                """
                SELECT definition_version, COUNT(*) AS n FROM connections WHERE type = ?1
                GROUP BY definition_version ORDER BY definition_version
                """, type
            ).map { (version: try $0.value("definition_version"), count: try $0.value("n")) }
        }
    }

    // MARK: - The catalogue's side

    package func publicationCount() async throws -> Int64 {
        try await database.read { try Self.publicationCount(on: $0) }
    }

    private static func publicationCount(on connection: any SQLConnection) throws -> Int64 {
        try connection.row("SELECT changes FROM definition_changes WHERE id = 1")?.value("changes") ?? 0
    }

    package func newestPublications() async throws -> (count: Int64, apps: [PublishedApp]) {
        try await database.read { connection in
            let rows = try connection.rows(
                """
                SELECT definitions.* FROM apps
                JOIN definitions ON definitions.app = apps.name AND definitions.version = apps.published_version
                WHERE apps.published_version > 0
                """)
            return (
                try Self.publicationCount(on: connection),
                try rows.map { try Self.publication($0, on: connection) }
            )
        }
    }

    package func publication(ofType type: String, version: Int) async throws -> PublishedApp? {
        try await database.read { connection in
            try connection.row(
                """
                SELECT definitions.* FROM app_connections
                JOIN definitions ON definitions.app = app_connections.app AND definitions.version = ?2
                WHERE app_connections.name = ?1
                """, type, version
            ).map { try Self.publication($0, on: connection) }
        }
    }

    private static func publication(_ row: SQLRow, on connection: any SQLConnection) throws -> PublishedApp {
        let app: String = try row.value("app")
        return PublishedApp(
            app: app, organizationID: try row.value("organization_id"), version: try row.value("version"),
            source: try row.value("source"), types: Set(try connections(of: app, on: connection).map(\.name)))
    }
}
