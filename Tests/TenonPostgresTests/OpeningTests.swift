// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonStore
import TestServices
import Testing

@testable import TenonPostgres

/// How a database is opened, and what is said when it cannot be.
@Suite struct OpeningTests {
    private static let canary = "canary-9d3f"

    @Test func `servers that start at once on an empty database all come up, and each step is made once`() async throws
    {
        let server = try await TestServices.shared.postgres()
        let name = try await server.makeDatabase()
        let settings = Fixture.settings(server.url(name))
        let slow = Migration(version: 2, script: "SELECT pg_sleep(0.1); INSERT INTO t (n) VALUES (1);")
        let last = Migration(version: 3, script: "ALTER TABLE t ADD COLUMN more TEXT;")
        let databases = try await withThrowingTaskGroup(of: PostgresDatabase.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    try await PostgresDatabase.open(settings, migrations: Fixture.migrations + [slow, last])
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(databases.count == 6)
        #expect(try await server.sql("SELECT COUNT(*) FROM t", in: name).contains("1"))
        #expect(
            try await server.sql(
                "SELECT string_agg(version::text, ',' ORDER BY version) FROM schema_migrations", in: name
            )
            .contains("0,1,2,3"))
    }

    @Test func `a newer database is refused and left alone, and one that is not ours too`() async throws {
        let fixture = try await Fixture()
        try await fixture.sql("INSERT INTO schema_migrations (version) VALUES (9)")
        let expected = SchemaError.newer(found: 9, known: 1)
        await #expect(throws: expected) {
            try await PostgresDatabase.open(fixture.settings, migrations: Fixture.migrations)
        }
        try await fixture.sql("DROP TABLE schema_migrations")
        await #expect(throws: PostgresOpenError.foreign) { try await PostgresDatabase.openReadOnly(fixture.settings) }
        await #expect(throws: PostgresOpenError.foreign) {
            try await PostgresDatabase.open(fixture.settings, migrations: Fixture.migrations)
        }
    }

    @Test func `reading alone writes nothing`() async throws {
        let server = try await TestServices.shared.postgres()
        let settings = Fixture.settings(server.url(try await server.makeDatabase()))
        await #expect(throws: PostgresOpenError.foreign) { try await PostgresDatabase.openReadOnly(settings) }
        try await PostgresDatabase.open(settings).close()
        let reader = try await PostgresDatabase.openReadOnly(settings)
        #expect(try await SQLAuditStore(reader).chains() == [])
        let error = try await failure { _ = try await reader.write { try $0.change("DELETE FROM teams") } }
        #expect(error.code == .unavailable)
    }

    @Test func `who is refused, and where nobody answers, is told in one sentence without the password`() async throws {
        let server = try await TestServices.shared.postgres()
        let database = try await server.makeDatabase()
        let place = "127.0.0.1:\(server.port)"
        let free = try LoopbackPort.free()
        let cases: [(url: String, expected: String)] = [
            ("postgres://tenon:\(Self.canary)@\(place)/\(database)", "refuses the log-in"),
            ("postgres://nobody:\(Self.canary)@\(place)/\(database)", "refuses the log-in"),
            (server.url("nowhere", overTCP: true), "refuses the log-in"),
            ("postgres://tenon:\(Self.canary)@127.0.0.1:\(free)/x", "cannot be reached"),
            ("postgres://tenon:\(Self.canary)@host.invalid/x", "cannot be reached"),
            (server.url(database, overTCP: true) + "?sslmode=verify-full&sslrootcert=/dev/null", "cannot be reached"),
            (server.url(database) + "?target_session_attrs=read-only", "cannot be"),
        ]
        for (url, expected) in cases {
            do {
                _ = try await PostgresDatabase.open(Fixture.settings(url))
                Issue.record("opened \(expected)")
            } catch let error as PostgresOpenError {
                let sentence = "\(error)"
                #expect(sentence.contains(expected), "\(sentence)")
                #expect(sentence.hasSuffix(".") && !sentence.contains("\n"))
                #expect(!sentence.contains(Self.canary) && !sentence.contains("correct"))
            }
        }
    }

    @Test func `a password over TCP opens, with TLS and a checked certificate when the URL says so`() async throws {
        let server = try await TestServices.shared.postgres()
        let url = server.url(try await server.makeDatabase(), overTCP: true)
        let sql = "SELECT COALESCE(version, '') AS v FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        for (options, expected) in [
            ("?sslmode=disable", ""), ("?sslmode=verify-full&sslrootcert=\(server.authorityFile)", "TLSv1.3"),
        ] {
            let database = try await PostgresDatabase.open(Fixture.settings(url + options))
            #expect(try await database.read { try $0.row(sql)?.value("v", as: String.self) } == expected)
        }
    }

    @Test func `of several hosts the one that answers and may be written to is taken`() async throws {
        let server = try await TestServices.shared.postgres()
        let name = try await server.makeDatabase()
        let hosts = ["127.0.0.1:\(try LoopbackPort.free())", "127.0.0.1:\(server.port)"]
        let url = server.url(name, overTCP: true).replacing(
            "127.0.0.1:\(server.port)", with: hosts.joined(separator: ","))
        try await PostgresDatabase.open(Fixture.settings(url)).close()
        try await server.sql("ALTER DATABASE \(name) SET default_transaction_read_only = on")
        await #expect(throws: PostgresOpenError.readOnly(place: hosts.joined(separator: ", "))) {
            try await PostgresDatabase.open(Fixture.settings(url))
        }
    }

    @Test(arguments: [
        "", "mysql://h/x", "postgres:/h", "host=h password=canary-9d3f", "postgres://u:canary-9d3f@h:port/x",
        "postgres://u:canary-9d3f/x@h/d", "postgres://u:a@canary-9d3f@h/d", "postgres://u:canary-9d3f%zz@h/d",
        "postgres://u:canary-9d3f@h/d?nonsense=1", "postgres://u:canary-9d3f@[::1/d", "postgres://u:x\0canary-9d3f@h/d",
        "postgres://u:p#canary-9d3f/@h/d", "postgres://canary-9d3f:p:@h/d@x",
    ])
    func `a URL that cannot be read is refused, and not repeated`(url: String) throws {
        do {
            let parameters = try ConnectionParameters(url: Secret(url))
            // Some are legal, if odd; what is said of them must still hold no secret.
            #expect(!parameters.place.contains(Self.canary), "\(parameters.place)")
        } catch let error as PostgresOpenError {
            guard case .invalidURL = error else { throw error }
            #expect(!"\(error)".contains(Self.canary))
        }
    }

    @Test func `a database with another encoding is refused`() async throws {
        let server = try await TestServices.shared.postgres()
        try await server.sql(
            """
            CREATE DATABASE latin OWNER tenon TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'
                LOCALE_PROVIDER libc
            """)
        await #expect(throws: PostgresOpenError.wrongEncoding("LATIN1")) {
            try await PostgresDatabase.open(Fixture.settings(server.url("latin")))
        }
    }

    @Test func `a database in which the user may make no tables is told in one sentence`() async throws {
        let server = try await TestServices.shared.postgres()
        try await server.sql("CREATE DATABASE strange TEMPLATE template0")
        do {
            _ = try await PostgresDatabase.open(Fixture.settings(server.url("strange")))
            Issue.record("opened")
        } catch let error as PostgresOpenError {
            #expect("\(error)".contains("may not make tables"), "\(error)")
        }
    }
}
