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
        case .postgres: try await PostgresDatabase.open(Postgres.settings(try await Postgres.shared.copy()))
        }
    }
}

/// Databases of the tests' own PostgreSQL cluster.
actor Postgres {
    static let shared = Postgres()

    private var template: Task<String, any Error>?

    /// The URL of a new database with the current schema.
    ///
    /// It is copied from one that was migrated once, which is quicker than to migrate each.
    func copy() async throws -> String {
        let server = try await TestServices.shared.postgres()
        let making =
            template
            ?? Task {
                let name = try server.makeDatabase()
                try await PostgresDatabase.open(Self.settings(server.url(name))).close()
                return name
            }
        template = making
        return server.url(try server.makeDatabase(from: try await making.value))
    }

    /// The URL of a new database with nothing in it.
    static func empty() async throws -> String {
        let server = try await TestServices.shared.postgres()
        return server.url(try server.makeDatabase())
    }

    static func settings(_ url: String) -> PostgresSettings {
        var settings = PostgresSettings(url: Secret(url))
        // Many tests run at the same time, on one cluster.
        settings.pool.connectionsMax = 8
        return settings
    }
}
