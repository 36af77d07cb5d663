// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// Puts all rows of an archive into a database that has none: in one transaction, in which each row is read back and
/// compared before it is committed.
package struct ArchiveRestorer: Sendable {
    /// Parameters of a statement; SQLite takes 32,766, PostgreSQL 65,535.
    private static let parametersMax = 16_000

    private let database: any SQLDatabase
    private let place: String
    private let migrations: [Migration]
    private let listener: ArchiveProgress.Listener

    /// Writes into `database`, which messages call `place`.
    package init(
        _ database: any SQLDatabase, place: String, migrations: [Migration] = Migration.all,
        listener: @escaping ArchiveProgress.Listener = { _ in }
    ) {
        self.database = database
        self.place = place
        self.migrations = migrations
        self.listener = listener
    }

    /// Makes the schema that the archive is of, fills it, and brings it up to date.
    ///
    /// `report` is what ``ArchiveFile/check(known:listener:)`` said of the file: nothing is written before it is known to
    /// be whole.
    ///
    /// - Throws: ``ArchiveError``; the database has no rows then.
    package func restore(_ file: ArchiveFile, checkedAs report: ArchiveReport) async throws {
        let schema = report.header.schema
        try await refuseRows(expecting: schema)
        try await Migrator(database, migrations: migrations.filter { $0.version <= schema }).migrate()
        let (queries, place, listener) = (database.schemaQueries, place, listener)
        try await database.migrate { connection in
            let shape = try SchemaShape(of: queries, on: connection)
            // Asked again: others may have been faster.
            try Self.refuseRows(in: shape, expecting: schema, place: place, on: connection)
            try Self.fill(shape, from: file, report, on: connection, listener)
            try Self.compare(shape, with: file, report, on: connection, listener)
            for (table, last) in report.header.counters where shape.tables.contains(where: { $0.name == table }) {
                for statement in queries.setCounter {
                    _ = try connection.execute(statement, [.text(table), .integer(last)])
                }
            }
        }
        try await Migrator(database, migrations: migrations).migrate()
    }

    // MARK: - An empty target

    /// Refuses a database in which there is anything, before anything is made in it.
    private func refuseRows(expecting schema: Int) async throws {
        let (queries, place) = (database.schemaQueries, place)
        try await database.read { connection in
            let shape = try SchemaShape(of: queries, on: connection)
            try Self.refuseRows(in: shape, expecting: schema, place: place, on: connection)
        }
    }

    private static func refuseRows(
        in shape: SchemaShape, expecting schema: Int, place: String, on connection: any SQLConnection
    ) throws {
        guard shape.version > 0 || shape.tables.isEmpty else {
            throw ArchiveError.notEmpty(place: place, reason: "it has tables that are not Tenon's")
        }
        guard shape.version <= schema else {
            throw ArchiveError.notEmpty(
                place: place, reason: "it has the tables of schema \(shape.version), the backup has schema \(schema)")
        }
        for table in shape.tables {
            guard try connection.rows("SELECT 1 AS one FROM \(table.quotedName) LIMIT 1").isEmpty else {
                throw ArchiveError.notEmpty(place: place, reason: "its table '\(table.name)' has rows")
            }
        }
    }

    // MARK: - Rows

    private static func fill(
        _ shape: SchemaShape, from file: ArchiveFile, _ report: ArchiveReport, on connection: any SQLConnection,
        _ listener: ArchiveProgress.Listener
    ) throws {
        var reader = try ArchiveReader(file, known: report.header.schema)
        var (table, done): (TableShape?, Int) = (nil, 0)
        // Nearly all statements of a table are the same, and long.
        var statement: (rows: Int, sql: String) = (0, "")
        var missing = Set(shape.tables.map(\.name))
        while true {
            switch try reader.next() {
            case .table(let described):
                // Names in statements are those of the database: what a file says is only compared with them.
                guard let known = shape.tables.first(where: { $0 == described }),
                    missing.remove(known.name) != nil
                else {
                    throw ArchiveError.damaged(
                        path: file.path, reason: "its tables are not those of schema \(report.header.schema)")
                }
                table = known
                statement = (0, "")
            case .rows(let rows):
                guard let table else { continue }
                let batch = max(1, parametersMax / table.columns.count)
                for start in stride(from: 0, to: rows.count, by: batch) {
                    let part = rows[start..<min(start + batch, rows.count)]
                    if statement.rows != part.count { statement = (part.count, table.insertion(rows: part.count)) }
                    _ = try connection.execute(statement.sql, part.flatMap(\.self))
                    done += part.count
                    listener(.init(step: .writing, table: table.name, done: done, total: report.rows))
                }
            case .end:
                guard missing.isEmpty else {
                    throw ArchiveError.damaged(path: file.path, reason: "tables are missing from it")
                }
                return
            }
        }
    }

    /// Reads every row back, in the order in which it stands in the file.
    private static func compare(
        _ shape: SchemaShape, with file: ArchiveFile, _ report: ArchiveReport, on connection: any SQLConnection,
        _ listener: ArchiveProgress.Listener
    ) throws {
        var reader = try ArchiveReader(file, known: report.header.schema)
        var (expected, name, done): (ArraySlice<[SQLValue]>, String, Int) = ([], "", 0)
        /// The next row of the table, or `nil` when the next one is another table's.
        func nextRow() throws -> [SQLValue]? {
            while expected.isEmpty {
                switch try reader.next() {
                case .rows(let rows): expected = rows[...]
                case .table(let table):
                    name = table.name
                    return nil
                case .end:
                    name = ""
                    return nil
                }
            }
            return expected.popFirst()
        }
        _ = try nextRow()
        while let table = shape.tables.first(where: { $0.name == name }) {
            try TableCursor.forEachPage(of: table, on: connection) { rows in
                for row in rows {
                    guard let expected = try nextRow(), isSame(expected, row) else {
                        throw ArchiveError.mismatch(table: table.name)
                    }
                }
                done += rows.count
                listener(.init(step: .verifying, table: table.name, done: done, total: report.rows))
            }
            guard try nextRow() == nil else { throw ArchiveError.mismatch(table: table.name) }
        }
        guard done == report.rows else { throw ArchiveError.mismatch(table: name) }
    }

    /// By bytes: two spellings of one character are equal to Swift.
    private static func isSame(_ left: [SQLValue], _ right: [SQLValue]) -> Bool {
        var bytes: (left: [UInt8], right: [UInt8]) = ([], [])
        RowCoding.append(left, to: &bytes.left)
        RowCoding.append(right, to: &bytes.right)
        return bytes.left == bytes.right
    }
}
