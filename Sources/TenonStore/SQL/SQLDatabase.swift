// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// A database that the stores run their queries on.
///
/// A body is a synchronous closure that runs in one transaction, on a thread that may block: no transaction is ever
/// open across a suspension. What a body throws rolls its transaction back and reaches the caller as it is. A body does
/// not go on after a statement has failed: PostgreSQL would not make its change.
package protocol SQLDatabase: Sendable {
    /// What the type words of migrations are called here.
    var typeWords: TypeWords { get }
    /// How it tells what tables it has.
    var schemaQueries: SchemaQueries { get }

    /// Runs `body` on one state of the database; writing fails.
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T

    /// Runs `body` as if no other change happened meanwhile, and returns when the change is on stable storage.
    ///
    /// `body` may run more than once: after a serialization failure it is run again.
    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T

    /// Runs `body` as ``write(_:)`` does, but takes as long as it takes.
    func migrate<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T

    /// Ends all transactions and closes every connection; nothing may be asked of the database afterwards.
    func close() throws
}

extension SQLDatabase {
    /// For a database that sets no limits.
    package func migrate<T: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> T
    ) async throws -> T {
        try await write(body)
    }
}

/// A connection while a transaction is open on it.
///
/// The SQL is the part SQLite and PostgreSQL share: parameters `?1`, `?2`, …, `RETURNING`, `ON CONFLICT`, times as
/// integer milliseconds, JSON as text, truth as 0 and 1. A failure is thrown as ``SQLFailure`` describes.
package protocol SQLConnection {
    /// Runs one statement and returns all its rows.
    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow]

    /// Runs one statement and returns how many rows it changed.
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int

    /// Runs statements that end in `;` and take no parameters.
    func run(script: String) throws
}

extension SQLConnection {
    package func rows(_ sql: String, _ arguments: any SQLConvertible...) throws -> [SQLRow] {
        try query(sql, arguments.map(\.sqlValue))
    }

    /// The first row, or `nil` when there is none.
    package func row(_ sql: String, _ arguments: any SQLConvertible...) throws -> SQLRow? {
        try query(sql, arguments.map(\.sqlValue)).first
    }

    /// The row that an `INSERT … RETURNING` made.
    package func insert(_ sql: String, _ arguments: any SQLConvertible...) throws -> SQLRow {
        guard let row = try query(sql, arguments.map(\.sqlValue)).first else {
            throw TenonError(.internalError, "The database did not return what was inserted.")
        }
        return row
    }

    /// Returns how many rows the statement changed.
    @discardableResult
    package func change(_ sql: String, _ arguments: any SQLConvertible...) throws -> Int {
        try execute(sql, arguments.map(\.sqlValue))
    }
}
