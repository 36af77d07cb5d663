// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// Writes all rows of a database to a file: one state of it, beside whatever else is done with it.
///
/// Rows go as they are stored: what is sealed stays sealed. They go in the order of their keys, which is the same in both
/// databases.
package struct ArchiveWriter: Sendable {
    /// How many rows are read at a time.
    static let pageRows = 500
    /// A piece ends behind the row that makes it this large.
    private static let pieceBytes = 1 << 20

    private let database: any SQLDatabase
    private let program: String
    private let clock: any WallClock
    private let listener: ArchiveProgress.Listener

    package init(
        _ database: any SQLDatabase, program: String, clock: any WallClock,
        listener: @escaping ArchiveProgress.Listener = { _ in }
    ) {
        self.database = database
        self.program = program
        self.clock = clock
        self.listener = listener
    }

    package func write(to file: ArchiveFile) async throws -> ArchiveReport {
        let (queries, program, now, listener) = (database.schemaQueries, program, clock.now(), listener)
        // One transaction that reads: all tables at one moment.
        return try await database.read { connection in
            let shape = try SchemaShape(of: queries, on: connection)
            let counters = try connection.rows(queries.counters).reduce(into: [String: Int64]()) { counters, row in
                let last: Int64 = try row.value("last")
                if last > 0 { counters[try row.value("table_name")] = last }
            }
            let header = ArchiveHeader(
                schema: shape.version, createdAt: now, program: program,
                rootKeyIDs: try SQLDataKeyStore.rootKeyIDs(on: connection), counters: counters)
            // The body may run again after a lost connection: each time from the start.
            try file.truncate()
            var output = Output(file: file)
            try output.write(ArchiveFrame.magic)
            try output.piece(.header, header.json)
            let total = try shape.tables.reduce(0) { total, table in
                total + (try connection.row("SELECT COUNT(*) AS n FROM \(table.quotedName)")?.value("n") ?? 0)
            }
            var tables: [ArchiveReport.Table] = []
            var done = 0
            for table in shape.tables {
                let rows = try Self.write(table, on: connection, to: &output) { count in
                    listener(.init(step: .reading, table: table.name, done: done + count, total: total))
                }
                tables.append(.init(name: table.name, rows: rows))
                done += rows
            }
            try output.piece(.end, ["rows": JSON(done)])
            return ArchiveReport(header: header, tables: tables)
        }
    }

    /// Whether anything that is audited was changed since.
    package func hasChanged(since report: ArchiveReport) async throws -> Bool {
        let events = report.tables.first { $0.name == "audit_events" }?.rows ?? 0
        return try await database.read { connection in
            let now: Int64? = try connection.row("SELECT COUNT(*) AS n FROM audit_events")?.value("n")
            return now != Int64(events)
        }
    }

    private static func write(
        _ table: TableShape, on connection: any SQLConnection, to output: inout Output, progress: (Int) -> Void
    ) throws -> Int {
        try output.piece(.table, table.json)
        var (count, piece): (Int, [UInt8]) = (0, [])
        try TableCursor.forEachPage(of: table, on: connection) { rows in
            for row in rows {
                RowCoding.append(row, to: &piece)
                guard piece.count >= pieceBytes else { continue }
                try output.piece(.rows, piece)
                piece.removeAll(keepingCapacity: true)
            }
            count += rows.count
            progress(count)
        }
        if !piece.isEmpty { try output.piece(.rows, piece) }
        return count
    }

    private struct Output {
        let file: ArchiveFile
        private var offset = 0
        private var digest: [UInt8] = []

        init(file: ArchiveFile) { self.file = file }

        mutating func write(_ bytes: [UInt8]) throws {
            try file.write(bytes, at: offset)
            offset += bytes.count
        }

        mutating func piece(_ kind: ArchiveFrame.Kind, _ content: JSON) throws {
            try piece(kind, Array(content.text().utf8))
        }

        mutating func piece(_ kind: ArchiveFrame.Kind, _ content: [UInt8]) throws {
            let head = ArchiveFrame.head(kind, count: content.count)
            digest = ArchiveFrame.digest(after: digest, head: head, content: content)
            try write(head + content + digest)
        }
    }
}

/// Walks through a table in the order of its key, a page at a time.
enum TableCursor {
    static func forEachPage(
        of table: TableShape, on connection: any SQLConnection, _ body: ([[SQLValue]]) throws -> Void
    ) throws {
        let limit = ArchiveWriter.pageRows
        var rows = try connection.query(table.page(after: false, limit: limit), []).map(\.values)
        while let last = rows.last {
            try body(rows)
            guard rows.count == limit else { return }
            let key = table.keyIndices.map { last[$0] }
            rows = try connection.query(table.page(after: true, limit: limit), key).map(\.values)
        }
    }
}
