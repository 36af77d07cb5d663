// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonStore
import TenonVault
import Testing

/// What the stores promise to whoever replaces data keys.
@Suite(.temporaryDirectory) struct DataKeyRotationContract {
    @Test(arguments: Backend.allCases)
    func `every table with sealed secrets is known, with what names its rows`(_ backend: Backend) async throws {
        let database = try await backend.open()
        let columns = try await database.read { [schema = database.schemaQueries] in try $0.query(schema.columns, []) }
        var keys: [String: [(position: Int, name: String)]] = [:]
        var sealed: Set<String> = []
        for column in columns {
            let (table, name): (String, String) = (try column.value("table_name"), try column.value("column_name"))
            if name == "key_id" { sealed.insert(table) }
            let position: Int = try column.value("key_position")
            if position > 0 { keys[table, default: []].append((position, name)) }
        }
        #expect(sealed == Set(SealedTable.all.map(\.name)), "a table is missing in SealedTable.all, or is gone")
        for table in SealedTable.all {
            #expect(table.key == keys[table.name]?.sorted { $0.position < $1.position }.map(\.name), "\(table.name)")
        }
    }

    @Test(arguments: Backend.allCases)
    func `rows are read page by page over all tables, each once`(_ backend: Backend) async throws {
        let rotation = try await RotationFixture(backend)
        try await rotation.addOneOfEach("s")
        for number in 0..<4 { try await rotation.addConnection("more \(number)") }
        let other = try await rotation.addTeam("Other")
        try await rotation.addConnection("foreign", in: other)
        let key = try #require(try await rotation.keys.activeDataKey(of: rotation.team)).id
        let all = try await rotation.keys.rows(under: key, after: nil, limit: 100)
        #expect(Set(all.map(\.table)) == Set(SealedTable.all.map(\.name)))
        #expect(Set(all).count == 9)
        for limit in [1, 2, 3, 9] {
            var paged: [SealedRow] = []
            while true {
                let page = try await rotation.keys.rows(under: key, after: paged.last, limit: limit)
                paged += page
                if page.count < limit { break }
            }
            #expect(paged == all, "\(limit)")
        }
        let usage = try await rotation.rotation.usage()
        #expect(usage.map(\.rows) == [9, 1])
        #expect(usage.map(\.teamID) == [rotation.team, other])
        #expect(try await rotation.rotation.usage(in: other).map(\.rows) == [1])
    }

    @Test(arguments: Backend.allCases)
    func `of many who replace a team's key one does, and the log says so once`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let old = try #require(try await fixture.keys.activeDataKey(of: fixture.team.id)).id
        let made = try await withThrowingTaskGroup(of: [DataKeyID].self) { group in
            for number in 0..<10 {
                group.addTask {
                    try await fixture.keys.replaceActive([
                        (Fixture.key("new-\(number)", of: fixture.team.id), old, fixture.draft(.dataKeyRotated))
                    ])
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(made.count == 1)
        #expect(try await fixture.keys.activeDataKey(of: fixture.team.id)?.id == made.first)
        #expect(try await fixture.keys.dataKeys(after: nil, limit: 9).count == 2)
        #expect(try await fixture.entries().count { $0.draft.action == .dataKeyRotated } == 1)
        #expect(try await fixture.chainHolds())
    }

    /// A row that was stored anew between reading it and sealing it again, in every way in which that can be.
    @Test(arguments: Backend.allCases)
    func `what was stored meanwhile is not overwritten`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        let old = try #require(try await fixture.keys.activeDataKey(of: fixture.team.id)).id
        let row = try #require(try await fixture.keys.rows(under: old, after: nil, limit: 9).first)
        _ = try await fixture.keys.replaceActive([
            (Fixture.key("new", of: fixture.team.id), old, fixture.draft(.dataKeyRotated))
        ])
        let new = DataKeyID("new")
        func reseal() async throws -> Int {
            try await fixture.keys.reseal([(row, SealedSecret(keyID: new, version: row.secret.version, box: [9]))])
        }
        let changes = [
            "version = version + 1", "box = CAST('other' AS \(backend == .sqlite ? "BLOB" : "BYTEA"))",
            "key_id = 'new'",
        ]
        for change in changes {
            let before = try await fixture.current(connection).secret
            _ = try await fixture.database.write { try $0.change("UPDATE connection_secrets SET \(change)") }
            let changed = try await fixture.current(connection).secret
            #expect(changed != before)
            #expect(try await reseal() == 0, "\(change)")
            #expect(try await fixture.current(connection).secret == changed, "\(change)")
            _ = try await fixture.database.write {
                try $0.change(
                    "UPDATE connection_secrets SET version = ?1, box = ?2, key_id = ?3", before.version, before.box,
                    before.keyID)
            }
        }
        #expect(try await reseal() == 1)
        #expect(try await fixture.current(connection).secret == SealedSecret(keyID: new, version: 1, box: [9]))
        #expect(try await reseal() == 0)
    }

    @Test(arguments: Backend.allCases)
    func `a key is dropped only when it is old, unused long enough and needed by no row of any table`(
        _ backend: Backend
    ) async throws {
        let rotation = try await RotationFixture(backend)
        try await rotation.addOneOfEach("s")
        let (keys, team, now) = (rotation.keys, rotation.team, Fixture.now)
        let old = try #require(try await keys.activeDataKey(of: team)).id
        func drop(unusedSince end: Timestamp = Fixture.now) async throws -> Bool {
            try await keys.drop(
                old, of: team, unusedSince: end, audit: rotation.fixture.draft(.dataKeyDropped))
        }
        #expect(try await !keys.noteUnused(old, of: team, at: now), "it is active")
        try await rotation.begin()
        let new = try #require(try await keys.activeDataKey(of: team)).id
        for row in try await keys.rows(under: old, after: nil, limit: 99) {
            #expect(try await !keys.noteUnused(old, of: team, at: now), "\(row.table) needs it")
            _ = try await rotation.fixture.database.write { try $0.change("UPDATE data_keys SET unused_since = 0") }
            #expect(try await !drop(), "\(row.table) needs it")
            _ = try await rotation.fixture.database.write {
                try $0.change("UPDATE data_keys SET unused_since = NULL")
                return try $0.change("UPDATE \(row.table) SET key_id = ?1", new)
            }
        }
        #expect(try await !drop(), "nobody has found it unused")
        #expect(try await keys.noteUnused(old, of: team, at: now))
        #expect(try await !drop(unusedSince: Timestamp(milliseconds: now.milliseconds - 1)))
        #expect(
            try await !keys.drop(
                old, of: TeamID(99), unusedSince: now, audit: rotation.fixture.draft(.dataKeyDropped)))
        #expect(
            try await !keys.drop(
                new, of: team, unusedSince: now, audit: rotation.fixture.draft(.dataKeyDropped)), "it is active")
        #expect(try await rotation.fixture.entries().allSatisfy { $0.draft.action != .dataKeyDropped })
        #expect(try await drop())
        #expect(try await keys.dataKey(old) == nil)
        #expect(try await rotation.fixture.entries().last?.draft.action == .dataKeyDropped)
        #expect(try await rotation.fixture.chainHolds())
        #expect(try await !drop())
    }
}
