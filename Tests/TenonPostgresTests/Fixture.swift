// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization
import TenonDomain
import TenonPostgres
import TenonStore
import TestServices
import Testing

/// A database of the test's own, with a table `t`.
struct Fixture {
    static let migrations = [Migration(version: 1, script: "CREATE TABLE t (id IDENTITY, n BIGINT, s TEXT) STRICT;")]

    let server: PostgresServer
    let name: String
    let settings: PostgresSettings
    let database: PostgresDatabase

    init(_ change: (inout PostgresSettings) -> Void = { _ in }) async throws {
        server = try await TestServices.shared.postgres()
        name = try await server.makeDatabase()
        settings = Self.settings(server.url(name), change)
        database = try await PostgresDatabase.open(settings, migrations: Self.migrations)
    }

    static func settings(
        _ url: String, _ change: (inout PostgresSettings) -> Void = { _ in }
    ) -> PostgresSettings {
        var settings = PostgresSettings(url: Secret(url))
        settings.pool.connectionsMax = 4
        change(&settings)
        return settings
    }

    /// What the superuser sees.
    @discardableResult
    func sql(_ statement: String) async throws -> String { try await server.sql(statement, in: name) }

    /// Waits until a query says what is expected.
    func wait(until query: String, is expected: String) async throws {
        while try await sql(query) != expected { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// Waits until some connection runs a statement that begins so.
    func wait(untilSomebodyRuns statement: String) async throws {
        try await wait(
            until: "SELECT COUNT(*) > 0 FROM pg_stat_activity WHERE datname = '\(name)' AND query LIKE '\(statement)%'",
            is: "t")
    }

    /// Waits until nobody is connected.
    func waitUntilDeserted() async throws {
        let query = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '\(name)'"
        while try await server.sql(query) != "0" { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// Ends every connection to the database, as an administrator would; blocks, for use in a body.
    func terminateConnections() throws {
        try server.sqlBlocking("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'")
    }

    func insert(_ number: Int) async throws {
        _ = try await database.write { try $0.change("INSERT INTO t (n) VALUES (?1)", number) }
    }

    func count() async throws -> Int {
        try await database.read { try $0.row("SELECT COUNT(*) AS c FROM t")?.value("c") ?? -1 }
    }
}

/// The error of ours that `body` throws; it is a failure of the test when it throws none.
func failure(_ body: () async throws -> Void) async throws -> TenonError {
    do {
        try await body()
    } catch let error as TenonError {
        return error
    }
    throw Unexpected()
}

private struct Unexpected: Error {}

/// Counts the runs of a body.
final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    var count: Int { value.load(ordering: .relaxed) }

    @discardableResult
    func increment() -> Int { value.add(1, ordering: .relaxed).newValue }
}

/// Holds a body up until it is told to go on.
final class Hold: Sendable {
    private let arrival = DispatchSemaphore(value: 0)
    private let departure = DispatchSemaphore(value: 0)

    /// Called by the body, which stays here.
    func here() {
        arrival.signal()
        departure.wait()
    }

    func begun() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [arrival] in
                arrival.wait()
                continuation.resume()
            }
        }
    }

    func release() { departure.signal() }
}
