// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TenonDomain
import TenonPostgres
import TenonSQLite
import TenonStore
import TestServices
import Testing

/// Two processes on one database: each knows of the other's changes within a bounded time.
@Suite(.temporaryDirectory, .timeLimit(.minutes(2))) struct SharedChangesContract {
    /// A time that a test sets.
    private final class Time: Sendable {
        private let elapsed = Mutex(Duration.zero)
        var now: Duration { elapsed.withLock { $0 } }
        func pass(_ duration: Duration) { elapsed.withLock { $0 += duration } }
    }

    /// One process.
    private struct Node {
        let changes: SharedChanges
        let database: WatchedDatabase
        let time = Time()

        init(_ database: any SQLDatabase) {
            let changes = SharedChanges(database, elapsed: { [time] in time.now })
            self.changes = changes
            self.database = WatchedDatabase(database) { changes.noteCommit() }
        }
    }

    private func nodes(_ backend: Backend) async throws -> [any SQLDatabase] {
        switch backend {
        case .sqlite:
            let path = TemporaryDirectory.path + "/shared.db"
            return [try await SQLiteDatabase.open(at: path), try await SQLiteDatabase.open(at: path)]
        case .postgres:
            let settings = Postgres.settings(try await Postgres.shared.schema())
            return [try await PostgresDatabase.open(settings), try await PostgresDatabase.open(settings)]
        }
    }

    @Test(arguments: Backend.allCases)
    func `a change counts at once where it was made, and elsewhere with the next look`(
        _ backend: Backend
    ) async throws {
        let databases = try await nodes(backend)
        let (here, there) = (Node(databases[0]), Node(databases[1]))
        let fixture = try await Fixture(here.database)
        let connection = try await fixture.addConnection()
        try await here.changes.lookNow()
        try await there.changes.lookNow()
        var counts = (here: here.changes.changeCount, there: there.changes.changeCount)
        #expect(counts == (here.changes.changeCount, there.changes.changeCount), "nothing has changed")

        let lease = try await fixture.lease(connection)
        #expect(counts == (here.changes.changeCount, there.changes.changeCount), "a lease decides nothing")
        #expect(try await fixture.complete(lease) != nil)
        #expect(here.changes.changeCount != counts.here)
        #expect(there.changes.changeCount == counts.there, "it cannot know yet")
        try await there.changes.lookNow()
        #expect(there.changes.changeCount != counts.there)

        // What was used is written down each second: it must not count.
        try await here.changes.lookNow()
        counts = (here.changes.changeCount, there.changes.changeCount)
        try await fixture.audit.append([fixture.draft(.connectionUsed), fixture.draft(.connectionVerified)])
        try await here.changes.lookNow()
        try await there.changes.lookNow()
        #expect(counts == (here.changes.changeCount, there.changes.changeCount))
    }

    @Test func `what is known is good for a second from when it was asked, and then for nothing`() async throws {
        let node = Node(try await nodes(.sqlite)[0])
        #expect(node.changes.changeCount != node.changes.changeCount, "nobody has looked yet")
        _ = try await Fixture(node.database)
        try await node.changes.lookNow()
        let count = node.changes.changeCount
        node.time.pass(.milliseconds(999))
        #expect(node.changes.changeCount == count)
        node.time.pass(.milliseconds(1))
        #expect(Set((0..<10).map { _ in node.changes.changeCount }).count == 10)
        #expect(node.changes.changeCount != count)
        try await node.changes.lookNow()
        #expect(node.changes.changeCount == node.changes.changeCount)
        #expect(node.changes.changeCount != count, "a count is never given again")
    }

    @Test(arguments: Backend.allCases)
    func `a service looks by itself, and at once when it is told`(_ backend: Backend) async throws {
        let databases = try await nodes(backend)
        let fixture = try await Fixture(WatchedDatabase(databases[0]) {})
        let changes = SharedChanges(databases[1])
        try await withThrowingTaskGroup { group in
            group.addTask { await changes.run() }
            for _ in 0..<3 {
                // It has looked when two questions have one answer.
                while changes.changeCount != changes.changeCount { try await Task.sleep(for: .milliseconds(5)) }
                let before = changes.changeCount
                try await fixture.addConnection()
                let deadline = ContinuousClock.now + .seconds(30)
                while changes.changeCount == before, ContinuousClock.now < deadline {
                    try await Task.sleep(for: .milliseconds(5))
                }
                #expect(changes.changeCount != before)
            }
            changes.stop()
            try await group.waitForAll()
        }
    }

    @Test func `whatever SQLite finds to be a change of a decision, its entry in the audit log tells`() async throws {
        let database = try #require(try await nodes(.sqlite)[0] as? SQLiteDatabase)
        let told = Atomic<Int>(0)
        let compared = ComparedDatabase(
            database: WatchedDatabase(database) { told.add(1, ordering: .sequentiallyConsistent) },
            counts: {
                // Of every share that connections have.
                let found = (1...4096).reduce(0) { $0 &+ database.decisions.changeCount(of: ConnectionID($1)) }
                return (found, told.load(ordering: .sequentiallyConsistent))
            })
        try await QueryPlanTests().useEverything(try await Fixture(compared))
        // What a verification finds out, and which scopes are missing, says nothing about who may use the connection or with
        // what.
        let untold = compared.untold.withLock { $0 }.filter {
            !($0.contains("SET verified_at = ?4") || $0.contains("SET missing_scopes"))
                || $0.contains("secret_version = secret_version + 1")
        }
        #expect(untold == [])
        #expect(told.load(ordering: .sequentiallyConsistent) > 10)
    }
}

/// Finds writes that SQLite takes for a change and of which nobody was told.
private final class ComparedDatabase: SQLDatabase {
    let database: any SQLDatabase
    let counts: @Sendable () -> (found: UInt64, told: Int)
    let untold = Mutex<[String]>([])

    init(database: any SQLDatabase, counts: @escaping @Sendable () -> (found: UInt64, told: Int)) {
        self.database = database
        self.counts = counts
    }

    var typeWords: TypeWords { database.typeWords }
    var schemaQueries: SchemaQueries { database.schemaQueries }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        try await database.read(body)
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        let before = counts()
        let statements = Mutex<[String]>([])
        defer {
            let after = counts()
            if after.found != before.found, after.told == before.told {
                untold.withLock { $0.append(statements.withLock { $0 }.joined(separator: "; ")) }
            }
        }
        return try await database.write { connection in
            try body(NotingConnection(connection: connection) { sql in statements.withLock { $0.append(sql) } })
        }
    }

    func close() throws { try database.close() }
}

private struct NotingConnection: SQLConnection {
    let connection: any SQLConnection
    let note: (String) -> Void

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        note(sql)
        return try connection.query(sql, arguments)
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        note(sql)
        return try connection.execute(sql, arguments)
    }

    func run(script: String) throws { try connection.run(script: script) }
}
