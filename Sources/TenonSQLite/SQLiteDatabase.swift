// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import GRDB
package import TenonDomain
package import TenonStore

/// A database in one SQLite file.
///
/// Write-ahead log with `synchronous = FULL`: what a write has answered survives the loss of power. Reads run beside
/// each other and beside the writer; writes that come at the same time share a transaction (``GroupCommit``).
package struct SQLiteDatabase: SQLDatabase {
    /// How many reads run at a time; more wait.
    package static let readersMax = 5
    /// How long a write waits for another process to release the file.
    package static let lockWait = Duration.seconds(5)

    private let pool: DatabasePool
    private let writes: GroupCommit?
    private let changes: DecisionChanges

    /// Counts this process's changes to what was decided before.
    package var decisions: any ChangeCounter { changes }

    package let typeWords = TypeWords(
        identity: "INTEGER PRIMARY KEY AUTOINCREMENT", bigint: "INTEGER", text: "TEXT", bytes: "BLOB", strict: "STRICT")

    package let schemaQueries = SchemaQueries(
        columns: """
            SELECT t.name AS table_name, c.name AS column_name, CASE c.type WHEN 'INTEGER' THEN 'integer'
                WHEN 'TEXT' THEN 'text' WHEN 'BLOB' THEN 'bytes' ELSE c.type END AS kind, c.pk AS key_position
            FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY t.name, c.cid
            """,
        references: """
            SELECT t.name AS table_name, r."table" AS referenced
            FROM sqlite_schema AS t JOIN pragma_foreign_key_list(t.name) AS r WHERE t.type = 'table'
            """,
        counters: "SELECT name AS table_name, seq AS last FROM sqlite_sequence",
        setCounter: [
            """
            INSERT INTO sqlite_sequence (name, seq)
            SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?1)
            """,
            "UPDATE sqlite_sequence SET seq = ?2 WHERE name = ?1",
        ])

    /// Opens the file, makes it when there is none, and brings its schema up to date.
    ///
    /// - Throws: ``SQLiteOpenError`` or `SchemaError`, each a sentence for the operator.
    package static func open(at path: String, migrations: [Migration] = Migration.all) async throws -> SQLiteDatabase {
        do {
            try DatabaseFile.prepare(at: path)
            let pool = try DatabasePool(path: path, configuration: configuration(readOnly: false))
            // The pool sets NORMAL after it has run what `configuration` prepares.
            let synchronous = try await pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                return try Int.fetchOne(database, sql: "PRAGMA synchronous")
            }
            guard synchronous == 2 else { throw SQLiteOpenError.unusable(path: path, reason: "cannot sync fully") }
            let decisions = DecisionChanges()
            decisions.watch(pool)
            let database = SQLiteDatabase(pool: pool, writes: GroupCommit(pool: pool), changes: decisions)
            try await Migrator(database, migrations: migrations).migrate()
            return database
        } catch {
            throw SQLiteOpenError.describing(error, path: path)
        }
    }

    /// Opens an existing file to read it, which works beside a running server; writing fails.
    ///
    /// An older schema is let through when `isOlderAccepted`.
    ///
    /// - Throws: ``SQLiteOpenError``, or `SchemaError` when its schema is not the one this program knows.
    package static func openReadOnly(at path: String, isOlderAccepted: Bool = false) async throws -> SQLiteDatabase {
        guard FileManager.default.fileExists(atPath: path) else { throw SQLiteOpenError.missing(path: path) }
        do {
            let pool = try DatabasePool(path: path, configuration: configuration(readOnly: true))
            let database = SQLiteDatabase(pool: pool, writes: nil, changes: DecisionChanges())
            try await Migrator(database).check(isOlderAccepted: isOlderAccepted)
            return database
        } catch {
            throw SQLiteOpenError.describing(error, path: path)
        }
    }

    package func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        do {
            return try await pool.read { try body(SQLiteConnection(database: $0)) }
        } catch {
            throw SQLiteFault.tenonError(for: error)
        }
    }

    package func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        guard let writes else { throw SQLFailure.unavailable.error(underlying: SQLiteFault.openForReading) }
        return try await writes.write(body)
    }

    /// Waits for reads and writes in progress, moves the log into the file and closes it.
    package func close() throws {
        if writes != nil {
            // GRDB closes its writer before its readers, which may not do this. A log that stays, because another
            // process is reading, is used by whoever opens the file next.
            try? pool.barrierWriteWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        }
        try pool.close()
    }

    private static func configuration(readOnly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = readersMax
        configuration.busyMode = .timeout(TimeInterval(lockWait.components.seconds))
        configuration.prepareDatabase { database in
            // Nothing in clear beside the file, nothing deleted left in it.
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            if !database.configuration.readonly { try database.execute(sql: "PRAGMA secure_delete = ON") }
        }
        return configuration
    }
}
