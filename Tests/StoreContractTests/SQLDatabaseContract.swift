// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonStore
import Testing

/// What the stores ask of a database.
@Suite(.temporaryDirectory) struct SQLDatabaseContract {
    private struct Refusal: Error {}

    @Test(arguments: Backend.allCases)
    func `values come back as they went in`(_ backend: Backend) async throws {
        let database = try await backend.open()
        let script = database.typeWords.translate("CREATE TABLE v (i BIGINT, t TEXT, b BYTES, n TEXT) STRICT;")
        let texts = ["", "it's \"quoted\" ?1", "ünïcödé 👩‍👩‍👧 مرحبا", "e\u{301}", String(repeating: "x", count: 100_000)]
        try await database.write { try $0.run(script: script) }
        for (text, integer) in zip(texts, [Int64.min, .max, 0, -1, 1]) {
            let bytes = Array(text.utf8) + [0, 255]
            let row = try await database.write { connection in
                try connection.change("DELETE FROM v")
                return try connection.insert(
                    "INSERT INTO v (i, t, b, n) VALUES (?1, ?2, ?3, ?4) RETURNING *", integer, text, bytes,
                    String?.none)
            }
            #expect(try row.value("i", as: Int64.self) == integer)
            #expect(try Array(row.value("t", as: String.self).utf8) == Array(text.utf8))
            #expect(try row.value("b", as: [UInt8].self) == bytes)
            #expect(try row.value("n", as: String?.self) == nil)
            #expect(throws: TenonError.self) { try row.value("n", as: String.self) }
            #expect(throws: TenonError.self) { try row.value("t", as: Int64.self) }
            #expect(throws: TenonError.self) { try row.value("absent", as: Int64.self) }
        }
    }

    @Test(arguments: Backend.allCases)
    func `text with U+0000 is refused, and SQL in text is text`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        #expect(await code { try await fixture.addConnection("a\0b") } == .validationFailed)
        let name = "'; DROP TABLE connections; --"
        let connection = try await fixture.addConnection(name)
        #expect(try await fixture.connections.connection(connection.id)?.name == name)
        #expect(try await fixture.connections.connections(in: fixture.team.id, types: nil, page: Page()).count == 1)
    }

    @Test(arguments: Backend.allCases)
    func `what a body throws rolls its change back and reaches the caller`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        await #expect(throws: Refusal.self) {
            try await fixture.database.write { connection in
                try connection.change("DELETE FROM memberships")
                throw Refusal()
            }
        }
        #expect(try await fixture.access.memberships(of: fixture.owner.id).count == 1)
    }

    @Test(arguments: Backend.allCases)
    func `a body sees its own changes, others see them once they are committed`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let seen = try await fixture.database.write { connection in
            try connection.change("UPDATE teams SET name = ?1", "changed")
            return try connection.row("SELECT name FROM teams")?.value("name", as: String.self)
        }
        #expect(seen == "changed")
        #expect(try await fixture.access.team(fixture.team.id)?.name == "changed")
    }

    @Test(arguments: Backend.allCases)
    func `writing while reading is refused`(_ backend: Backend) async throws {
        let database = try await backend.open()
        let refusal = await code { _ = try await database.read { try $0.change("DELETE FROM teams") } }
        #expect(refusal == .unavailable)
    }

    @Test(arguments: Backend.allCases)
    func `constraints answer conflict and a wrong statement internal error, without SQL`(
        _ backend: Backend
    ) async throws {
        let fixture = try await Fixture(backend)
        let statements: [(String, TenonError.Code)] = [
            (
                "INSERT INTO audit_heads (organization_id, sequence, hash) SELECT organization_id, 1, hash FROM audit_heads",
                .conflict
            ),
            ("INSERT INTO teams (organization_id, name, created_at) VALUES (999, 'x', 0)", .conflict),
            ("DELETE FROM users", .conflict),
            ("UPDATE users SET organization_role = 'king'", .internalError),
            ("UPDATE users SET name = NULL", .internalError),
            ("UPDATE nothing SET x = 1", .internalError),
        ]
        for (sql, expected) in statements {
            do {
                _ = try await fixture.database.write { try $0.change(sql) }
                Issue.record("accepted: \(sql)")
            } catch let error as TenonError {
                #expect(error.code == expected, "\(sql)")
                #expect(error.underlying != nil)
                for word in ["INSERT", "UPDATE", "audit_heads", "users", "teams", "nothing", "SQLite", "constraint"] {
                    #expect(!error.detail.contains(word), "\(error.detail)")
                }
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `a membership, a secret and a reference cannot cross teams or organizations`(
        _ backend: Backend
    ) async throws {
        let fixture = try await Fixture(backend)
        let other = try await fixture.addTeam("Other")
        let foreign = try await fixture.addConnection("foreign", in: other.id)
        let scenario = try await fixture.addScenario("s", naming: [])
        let mine = fixture.team.id
        let statements = [
            "INSERT INTO scenario_connections VALUES (\(mine), \(scenario.id), \(foreign.id))",
            "INSERT INTO scenario_connections VALUES (\(other.id), \(scenario.id), \(foreign.id))",
            "UPDATE connection_secrets SET key_id = 'key-\(mine)'",
            "UPDATE connection_secrets SET team_id = \(mine)",
            "UPDATE memberships SET organization_id = 2",
        ]
        for sql in statements {
            #expect(await code { _ = try await fixture.database.write { try $0.change(sql) } } == .conflict, "\(sql)")
        }
    }

    @Test(arguments: Backend.allCases)
    func `many writes at once all happen, one after the other`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        try await withThrowingTaskGroup { group in
            for _ in 0..<200 {
                group.addTask {
                    try await fixture.database.write { connection in
                        let row = try connection.row("SELECT created_at FROM teams")
                        let count: Int64 = try row?.value("created_at") ?? 0
                        _ = try connection.change("UPDATE teams SET created_at = ?1", count + 1)
                    }
                }
            }
            try await group.waitForAll()
        }
        let team = try await fixture.access.team(fixture.team.id)
        #expect(team?.createdAt.milliseconds == Fixture.now.milliseconds + 200)
    }
}
