// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonPostgres
internal import TenonSQLite
internal import TenonStore

/// Which database a server keeps its data in.
enum DatabaseChoice: Sendable {
    /// One in a file of the data directory.
    case embedded(path: String)
    case postgres(PostgresSettings)

    /// Opens the database, makes what is missing, and brings its schema up to date.
    func open() async throws -> any SQLDatabase {
        switch self {
        case .embedded(let path): try await SQLiteDatabase.open(at: path)
        case .postgres(let settings): try await PostgresDatabase.open(settings)
        }
    }

    /// Opens what a server has set up, to read it; works beside a running server.
    func openReadOnly(isOlderAccepted: Bool = false) async throws -> any SQLDatabase {
        switch self {
        case .embedded(let path):
            try await SQLiteDatabase.openReadOnly(at: path, isOlderAccepted: isOlderAccepted)
        case .postgres(let settings):
            try await PostgresDatabase.openReadOnly(settings, isOlderAccepted: isOlderAccepted)
        }
    }
}

extension DatabaseChoice {
    /// The database in the data directory unless a URL is given.
    ///
    /// The URL may hold a password: no fault repeats any of it.
    init(from reader: inout SettingsReader, data: String) async {
        let url = await reader.secret(.database, orFile: .databaseFile)
        var settings = url.map { PostgresSettings(url: $0) }
        if let reason = settings?.urlFault { reader.reject(.database, reason) }
        let poolSize = await reader.int(.databasePoolSize, default: 16, in: PostgresSettings.poolSizeRange)
        settings?.pool.connectionsMax = poolSize
        let idleSeconds = await reader.int(.databaseIdleSeconds, default: 300, in: 1...86_400)
        settings?.pool.idleMax = .seconds(idleSeconds)
        let lifetimeSeconds = await reader.int(.databaseLifetimeSeconds, default: 1800, in: 1...604_800)
        settings?.pool.lifetimeMax = .seconds(lifetimeSeconds)
        let waitSeconds = await reader.int(.databaseWaitSeconds, default: 10, in: 1...300)
        settings?.pool.waitMax = .seconds(waitSeconds)
        let statementSeconds = await reader.int(.databaseStatementSeconds, default: 30, in: 1...3600)
        settings?.statementTimeout = .seconds(statementSeconds)
        let lockSeconds = await reader.int(.databaseLockSeconds, default: 5, in: 1...600)
        settings?.lockTimeout = .seconds(lockSeconds)
        let prepares = await reader.choice(
            .databasePreparedStatements, default: PostgresSettings.PreparedStatements.auto)
        settings?.preparedStatements = prepares
        self = settings.map { .postgres($0) } ?? .embedded(path: data + "/tenon.sqlite")
    }
}
