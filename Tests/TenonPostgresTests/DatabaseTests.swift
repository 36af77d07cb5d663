// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TenonDomain
import TenonStore
import TestServices
import Testing

@testable import TenonPostgres

/// What the driver does with a real server.
@Suite(.timeLimit(.minutes(2))) struct DatabaseTests {
    private struct Refusal: Error {}

    @Test func `commits reach the disk, are serializable, and wait for locks and statements no longer than set`()
        async throws
    {
        let fixture = try await Fixture {
            $0.statementTimeout = .seconds(7)
            $0.lockTimeout = .milliseconds(1500)
        }
        try await fixture.sql("ALTER DATABASE \(fixture.name) SET synchronous_commit = off")
        try fixture.terminateConnections()
        let expected = [
            ("transaction_isolation", "serializable", "repeatable read"), ("transaction_read_only", "off", "on"),
            ("statement_timeout", "7s", "7s"), ("lock_timeout", "1500ms", "1500ms"),
            ("synchronous_commit", "on", "off"),
            ("client_encoding", "UTF8", "UTF8"), ("application_name", "tenon", "tenon"),
        ]
        for (name, written, read) in expected {
            let sql = "SELECT current_setting('\(name)') AS value"
            #expect(try await fixture.database.write { try $0.row(sql)?.value("value", as: String.self) } == written)
            #expect(try await fixture.database.read { try $0.row(sql)?.value("value", as: String.self) } == read)
        }
    }

    @Test func `nothing before an integer, and any types PostgreSQL answers with`() async throws {
        let fixture = try await Fixture()
        let row = try await fixture.database.write { connection -> SQLRow? in
            for number in [nil, 1 << 40, nil, 3] as [Int?] {
                let sql = "INSERT INTO t (n, s) SELECT CAST(?1 AS BIGINT), ?2 WHERE COALESCE(?1, 3) > 2"
                try connection.change(sql, number, number.map { "\($0)" })
                try connection.change(
                    "UPDATE t SET n = COALESCE(?1, n), s = COALESCE(?2, s) WHERE id = 99", number, "x")
            }
            return try connection.row(
                """
                SELECT SUM(n) AS total, COUNT(s) AS texts, AVG(n::float8) AS mean, 7::int4 AS small, true AS yes,
                    current_database() AS name, 2::int2 AS tiny FROM t
                """)
        }
        let found = try #require(row)
        #expect(try found.value("total", as: Int.self) == (1 << 40) + 3)
        #expect(try found.value("texts", as: Int.self) == 2)
        #expect(try found.value("mean", as: String.self).hasPrefix("5497558138"))
        #expect(try found.value("small", as: Int.self) == 7)
        #expect(try found.value("yes", as: Bool.self))
        #expect(try found.value("name", as: String.self) == fixture.name)
        #expect(try found.value("tiny", as: Int.self) == 2)
    }

    @Test func `a table that changes under prepared statements stops nobody`() async throws {
        let fixture = try await Fixture { $0.pool.connectionsMax = 1 }
        try await fixture.insert(1)
        let read: @Sendable (any SQLConnection) throws -> SQLRow? = { try $0.row("SELECT * FROM t WHERE n = ?1", 1) }
        #expect(try await fixture.database.read(read) != nil)
        try await fixture.sql("ALTER TABLE t ADD COLUMN more TEXT DEFAULT 'x'")
        #expect(try await fixture.database.read(read)?.value("more", as: String.self) == "x")
        try await fixture.sql("ALTER TABLE t DROP COLUMN more")
        let change: @Sendable (any SQLConnection) throws -> Int? = {
            try $0.row("UPDATE t SET s = 'y' WHERE n = ?1 RETURNING *", 1)?.value("n")
        }
        #expect(try await fixture.database.write(change) == 1)
        try await fixture.sql("ALTER TABLE t ADD COLUMN more TEXT")
        #expect(try await fixture.database.write(change) == 1)
    }

    @Test func `statements are prepared once per connection, and not at all when told so`() async throws {
        let sql = "SELECT COUNT(*) AS c FROM pg_prepared_statements WHERE statement LIKE ?1"
        for (choice, expected) in [(PostgresSettings.PreparedStatements.auto, 1), (.on, 1), (.off, 0)] {
            let fixture = try await Fixture {
                $0.preparedStatements = choice
                $0.pool.connectionsMax = 1
            }
            for _ in 0..<3 {
                let count = try await fixture.database.read {
                    try $0.row(sql, "%pg_prepared%")?.value("c", as: Int.self)
                }
                #expect(count == expected, "\(choice)")
            }
        }
    }

    // MARK: - Conflicts

    @Test func `of two that decide on what both have read one is run again`() async throws {
        let fixture = try await Fixture()
        let runs = Counter()
        let readers = Counter()
        // Each may only insert into an empty table: both would, if they did not see each other.
        let inserted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    try await fixture.database.write { connection in
                        runs.increment()
                        guard try connection.row("SELECT id FROM t LIMIT 1") == nil else { return false }
                        readers.increment()
                        while readers.count < 2 { usleep(1000) }
                        try connection.change("INSERT INTO t (n) VALUES (1)")
                        return true
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(inserted == 1)
        #expect(try await fixture.count() == 1)
        #expect(runs.count == 3)
    }

    @Test func `nodes that count on the same row lose no count`() async throws {
        let fixture = try await Fixture()
        try await fixture.insert(0)
        let others = try await [
            fixture.database, PostgresDatabase.open(fixture.settings, migrations: Fixture.migrations),
            PostgresDatabase.open(fixture.settings, migrations: Fixture.migrations),
        ]
        try await withThrowingTaskGroup { group in
            for number in 0..<150 {
                group.addTask {
                    try await others[number % 3].write { connection in
                        let count: Int = try connection.row("SELECT n FROM t")?.value("n") ?? 0
                        _ = try connection.change("UPDATE t SET n = ?1", count + 1)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await fixture.sql("SELECT n FROM t") == "150")
    }

    @Test func `a body that always conflicts is given up, with a sentence`() async throws {
        let fixture = try await Fixture()
        let runs = Counter()
        let error = try await failure {
            try await fixture.database.write { connection in
                runs.increment()
                try connection.run(script: "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$;")
            }
        }
        #expect(error.code == .unavailable)
        #expect(runs.count == RepeatPolicy.conflictsMax + 1)
    }

    @Test func `a deadlock ends for both`() async throws {
        let fixture = try await Fixture()
        try await fixture.insert(1)
        try await fixture.insert(2)
        try await withThrowingTaskGroup { group in
            for order in [[1, 2], [2, 1]] {
                group.addTask {
                    try await fixture.database.write { connection in
                        for number in order {
                            try connection.change("UPDATE t SET s = COALESCE(s, '') || 'x' WHERE n = ?1", number)
                            _ = try connection.query("SELECT pg_sleep(0.1)", [])
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await fixture.sql("SELECT DISTINCT s FROM t") == "xx")
    }

    // MARK: - Limits

    @Test func `a statement that takes too long, and a lock that is not to be had, are unavailable`() async throws {
        let fixture = try await Fixture {
            $0.statementTimeout = .milliseconds(400)
            $0.lockTimeout = .milliseconds(100)
        }
        try await fixture.insert(1)
        let slow = try await failure { _ = try await fixture.database.read { try $0.query("SELECT pg_sleep(9)", []) } }
        #expect(slow.code == .unavailable)
        let other = try await PostgresDatabase.open(
            Fixture.settings(fixture.server.url(fixture.name)), migrations: Fixture.migrations)
        let hold = Hold()
        async let holder: Void = other.write { connection in
            try connection.change("UPDATE t SET n = 2")
            hold.here()
        }
        await hold.begun()
        let locked = try await failure {
            _ = try await fixture.database.write { try $0.change("UPDATE t SET n = 3") }
        }
        #expect(locked.code == .unavailable)
        hold.release()
        try await holder
        try await fixture.insert(4)
    }

    @Test func `a migration may take longer`() async throws {
        let fixture = try await Fixture { $0.statementTimeout = .milliseconds(100) }
        try await fixture.database.migrate { _ = try $0.query("SELECT pg_sleep(0.3)", []) }
    }

    @Test func `more than the pool holds wait their turn`() async throws {
        let fixture = try await Fixture { $0.pool.connectionsMax = 2 }
        try await withThrowingTaskGroup { group in
            for number in 0..<50 { group.addTask { number % 2 == 0 ? try await fixture.insert(number) : () } }
            for _ in 0..<50 { group.addTask { _ = try await fixture.count() } }
            try await group.waitForAll()
        }
        #expect(try await fixture.count() == 25)
        #expect(
            Int(try await fixture.sql("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '\(fixture.name)'")) ?? 9
                <= 3)
    }

    @Test func `who waits too long for a connection is told so`() async throws {
        let fixture = try await Fixture {
            $0.pool.connectionsMax = 1
            $0.pool.waitMax = .seconds(3)
        }
        let hold = Hold()
        async let slow: Void = fixture.database.read { _ in hold.here() }
        await hold.begun()
        let error = try await failure { _ = try await fixture.count() }
        #expect(error.code == .unavailable)
        #expect(error.detail.contains("busy"))
        hold.release()
        try await slow
    }

    // MARK: - Bodies

    @Test(arguments: ["x", "\0"])
    func `a body that goes on after a failure changes nothing, and is told of it`(text: String) async throws {
        let fixture = try await Fixture()
        let error = try await failure {
            try await fixture.database.write { connection in
                _ = try? connection.change("INSERT INTO t (n, s) SELECT CAST(?1 AS BIGINT), ?1", text)
                _ = try? connection.change("INSERT INTO t (n) VALUES (1)")
            }
        }
        #expect(error.code == (text == "x" ? .internalError : .validationFailed))
        #expect(try await fixture.count() == 0)
    }

    @Test func `a connection that escapes its body is of no use`() async throws {
        let fixture = try await Fixture()
        let escaped = Mutex<Escaped?>(nil)
        try await fixture.database.read { connection in escaped.withLock { $0 = Escaped(connection: connection) } }
        let connection = try #require(escaped.withLock { $0 }).connection
        #expect(throws: TenonError.self) { try connection.query("SELECT 1", []) }
    }

    @Test func `a cancelled caller writes nothing when it has not begun, and learns what became of it when it has`()
        async throws
    {
        let fixture = try await Fixture()
        let early = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await fixture.insert(1)
        }
        await #expect(throws: CancellationError.self) { try await early.value }
        let hold = Hold()
        let late = Task {
            try await fixture.database.write { connection in
                hold.here()
                return try connection.change("INSERT INTO t (n) VALUES (2)")
            }
        }
        await hold.begun()
        late.cancel()
        hold.release()
        #expect(try await late.value == 1)
        #expect(try await fixture.sql("SELECT n FROM t") == "2")
    }

    @Test func `closing waits for what is in progress, leaves no connection, and refuses what comes later`()
        async throws
    {
        let fixture = try await Fixture()
        let hold = Hold()
        async let last: Void = fixture.database.write { connection in
            hold.here()
            try connection.change("INSERT INTO t (n) VALUES (7)")
        }
        await hold.begun()
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                DispatchQueue.global().asyncAfter(deadline: .now() + 0.1) { hold.release() }
                fixture.database.close()
                continuation.resume()
            }
        }
        #expect(try await fixture.sql("SELECT n FROM t") == "7", "closing returned before the write was made")
        try await last
        #expect(try await failure { try await fixture.insert(8) }.code == .unavailable)
        try await fixture.waitUntilDeserted()
    }

    @Test func `a database that is let go closes its connections`() async throws {
        var fixture: Fixture? = try await Fixture()
        let (server, name) = try (#require(fixture).server, #require(fixture).name)
        _ = try await fixture?.count()
        fixture = nil
        let query = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '\(name)'"
        while try await server.sql(query) != "0" { try await Task.sleep(for: .milliseconds(20)) }
    }

    // The test looks at what must not be used any more, on one thread.
    private struct Escaped: @unchecked Sendable { let connection: any SQLConnection }
}
