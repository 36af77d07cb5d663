// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonPostgres
import TenonStore
import TestServices
import Testing

/// The stores behind pgbouncer in transaction mode, where each transaction may run on another connection.
@Suite struct PgBouncerTests {
    @Test func `everything works behind it, and nothing is prepared`() async throws {
        let server = try await TestServices.shared.postgres()
        let bouncer = try await PgBouncer.start(for: server)
        let name = try await server.makeDatabase()
        let database = try await PostgresDatabase.open(Postgres.settings(bouncer.url(name)))
        let fixture = try await Fixture(database)
        try await withThrowingTaskGroup { group in
            for number in 0..<40 {
                group.addTask { _ = try await fixture.addConnection("c\(number)") }
                group.addTask {
                    _ = try await fixture.connections.connections(
                        in: fixture.team.id, types: ["make"], page: Page(limit: 5))
                }
            }
            try await group.waitForAll()
        }
        let page = Page(limit: 100)
        #expect(try await fixture.connections.connections(in: fixture.team.id, types: nil, page: page).count == 40)
        #expect(try await fixture.chainHolds())
        let prepared = try await database.read { connection in
            try connection.row("SELECT COUNT(*) AS c FROM pg_prepared_statements")?.value("c", as: Int.self)
        }
        #expect(prepared == 0)
        let timeout = try await database.read { connection in
            try connection.row("SELECT current_setting('lock_timeout') AS t")?.value("t", as: String.self)
        }
        #expect(timeout == "5s")
        // The next transaction on the same server connection, of another client, does not inherit it.
        #expect(try await server.sql("SHOW lock_timeout", in: name).hasPrefix("0"))
    }
}
