// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonPostgres
import TenonSQLite
import TenonStore
import TestServices

/// The databases that have to keep what the stores promise.
enum Backend: String, CaseIterable {
    case sqlite
    case postgres

    /// An empty database with the current schema.
    func open() async throws -> any SQLDatabase {
        switch self {
        case .sqlite: try await SQLiteDatabase.open(at: TemporaryDirectory.path + "/tenon.db")
        case .postgres: try await PostgresDatabase.open(Postgres.settings(try await Postgres.shared.schema()))
        }
    }
}

/// Databases of the tests' own PostgreSQL cluster.
actor Postgres {
    static let shared = Postgres()

    private var common: Task<(url: String, database: PostgresDatabase), any Error>?
    private var schemas = 0

    /// The URL of a schema of its own in a database that all tests share, which is quicker to make than a database.
    func schema() async throws -> String {
        let making =
            common
            ?? Task {
                let url = try await Self.database()
                return (url, try await PostgresDatabase.open(Self.settings(url)))
            }
        common = making
        let (url, database) = try await making.value
        schemas += 1
        let name = "s\(schemas)"
        try await database.write { try $0.run(script: "CREATE SCHEMA \(name);") }
        return url + "?options=-csearch_path%3D\(name)"
    }

    /// The URL of a new database with nothing in it.
    static func database() async throws -> String {
        let server = try await TestServices.shared.postgres()
        return server.url(try await server.makeDatabase())
    }

    static func settings(_ url: String) -> PostgresSettings {
        var settings = PostgresSettings(url: Secret(url))
        // Many tests run at the same time, on one cluster.
        settings.pool.connectionsMax = 8
        return settings
    }
}
