// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Brings the schema of a database up to date.
package struct Migrator: Sendable {
    private let database: any SQLDatabase
    private let migrations: [Migration]

    package init(_ database: any SQLDatabase, migrations: [Migration] = Migration.all) {
        self.database = database
        self.migrations = migrations
    }

    private var known: Int { migrations.last?.version ?? 0 }

    /// Runs the steps that the database lacks, each in its own transaction.
    ///
    /// Of several processes that start at once one does each step, and the others wait for it.
    ///
    /// - Throws: ``SchemaError/newer(found:known:)``; nothing is changed then.
    package func migrate() async throws {
        let table = database.typeWords.translate(Self.table)
        try await database.migrate { try $0.run(script: table) }
        try await database.migrate { connection in
            _ = try connection.change("INSERT INTO schema_migrations (version) VALUES (0) ON CONFLICT DO NOTHING")
        }
        guard try await refuseNewer() < known else { return }
        for migration in migrations {
            let script = database.typeWords.translate(migration.script)
            try await database.migrate { connection in
                // Row 0 stands for the empty schema. Whoever changes it has its lock: the others wait, fail when the step
                // is done, and are run again.
                try connection.change("UPDATE schema_migrations SET version = 0 WHERE version = 0")
                // Asked in the same transaction: another process may have been faster.
                guard try Self.version(on: connection) < migration.version else { return }
                try connection.run(script: script)
                try connection.change("INSERT INTO schema_migrations (version) VALUES (?1)", migration.version)
            }
        }
    }

    /// Checks that the schema is the one this program knows, or an older one if that will do, and changes nothing.
    package func check(isOlderAccepted: Bool = false) async throws {
        let found = try await refuseNewer()
        guard found == known || isOlderAccepted && found > 0 else {
            throw SchemaError.older(found: found, known: known)
        }
    }

    @discardableResult
    private func refuseNewer() async throws -> Int {
        let found = try await database.read { try Self.version(on: $0) }
        guard found <= known else { throw SchemaError.newer(found: found, known: known) }
        return found
    }

    static func version(on connection: any SQLConnection) throws -> Int {
        try connection.row("SELECT COALESCE(MAX(version), 0) AS version FROM schema_migrations")?.value("version") ?? 0
    }

    /// The table that holds the versions.
    static let tableName = "schema_migrations"

    private static let table = "CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT PRIMARY KEY) STRICT;"
}
