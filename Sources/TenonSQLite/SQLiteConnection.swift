// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import GRDB
internal import TenonStore

/// A connection of the pool while a transaction is open on it.
struct SQLiteConnection: SQLConnection {
    let database: Database

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        try SQLiteFault.sorting {
            let statement = try database.cachedStatement(sql: sql)
            let columns = SQLRow.Columns(statement.columnNames)
            let rows = try Row.fetchCursor(statement, arguments: try bound(arguments))
            var answer: [SQLRow] = []
            while let row = try rows.next() {
                answer.append(SQLRow(columns: columns, values: row.databaseValues.map(SQLValue.init)))
            }
            return answer
        }
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try SQLiteFault.sorting {
            let statement = try database.cachedStatement(sql: sql)
            try statement.execute(arguments: try bound(arguments))
            return database.changesCount
        }
    }

    func run(script: String) throws { try SQLiteFault.sorting { try database.execute(sql: script) } }

    /// The arguments as GRDB takes them.
    ///
    /// In existentials: for an array of one type GRDB makes a key path at each call, which costs more than the statement.
    private func bound(_ arguments: [SQLValue]) throws -> StatementArguments {
        StatementArguments(try arguments.map { try bound($0) as (any DatabaseValueConvertible)? })
    }

    /// The argument as GRDB takes it.
    ///
    /// SQLite would keep a text with U+0000 and GRDB read it back cut short; PostgreSQL refuses it.
    private func bound(_ value: SQLValue) throws -> DatabaseValue {
        switch value {
        case .null: return .null
        case .integer(let integer): return integer.databaseValue
        case .text(let text):
            guard !text.utf8.contains(0) else { throw SQLiteFault.textWithNUL }
            return text.databaseValue
        case .blob(let bytes): return Data(bytes).databaseValue
        }
    }
}

extension SQLValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let integer): self = .integer(integer)
        case .string(let text): self = .text(text)
        case .blob(let bytes): self = .blob([UInt8](bytes))
        // No column of a strict table with our types holds one, and no query makes one.
        case .double(let number): self = .text("\(number)")
        }
    }
}
