// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import TestServices
import Testing

/// `keys rotate data` and `keys drop data` of the built program beside a server, on both databases.
@Suite(.timeLimit(.minutes(4))) struct DataKeyTests {
    private static let canary = "canary-3d90"

    private enum Kind: String, CaseIterable { case sqlite, postgres }

    /// A server's data, the commands on it, and its database behind both their backs.
    private struct Place {
        let scratch: ScratchDirectory
        private let postgres: (server: PostgresServer, database: String)?

        init(_ kind: Kind) async throws {
            scratch = try ScratchDirectory()
            guard kind == .postgres else {
                postgres = nil
                return
            }
            let server = try await TestServices.shared.postgres()
            postgres = (server, try await server.makeDatabase())
        }

        var environment: [String: String] {
            postgres.map { ["TENON_DATABASE": $0.server.url($0.database)] } ?? [:]
        }

        func arguments(_ command: String) -> [String] {
            command.split(separator: " ").map(String.init) + ["--data", scratch.data]
        }

        func run(_ command: String) async throws -> Binary.Result {
            try await Binary.run(arguments(command), environment: environment)
        }

        func json(_ command: String) async throws -> JSON {
            let result = try await run(command + " --json")
            #expect(result.exitCode == 0, "\(command): \(result.errors)")
            return try JSONReader.read(result.output)
        }

        func start(token: String = UUID().uuidString.lowercased()) async throws -> ServerProcess {
            try await ServerProcess.start(in: scratch, token: token, settings: environment)
        }

        @discardableResult
        func sql(_ statement: String) async throws -> String {
            guard let postgres else { return try Tools.sqlite(scratch.data, statement) }
            return try await postgres.server.sql(statement, in: postgres.database)
        }

        /// Makes each secret take its time to be replaced.
        func slowDown() async throws {
            try await sql(
                postgres == nil
                    ? """
                    CREATE VIEW slowness AS WITH RECURSIVE c (x) AS
                        (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 20000) SELECT max(x) AS x FROM c;
                    CREATE TRIGGER slow AFTER UPDATE ON connection_secrets BEGIN SELECT x FROM slowness; END;
                    """
                    : """
                    CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
                        'BEGIN PERFORM pg_sleep(0.004); RETURN NULL; END';
                    CREATE TRIGGER slow AFTER UPDATE ON connection_secrets FOR EACH ROW EXECUTE FUNCTION slow();
                    """)
        }

        func speedUp() async throws {
            try await sql(postgres == nil ? "DROP TRIGGER slow" : "DROP TRIGGER slow ON connection_secrets")
        }
    }

    private func connection(_ index: Int) -> JSON {
        [
            "accountType": "make", "accountName": .string("c\(index)"),
            "apiKey": .string("\(Self.canary)-\(index)"), "url": "https://example.com",
        ]
    }

    private func create(_ count: Int, on server: ServerProcess) async throws -> [Int64] {
        try await withThrowingTaskGroup(of: Int64.self) { group in
            for index in 0..<count { group.addTask { try await server.create(connection(index)) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Opens each connection's secret and stores it again.
    private func check(_ server: ServerProcess, has ids: some Sequence<Int64> & Sendable) async throws {
        try await withThrowingTaskGroup { group in
            for id in ids {
                group.addTask {
                    let answer = try await server.call(
                        "POST", "/connections/\(id)/set-data?missing=keep", ["url": "https://example.com"])
                    #expect(answer.status == 200, "\(answer.text)")
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(arguments: Kind.allCases)
    private func `a rotation that is killed in the middle is gone on with, and its old key dropped in the end`(
        _ kind: Kind
    ) async throws {
        let place = try await Place(kind)
        let server = try await place.start()
        let count = 450
        let ids = try await create(count, on: server)
        let first = try #require(try await place.json("keys list")["dataKeys"]?.array?.first?["id"]?.string)
        try await place.slowDown()
        let moved = try await killWhenHalfDone(place, first, of: count)
        try await place.speedUp()
        #expect((1..<count).contains(moved))
        let before = try await place.json("keys list")["dataKeys"]?.array ?? []
        #expect(before.count == 2)
        #expect(before.first { $0["id"]?.string == first }?["droppableFrom"]?.string == nil)

        // What is stored meanwhile wins; the server may seal with either key.
        async let changes: Void = check(server, has: ids.prefix(100))
        let report = try await place.json("keys rotate data")
        try await changes
        #expect(report["isContinued"]?.bool == true)
        #expect(report["newKeys"]?.int == 0)
        #expect(try #require(report["resealed"]?.int) > 0)
        #expect(report["droppableFrom"]?.string != nil)

        var drop = try await place.json("keys drop data")
        #expect(drop["dropped"]?.array?.isEmpty == true)
        #expect(drop["kept"]?.array?.count == 1)
        let words = try await place.run("keys drop data")
        #expect(words.output.contains("Kept \(first) of team 1: a server"), "\(words.output)")
        // Ten minutes pass, in which a server forgets the old key.
        await server.stop()
        let again = try await place.start(token: server.token)
        try await place.sql("UPDATE data_keys SET unused_since = unused_since - 700000 WHERE is_active = 0")
        drop = try await place.json("keys drop data")
        #expect(drop["dropped"]?.array?.map { $0["id"]?.string } == [first])
        let after = try await place.json("keys list")["dataKeys"]?.array ?? []
        #expect(after.map { $0["isActive"]?.bool } == [true])
        #expect(after.first?["secrets"]?.int == Int64(count))

        try await check(again, has: ids)
        try await check(again, has: [try await again.create(connection(count))])
        await again.stop()
        let audit = try await place.run("audit verify")
        #expect(audit.exitCode == 0, "\(audit.output)\(audit.errors)")
        if kind == .sqlite {
            #expect(try again.storedBytes.range(of: Data(Self.canary.utf8)) == nil)
        }
        for text in [words.output, words.errors, try server.log, try again.log] {
            #expect(!text.contains(Self.canary))
        }
    }

    /// Kills the command when some rows, and not all, are under another key; returns how many are.
    private func killWhenHalfDone(_ place: Place, _ first: String, of count: Int) async throws -> Int {
        let rotation = ChildProcess()
        rotation.executableURL = try Binary.url
        rotation.arguments = place.arguments("keys rotate data")
        rotation.environment = Binary.clean.merging(place.environment) { $1 }
        rotation.standardError = FileHandle.nullDevice
        rotation.standardOutput = FileHandle.nullDevice
        try rotation.run()
        let query = "SELECT count(*) FROM connection_secrets WHERE key_id <> '\(first)'"
        while try await place.sql(query) == "0", rotation.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        kill(rotation.processIdentifier, SIGKILL)
        rotation.waitUntilExit()
        #expect(rotation.terminationReason == .uncaughtSignal, "it was done before it could be killed")
        return try #require(Int(try await place.sql(query)))
    }

    @Test(arguments: Kind.allCases)
    private func `a secret that was tampered with is named, and nothing is dropped`(_ kind: Kind) async throws {
        let place = try await Place(kind)
        let server = try await place.start()
        let ids = try await create(5, on: server)
        let (victim, source) = (ids[0], ids[1])
        try await place.sql(
            """
            UPDATE connection_secrets SET box =
                (SELECT s.box FROM connection_secrets AS s WHERE s.connection_id = \(source))
            WHERE connection_id = \(victim)
            """)
        let rotation = try await place.run("keys rotate data --json")
        #expect(rotation.exitCode == 65)
        #expect(rotation.errors.contains("connection_secrets \(victim) of team 1"), "\(rotation.errors)")
        let report = try JSONReader.read(rotation.output)
        #expect(report["resealed"]?.int == 4)
        #expect(report["damaged"]?.array?.map { $0["row"]?.string } == ["\(victim)"])
        let drop = try await place.run("keys drop data")
        #expect(drop.exitCode == 65)
        #expect(drop.errors.contains("nothing is dropped"), "\(drop.errors)")
        #expect(try await place.json("keys list")["dataKeys"]?.array?.count == 2)
        // Gone with what it belonged to, it is in nobody's way.
        #expect(try await server.call("DELETE", "/connections/\(victim)?confirmed=true").status == 200)
        #expect(try await place.run("keys rotate data").exitCode == 0)
        try await check(server, has: ids.dropFirst())
        await server.stop()
    }

    @Test func `what cannot be is refused in one sentence`() async throws {
        let place = try await Place(.sqlite)
        let server = try await place.start()
        for (command, word) in [
            ("keys rotate root --team 1", "--team and --new go with 'rotate data'"),
            ("keys drop root", "tenon keys retire root"), ("keys retire data x", "tenon keys drop data"),
            ("keys rotate data --team 99", "There is no team 99."), ("keys drop data --team 99", "no team 99"),
        ] {
            let result = try await place.run(command)
            #expect(result.exitCode == 64, "\(command): \(result.errors)")
            #expect(result.errors.contains(word), "\(command): \(result.errors)")
        }
        #expect(try await place.run("keys drop data").output.contains("There is no old data key."))
        await server.stop()
    }
}
