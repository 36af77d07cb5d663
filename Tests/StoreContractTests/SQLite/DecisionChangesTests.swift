// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenonDomain
import TenonSQLite
import TenonStore
import Testing

/// What is counted as a change, and of which connection.
@Suite(.temporaryDirectory) struct DecisionChangesTests {
    private struct Counts: Equatable {
        let callers: UInt64
        let decided: [UInt64]
        let shown: [UInt64?]
        let lists: UInt64?
    }

    private struct Scene {
        let fixture: Fixture
        let changes: any ChangeCounter
        let (one, other): (Connection, Connection)

        var counts: Counts {
            Counts(
                callers: changes.changeCount, decided: [one, other].map { changes.changeCount(of: $0.id) },
                shown: [one, other].map { changes.readCount(of: $0.id) }, lists: changes.readCount)
        }

        /// What `body` changed: callers, decisions about the one and the other, what each shows, and lists.
        func changed(_ body: () async throws -> Void) async rethrows -> [Bool] {
            let before = counts
            try await body()
            let after = counts
            return [after.callers != before.callers] + zip(after.decided, before.decided).map { $0 != $1 }
                + zip(after.shown, before.shown).map { $0 != $1 } + [after.lists != before.lists]
        }
    }

    private func scene() async throws -> Scene {
        let database = try #require(try await Backend.sqlite.open() as? SQLiteDatabase)
        let fixture = try await Fixture(database)
        return Scene(
            fixture: fixture, changes: database.decisions, one: try await fixture.addConnection("one"),
            other: try await fixture.addConnection("other"))
    }

    @Test func `a change to one connection says nothing of another`() async throws {
        let scene = try await scene()
        let (fixture, one) = (scene.fixture, scene.one)
        func audit(_ action: AuditAction) -> AuditDraft { fixture.draft(action) }
        let renamed = try await scene.changed {
            _ = try await fixture.connections.rename(
                one.id, in: one.teamID, to: "new", at: Fixture.now, audit: audit(.connectionRenamed))
        }
        #expect(renamed == [false, false, false, true, false, true], "a name decides nothing")
        let replaced = try await scene.changed {
            try await fixture.connections.replaceSecret(
                of: one.id, in: one.teamID, expectedVersion: 1, definitionVersion: 1, at: Fixture.now,
                audit: audit(.connectionDataChanged), seal: Fixture.sealing(one.teamID))
        }
        #expect(replaced == [false, true, false, true, false, true])
        let lease = try await fixture.lease(one, expecting: 2)
        let refreshed = try await scene.changed { _ = try await fixture.complete(lease) }
        #expect(refreshed == [false, true, false, true, false, true])
        let deleted = try await scene.changed {
            _ = try await fixture.connections.delete(
                one.id, in: one.teamID, evenIfUsed: true, audit: audit(.connectionDeleted))
        }
        #expect(deleted == [false, true, false, true, false, true])
        let added = try await scene.changed { try await fixture.addConnection("third") }
        #expect(added == [false, false, false, false, false, true], "a new one decides nothing, and lists have it")
    }

    @Test func `a change to callers counts for every connection`() async throws {
        let scene = try await scene()
        let user = try await scene.fixture.addUser("b@example.com")
        let joined = try await scene.changed {
            try await scene.fixture.access.setRole(
                .member, of: user.id, in: scene.fixture.team.id, audit: scene.fixture.draft(.membershipChanged))
        }
        #expect(joined == Array(repeating: true, count: 6))
        // The organization's client may take part in how a request is authenticated.
        for time in [0, 1] as [Int64] {
            let installed = try await scene.changed {
                let fixture = scene.fixture
                try await fixture.installations.put(
                    AppInstallation(
                        organizationID: fixture.team.organizationID, type: "google", teamID: fixture.team.id,
                        box: fixture.box("i"), updatedAt: Fixture.after(time)),
                    audit: fixture.draft(.installationChanged))
            }
            #expect(installed == [true, true, true, false, false, false])
        }
    }

    @Test func `what was rolled back is no change`() async throws {
        let scene = try await scene()
        struct Enough: Error {}
        let undone = await scene.changed {
            await #expect(throws: (any Error).self) {
                try await scene.fixture.database.write { connection in
                    try connection.change("UPDATE connections SET secret_version = 9")
                    try connection.change("UPDATE users SET name = 'x'")
                    throw Enough()
                }
            }
        }
        #expect(undone == Array(repeating: false, count: 6))
    }

    @Test func `no write replaces a secret without counting for its connection`() async throws {
        let database = try #require(try await Backend.sqlite.open() as? SQLiteDatabase)
        let watched = SecretsDatabase(database: database)
        try await QueryPlanTests().useEverything(try await Fixture(watched))
        let (seen, missed) = watched.found.withLock { $0 }
        #expect(seen > 2 && missed == 0)
    }
}

/// Looks at the versions of secrets around each write.
private final class SecretsDatabase: SQLDatabase {
    let database: SQLiteDatabase
    /// How many secrets were replaced, and how many of them did not count.
    let found = Mutex((seen: 0, missed: 0))

    init(database: SQLiteDatabase) { self.database = database }

    var typeWords: TypeWords { database.typeWords }
    var schemaQueries: SchemaQueries { database.schemaQueries }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        try await database.read(body)
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        let before = try await versions()
        let counts = Dictionary(
            uniqueKeysWithValues: before.keys.map { ($0, database.decisions.changeCount(of: $0)) })
        let value = try await database.write(body)
        for (id, version) in try await versions() where before[id] != nil && before[id] != version {
            let counted = counts[id] != database.decisions.changeCount(of: id)
            found.withLock { found in
                found.seen += 1
                if !counted { found.missed += 1 }
            }
        }
        return value
    }

    func close() throws { try database.close() }

    private func versions() async throws -> [ConnectionID: Int64] {
        try await database.read { connection in
            // Before the migrations there is no such table.
            let rows = (try? connection.rows("SELECT connection_id, version FROM connection_secrets")) ?? []
            return try rows.reduce(into: [:]) { versions, row in
                versions[try row.value("connection_id")] = try row.value("version", as: Int64.self)
            }
        }
    }
}
