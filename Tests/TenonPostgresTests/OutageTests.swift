// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TenonDomain
import TenonPostgres
import TenonStore
import TestServices
import Testing

/// Connections that break, and a server that goes away and comes back.
@Suite(.timeLimit(.minutes(2))) struct OutageTests {
    @Test func `connections that broke while nobody used them are replaced without a word`() async throws {
        let fixture = try await Fixture()
        try await fixture.insert(1)
        for _ in 0..<3 {
            try fixture.terminateConnections()
            #expect(try await fixture.count() == 1)
            try fixture.terminateConnections()
            _ = try await fixture.database.write { try $0.change("UPDATE t SET n = n + 1") }
        }
        #expect(try await fixture.sql("SELECT n FROM t") == "4")
    }

    @Test func `a connection that breaks before the commit is replaced, and the change made once`() async throws {
        let fixture = try await Fixture()
        let runs = Counter()
        try await fixture.database.write { connection in
            try connection.change("INSERT INTO t (n) VALUES (1)")
            guard runs.increment() == 1 else { return }
            try fixture.terminateConnections()
            try connection.change("INSERT INTO t (n) VALUES (1)")
        }
        #expect(runs.count == 2)
        #expect(try await fixture.count() == 1)
        let error = try await failure {
            try await fixture.database.read { connection in
                try fixture.terminateConnections()
                _ = try connection.query("SELECT 1", [])
            }
        }
        #expect(error.code == .unavailable, "one that always breaks is given up")
    }

    @Test func `a server that says nothing any more is left, and the body run again elsewhere`() async throws {
        let fixture = try await Fixture { $0.statementTimeout = .milliseconds(100) }
        let runs = Counter()
        let stopped = Mutex<Int32?>(nil)
        defer { if let process = stopped.withLock({ $0 }) { kill(process, SIGCONT) } }
        try await fixture.database.write { connection in
            let row = try connection.insert("INSERT INTO t (n) VALUES (1) RETURNING pg_backend_pid() AS pid")
            guard runs.increment() == 1 else { return }
            let process = try row.value("pid", as: Int.self)
            stopped.withLock { $0 = Int32(process) }
            // Nothing closes the connection: so it is when the network is cut.
            kill(Int32(process), SIGSTOP)
            _ = try connection.query("SELECT 1", [])
        }
        #expect(runs.count == 2)
        #expect(try await fixture.count() == 1)
    }

    @Test func `a commit whose answer is lost is not repeated, and is told as what it is`() async throws {
        let fixture = try await Fixture()
        // Runs inside COMMIT, as what breaks a connection there would.
        try await fixture.sql(
            """
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
                $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER die AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION die();
            """)
        let runs = Counter()
        let error = try await failure {
            try await fixture.database.write { connection in
                runs.increment()
                _ = try connection.change("INSERT INTO t (n) VALUES (1)")
            }
        }
        #expect(error.code == .unavailable)
        #expect(error.detail.contains("may have been made or not"))
        #expect(runs.count == 1)
        try await fixture.sql("DROP TRIGGER die ON t")
        try await fixture.insert(2)
    }

    @Test func `a commit that fails for a reason of its own is no mystery`() async throws {
        let fixture = try await Fixture()
        try await fixture.sql(
            "ALTER TABLE t ADD COLUMN parent BIGINT REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED")
        let error = try await failure {
            _ = try await fixture.database.write { try $0.change("INSERT INTO t (parent) VALUES (99)") }
        }
        #expect(error.code == .conflict)
        #expect(try await fixture.count() == 0)
    }

    @Test func `a server that stops is unavailable, and is used again when it is back`() async throws {
        let server = try await PostgresServer.start()
        let settings = Fixture.settings(server.url(try await server.makeDatabase()))
        let database = try await PostgresDatabase.open(settings, migrations: Fixture.migrations)
        _ = try await database.write { try $0.change("INSERT INTO t (n) VALUES (1)") }
        try await server.stop()
        for _ in 0..<5 {
            let read = try await failure { _ = try await database.read { try $0.query("SELECT 1", []) } }
            let write = try await failure { _ = try await database.write { try $0.change("DELETE FROM t") } }
            #expect(read.code == .unavailable && write.code == .unavailable)
            #expect(read.detail.contains("cannot be reached"))
        }
        try await server.resume()
        let deadline = ContinuousClock.now + .seconds(15)
        var count: Int?
        while count == nil, ContinuousClock.now < deadline {
            // Until the pause after the failures is over.
            count = try? await database.read { try $0.row("SELECT COUNT(*) AS c FROM t")?.value("c") }
        }
        #expect(count == 1)
        _ = try await database.write { try $0.change("INSERT INTO t (n) VALUES (2)") }
        try await server.stop()
    }
}
