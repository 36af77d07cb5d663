// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A database that tells of every commit after which something may be decided otherwise, before its caller hears of it.
///
/// Every change has an audit entry in its transaction, so looking for those finds them all.
package struct WatchedDatabase: SQLDatabase {
    private let database: any SQLDatabase
    private let committed: @Sendable () -> Void

    package init(_ database: any SQLDatabase, committed: @escaping @Sendable () -> Void) {
        self.database = database
        self.committed = committed
    }

    package var typeWords: TypeWords { database.typeWords }
    package var schemaQueries: SchemaQueries { database.schemaQueries }

    package func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        try await database.read(body)
    }

    package func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        let sight = Sight()
        // Also when it failed: a commit whose answer was lost may have been made.
        defer { if sight.hasChange { committed() } }
        return try await database.write { try body(WatchedConnection(connection: $0, sight: sight)) }
    }

    package func migrate<T: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> T
    ) async throws -> T {
        defer { committed() }
        return try await database.migrate(body)
    }

    package func close() throws { try database.close() }
}

/// What one write was seen to do.
private final class Sight: Sendable {
    private let isSeen = Atomic(false)

    var hasChange: Bool { isSeen.load(ordering: .acquiring) }

    func note(_ sql: String, _ arguments: [SQLValue]) {
        guard arguments.count == 3, arguments[1] != .integer(0), sql == AuditWriter.advance else { return }
        isSeen.store(true, ordering: .releasing)
    }
}

private struct WatchedConnection: SQLConnection {
    let connection: any SQLConnection
    let sight: Sight

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        sight.note(sql, arguments)
        return try connection.query(sql, arguments)
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        sight.note(sql, arguments)
        return try connection.execute(sql, arguments)
    }

    func run(script: String) throws { try connection.run(script: script) }
}
