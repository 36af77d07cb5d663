// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonDomain
import TenonSQLite
import TenonStore
import Testing

/// How the SQLite file is opened and kept.
@Suite(.temporaryDirectory) struct SQLiteDatabaseTests {
    private var directory: String { TemporaryDirectory.path }
    private var path: String { directory + "/tenon.db" }

    @Test
    func `commits are synced, and nothing deleted stays behind`() async throws {
        let database = try await SQLiteDatabase.open(at: path)
        for (pragma, expected) in [
            ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("temp_store", 2),
        ] {
            let row = try await database.write { try $0.row("PRAGMA \(pragma)") }
            #expect(try row?.value(pragma, as: Int.self) == expected, "\(pragma)")
        }
        let journal = try await database.write { try $0.row("PRAGMA journal_mode") }
        #expect(try journal?.value("journal_mode", as: String.self) == "wal")
    }

    @Test
    func `a deleted box is in no file once the database is closed`() async throws {
        let fixture = try await Fixture(.sqlite)
        let canary = "canary-7f3a"
        let draft = NewConnection(
            teamID: fixture.team.id, name: "x", type: "make", definitionVersion: 1, requestedScopes: [],
            health: .unknown, createdBy: fixture.owner.id, createdAt: Fixture.now)
        let connection = try await fixture.connections.insert(
            draft, audit: fixture.draft(.connectionCreated), seal: Fixture.sealing(fixture.team.id, text: canary))
        #expect(try !filesContaining(canary).isEmpty, "the search finds what is there")
        _ = try await fixture.connections.delete(
            connection.id, in: fixture.team.id, evenIfUsed: false, audit: fixture.draft(.connectionDeleted))
        try fixture.database.close()
        #expect(try filesContaining(canary) == [])
    }

    @Test
    func `what was acknowledged is there when the file is opened again`() async throws {
        let fixture = try await Fixture(.sqlite)
        let connection = try await fixture.addConnection()
        try fixture.database.close()
        let again = try await SQLiteDatabase.open(at: path)
        #expect(try await SQLConnectionStore(again).connection(connection.id) == connection)
    }

    @Test
    func `nobody else may read the files`() async throws {
        #expect(FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o644]))
        let fixture = try await Fixture(.sqlite)
        try await fixture.addConnection()
        for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
            #expect(try mode(directory + "/" + name) == 0o600, "\(name)")
        }
    }

    @Test
    func `a database of a newer program is refused and left alone`() async throws {
        let known = Migration.newest
        let newer = Migration(version: known + 1, script: "CREATE TABLE future (x BIGINT) STRICT;")
        try await SQLiteDatabase.open(at: path, migrations: Migration.all + [newer]).close()
        let expected = SchemaError.newer(found: known + 1, known: known)
        await #expect(throws: expected) { try await SQLiteDatabase.open(at: path) }
        await #expect(throws: expected) { try await SQLiteDatabase.openReadOnly(at: path) }
        #expect(expected.description.contains("newer Tenon"))
        try await SQLiteDatabase.open(at: path, migrations: Migration.all + [newer]).close()
    }

    @Test
    func `a migration that fails leaves the schema before it, and works when it is mended`() async throws {
        let next = Migration.newest + 1
        let broken = Migration(version: next, script: "CREATE TABLE a (x BIGINT) STRICT; CREATE TABLE a (x BIGINT);")
        await #expect(throws: (any Error).self) {
            try await SQLiteDatabase.open(at: path, migrations: Migration.all + [broken])
        }
        let mended = Migration(version: next, script: "CREATE TABLE a (x BIGINT) STRICT;")
        let database = try await SQLiteDatabase.open(at: path, migrations: Migration.all + [mended])
        _ = try await database.write { try $0.change("INSERT INTO a (x) VALUES (1)") }
    }

    @Test
    func `of several that open a new file at once each comes up, and each step is made once`() async throws {
        let step = Migration(
            version: Migration.newest + 1,
            script: "CREATE TABLE once (x BIGINT) STRICT; INSERT INTO once (x) VALUES (1);")
        try await withThrowingTaskGroup { [path] group in
            for _ in 0..<4 {
                group.addTask { try await SQLiteDatabase.open(at: path, migrations: Migration.all + [step]).close() }
            }
            try await group.waitForAll()
        }
        let database = try await SQLiteDatabase.open(at: path, migrations: Migration.all + [step])
        let rows = try await database.read { try $0.rows("SELECT x FROM once") }
        #expect(rows.count == 1)
    }

    @Test
    func `migrations are numbered from 1 without gaps`() {
        #expect(Migration.all.map(\.version) == Array(1...Migration.all.count))
    }

    @Test
    func `reading alone works beside a server, sees its changes and writes nothing`() async throws {
        let fixture = try await Fixture(.sqlite)
        let reader = try await SQLiteDatabase.openReadOnly(at: path)
        try await fixture.addConnection()
        let beside = SQLAuditStore(reader)
        let head = try #require(try await beside.head(of: fixture.team.organizationID))
        #expect(head.sequence == 2)
        #expect(await code { _ = try await reader.write { try $0.change("DELETE FROM teams") } } == .unavailable)
        try reader.close()
        try await fixture.addConnection()
        #expect(try await fixture.chainHolds())
    }

    @Test
    func `reading alone opens what a server left behind`() async throws {
        let fixture = try await Fixture(.sqlite)
        try fixture.database.close()
        let reader = try await SQLiteDatabase.openReadOnly(at: path)
        #expect(try await SQLAuditStore(reader).chains() == [fixture.team.organizationID])
    }

    @Test
    func `what cannot be opened is told in one sentence`() async throws {
        await expect(.missing(path: path)) { try await SQLiteDatabase.openReadOnly(at: path) }
        try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: path))
        await expect(.notADatabase(path: path)) { try await SQLiteDatabase.open(at: path) }
        await expect(.notADatabase(path: path)) { try await SQLiteDatabase.openReadOnly(at: path) }
        let nowhere = directory + "/absent/tenon.db"
        await expect(.unusable(path: nowhere, reason: "No such file or directory")) {
            try await SQLiteDatabase.open(at: nowhere)
        }
        await expect(.unusable(path: directory, reason: "Is a directory")) {
            try await SQLiteDatabase.open(at: directory)
        }
    }

    @Test
    func `a directory that cannot be written is told in one sentence`() async throws {
        // Nobody may make a file there, not even root, as which tests may run.
        await expect(.readOnly(path: "/sys/tenon.db")) { try await SQLiteDatabase.open(at: "/sys/tenon.db") }
        #expect(throws: SQLiteOpenError.readOnly(path: "/sys/tenon.lock")) { try DataDirectoryLock(directory: "/sys") }
    }

    @Test
    func `a database without our tables, or with others of their names, is told in one sentence`() async throws {
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let expected = SQLiteOpenError.unusable(path: path, reason: "its tables are not those of Tenon")
        await expect(expected) { try await SQLiteDatabase.openReadOnly(at: path) }
        let foreign = Migration(version: 1, script: "CREATE TABLE users (x BIGINT);")
        let database = try await SQLiteDatabase.open(at: path, migrations: [foreign])
        _ = try await database.write { try $0.change("DELETE FROM schema_migrations") }
        try database.close()
        await expect(expected) { try await SQLiteDatabase.open(at: path) }
    }

    @Test
    func `every sentence ends, names its path and says what to do`() {
        let errors: [SQLiteOpenError] = [
            .missing(path: "/p"), .readOnly(path: "/p"), .notADatabase(path: "/p"), .inUse(directory: "/p"),
            .locked(path: "/p"), .unusable(path: "/p", reason: "r"),
        ]
        for error in errors {
            #expect("\(error)".hasSuffix("."))
            #expect("\(error)".contains("/p"))
            #expect(!"\(error)".contains("\n"))
        }
    }

    private func expect(_ error: SQLiteOpenError, _ body: () async throws -> SQLiteDatabase) async {
        await #expect(throws: error) { try await body() }
    }

    private func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    private func filesContaining(_ text: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).filter { name in
            try Data(contentsOf: URL(filePath: directory + "/" + name)).range(of: Data(text.utf8)) != nil
        }
    }
}
