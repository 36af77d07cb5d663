// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonDomain
import TenonPostgres
import TenonSQLite
import TenonStore
import TestServices
import Testing

/// All rows of a database go to a file and from there into another, of the same kind or not.
@Suite(.temporaryDirectory) struct ArchiveTests {
    private struct FixedClock: WallClock {
        func now() -> Timestamp { Fixture.now }
    }

    private struct Pair: CustomTestStringConvertible {
        let source: Backend
        let target: Backend
        var testDescription: String { "\(source.rawValue) to \(target.rawValue)" }
        static let all = Backend.allCases.flatMap { source in
            Backend.allCases.map { Pair(source: source, target: $0) }
        }
    }

    /// A database with nothing in it, not even tables.
    private func empty(_ backend: Backend) async throws -> any SQLDatabase {
        switch backend {
        case .sqlite: try await SQLiteDatabase.open(at: TemporaryDirectory.path + "/\(UUID()).db", migrations: [])
        case .postgres: try await PostgresDatabase.connect(Postgres.settings(try await Postgres.shared.schema()))
        }
    }

    /// Rows in every table, with texts that are hard to copy.
    private func filled(_ backend: Backend) async throws -> Fixture {
        let fixture = try await Fixture(backend)
        let names = [
            "", "e\u{301}", "\u{E9}", "line\nbreak \"'\\ \u{1F469}\u{200D}\u{1F467}", "'; DROP TABLE teams; --",
        ]
        for name in names { try await fixture.addConnection(name, scopes: [name]) }
        for number in 0..<510 { try await fixture.addConnection("c\(number)") }
        let (first, last) = (try await fixture.addConnection("first"), try await fixture.addConnection("last"))
        _ = try await fixture.addScenario("s", naming: [first])
        _ = try await fixture.lease(first)
        try await fixture.grants.storePending(
            fixture.box("p"), definitionVersion: 1, of: first.id, in: fixture.team.id,
            audit: fixture.draft(.connectionDataChanged))
        try await fixture.authorizations.insert(
            fixture.authorization(1, of: first, start: fixture.start(1, poll: 3)),
            audit: fixture.draft(.connectionAuthorizationStarted))
        _ = try await fixture.links.insert(fixture.newLink(1), audit: fixture.draft(.linkCreated))
        try await fixture.installations.put(
            AppInstallation(
                organizationID: fixture.team.organizationID, type: "google", teamID: fixture.team.id,
                box: fixture.box("i"), updatedAt: Fixture.now), audit: fixture.draft(.installationChanged))
        let app = try await fixture.addApp(names: ["acme"])
        _ = try await fixture.addAppConnection(of: app, names: ["acme"], sections: ["api": "{} // é"])
        _ = try await fixture.publish(app.name)
        // The greatest identifier is of a row that is gone.
        _ = try await fixture.connections.delete(
            last.id, in: fixture.team.id, evenIfUsed: true, audit: fixture.draft(.connectionDeleted))
        return fixture
    }

    private func archive(_ database: any SQLDatabase) async throws -> (file: ArchiveFile, path: String) {
        let path = TemporaryDirectory.path + "/\(UUID()).backup"
        let file = try ArchiveFile.create(at: path)
        _ = try await ArchiveWriter(database, program: "test", clock: FixedClock()).write(to: file)
        try file.publish()
        return (try ArchiveFile.existing(at: path), path)
    }

    private func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

    @Test(arguments: Pair.all)
    private func `what is restored has the same rows, byte for byte, and gives no identifier again`(
        _ pair: Pair
    ) async throws {
        let fixture = try await filled(pair.source)
        let (file, path) = try await archive(fixture.database)
        let report = try file.check()
        #expect(report.tables.first { $0.name == "connections" }?.rows == 516)
        #expect(report.rows > 1500)
        #expect(report.header.rootKeyIDs == ["root-1"])
        let target = try await empty(pair.target)
        try await ArchiveRestorer(target, place: "It").restore(file, checkedAs: report)
        #expect(try bytes(path) == bytes(try await archive(target).path))
        let draft = NewConnection(
            teamID: fixture.team.id, name: "next", type: "make", definitionVersion: 1, requestedScopes: [],
            health: .unknown, createdBy: fixture.owner.id, createdAt: Fixture.now)
        func next(in database: any SQLDatabase) async throws -> ConnectionID {
            try await SQLConnectionStore(database).insert(
                draft, audit: fixture.draft(.connectionCreated), seal: Fixture.sealing(fixture.team.id)
            ).id
        }
        #expect(try await next(in: target) == next(in: fixture.database))
    }

    @Test(arguments: Backend.allCases)
    func `every table of the schema is in it`(_ backend: Backend) async throws {
        let fixture = try await filled(backend)
        let report = try await archive(fixture.database).file.check()
        let made = Migration.all.map(\.script).joined().split(separator: "CREATE TABLE ").dropFirst().map {
            String($0.prefix { $0 != " " })
        }
        #expect(Set(report.tables.map(\.name)).isSuperset(of: made))
    }

    @Test(arguments: Backend.allCases)
    func `a database in which there is something is refused, and stays as it is`(_ backend: Backend) async throws {
        let fixture = try await filled(.sqlite)
        let (file, _) = try await archive(fixture.database)
        let report = try file.check()
        let target = try await empty(backend)
        try await ArchiveRestorer(target, place: "It").restore(file, checkedAs: report)
        let before = try bytes(try await archive(target).path)
        await #expect(throws: ArchiveError.self) {
            try await ArchiveRestorer(target, place: "It").restore(file, checkedAs: report)
        }
        #expect(try bytes(try await archive(target).path) == before)
        let foreign = try await empty(backend)
        try await foreign.write { try $0.run(script: "DROP TABLE IF EXISTS schema_migrations;") }
        try await foreign.write { try $0.run(script: "CREATE TABLE somebody (id TEXT PRIMARY KEY);") }
        await #expect(throws: ArchiveError.notEmpty(place: "It", reason: "it has tables that are not Tenon's")) {
            try await ArchiveRestorer(foreign, place: "It").restore(file, checkedAs: report)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a backup of an older schema is brought up to date, one of a newer is refused`(
        _ backend: Backend
    ) async throws {
        let old = try await SQLiteDatabase.open(
            at: TemporaryDirectory.path + "/old.db", migrations: Array(Migration.all.prefix(1)))
        try await old.write { connection in
            try connection.run(script: "INSERT INTO organizations (name, created_at) VALUES ('Acme', 1);")
        }
        let (file, _) = try await archive(old)
        let report = try file.check()
        #expect(report.header.schema == 1)
        let target = try await empty(backend)
        try await ArchiveRestorer(target, place: "It").restore(file, checkedAs: report)
        try await Migrator(target).check()
        let name = try await target.read {
            try $0.row("SELECT name FROM organizations")?.value("name", as: String.self)
        }
        #expect(name == "Acme")

        let (newest, _) = try await archive(try await Fixture(.sqlite).database)
        #expect(throws: ArchiveError.self) { try newest.check(known: Migration.newest - 1) }
    }

    @Test func `no byte can be changed, and no end be missing, without its being noticed`() async throws {
        let fixture = try await Fixture(.sqlite)
        let whole = try bytes(try await archive(fixture.database).path)
        let path = TemporaryDirectory.path + "/damaged"
        func isRefused(_ bytes: [UInt8]) throws -> Bool {
            try Data(bytes).write(to: URL(filePath: path))
            do {
                _ = try ArchiveFile.existing(at: path).check()
                return false
            } catch is ArchiveError {
                return true
            }
        }
        #expect(try !isRefused(whole))
        for index in stride(from: Int.random(in: 0..<8), to: whole.count, by: 8) {
            var bytes = whole
            bytes[index] ^= 1 << UInt8.random(in: 0..<8)
            if try !isRefused(bytes) { Issue.record("byte \(index) of \(whole.count) may be changed") }
        }
        for count in stride(from: Int.random(in: 0..<8), to: whole.count, by: 8)
        where try !isRefused(Array(whole.prefix(count))) {
            Issue.record("\(count) of \(whole.count) bytes are taken for all")
        }
        #expect(try isRefused(whole + [0]))
        #expect(try isRefused([]))
    }

    @Test func `what fails while it is filled leaves nothing behind`() async throws {
        let fixture = try await filled(.sqlite)
        let (file, _) = try await archive(fixture.database)
        let report = try file.check()
        struct Stop: Error {}
        for backend in Backend.allCases {
            let target = try await empty(backend)
            // A row that contradicts the database: reading it back finds one too many.
            try await Migrator(target).migrate()
            let trap: (make: String, unmake: String) =
                switch backend {
                case .sqlite:
                    (
                        """
                        CREATE TRIGGER trap AFTER INSERT ON audit_heads BEGIN
                            UPDATE organizations SET name = 'changed';
                        END;
                        """, "DROP TRIGGER trap;"
                    )
                case .postgres:
                    (
                        """
                        CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN UPDATE organizations SET name = 'changed'; RETURN NULL; END $$;
                        CREATE TRIGGER trap AFTER INSERT ON audit_heads EXECUTE FUNCTION trap();
                        """, "DROP TRIGGER trap ON audit_heads;"
                    )
                }
            try await target.write { try $0.run(script: trap.make) }
            await #expect(throws: ArchiveError.mismatch(table: "organizations")) {
                try await ArchiveRestorer(target, place: "It").restore(file, checkedAs: report)
            }
            try await target.write { try $0.run(script: trap.unmake) }
            try await ArchiveRestorer(target, place: "It").restore(file, checkedAs: report)
        }
    }

    @Test func `a file is no backup before it is whole, and never replaces another`() throws {
        let path = TemporaryDirectory.path + "/b"
        let file = try ArchiveFile.create(at: path)
        #expect(!FileManager.default.fileExists(atPath: path))
        let mode = try FileManager.default.attributesOfItem(atPath: path + ArchiveFile.partialSuffix)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        try Data("mine".utf8).write(to: URL(filePath: path))
        #expect(throws: ArchiveError.exists(path: path)) { try file.publish() }
        #expect(throws: ArchiveError.exists(path: path)) { try ArchiveFile.create(at: path) }
        #expect(try bytes(path) == Array("mine".utf8))
    }
}
