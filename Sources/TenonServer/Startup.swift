// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonEngine
internal import TenonPostgres
internal import TenonSQLite
internal import TenonStore
internal import TenonVault

/// The database and the keys, opened: what serving and the operator's commands have in common.
struct Startup {
    static let clock = SystemWallClock()
    static let randomness = SystemRandomness()

    let database: any SQLDatabase
    let vault: Vault

    var access: SQLAccessStore { SQLAccessStore(database) }

    /// Who counts changes to what the proxy decided before, and the database as it has to be used for that.
    ///
    /// SQLite in one process hears of every change by itself; where other processes change the database too, its version
    /// is watched.
    func watch(_ settings: Settings) throws -> DatabaseWatch {
        if !settings.isDataShared, let database = database as? SQLiteDatabase {
            return DatabaseWatch(database: database, changes: database.decisions, service: nil)
        }
        let changes = SharedChanges(database)
        let service = ChangeWatch(
            changes: changes, notifier: try (database as? PostgresDatabase).map { try PostgresNotifier($0) })
        return DatabaseWatch(
            database: WatchedDatabase(database) { changes.noteCommit() }, changes: changes, service: service)
    }

    /// Opens database and key ring for `body`, and closes the database; the ring is made when the installation is new.
    ///
    /// - Throws: ``OperatorError``, and what `body` throws.
    static func with<Value>(
        _ choice: DatabaseChoice, keyRing source: KeyRingSource, _ body: (Startup) async throws -> Value
    ) async throws -> Value {
        let database = try await explaining { try await choice.open() }
        // Nothing is lost when it fails: every change is on stable storage already.
        defer { try? database.close() }
        let startup = try await explaining {
            Startup(database: database, vault: try await vault(source, on: database))
        }
        return try await body(startup)
    }

    private static func vault(_ source: KeyRingSource, on database: any SQLDatabase) async throws -> Vault {
        let isNew = try await !SQLAccessStore(database).isInitialized()
        if case .file(let file) = source, isNew, !file.exists {
            try file.save(RootKeyRing(randomness: randomness, at: clock.now()))
        }
        let vault = try Vault(
            source: source, store: SQLDataKeyStore(database), randomness: randomness, clock: clock)
        try await vault.checkAll()
        return vault
    }

    /// Turns what can go wrong at the start into one sentence and an exit code.
    static func explaining<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as OperatorError {
            throw error
        } catch let error as VaultError {
            throw OperatorError(error.description, exitCode: OperatorError.configuration)
        } catch let error as SchemaError {
            throw OperatorError(error.description, exitCode: OperatorError.badData)
        } catch let error as SQLiteOpenError {
            throw OperatorError(error.description, exitCode: exitCode(for: error))
        } catch let error as PostgresOpenError {
            throw OperatorError(error.description, exitCode: exitCode(for: error))
        } catch let error as ArchiveError {
            throw OperatorError(error.description, exitCode: exitCode(for: error))
        } catch let error as CatalogError {
            throw OperatorError(error.description, exitCode: OperatorError.badData)
        } catch let error as TenonError {
            throw OperatorError(error.detail, exitCode: OperatorError.unavailable)
        }
    }

    private static func exitCode(for error: SQLiteOpenError) -> Int32 {
        switch error {
        case .missing, .notADatabase: OperatorError.badData
        case .readOnly: OperatorError.cannotCreate
        case .inUse, .locked: OperatorError.temporary
        case .unusable: OperatorError.unavailable
        }
    }

    private static func exitCode(for error: ArchiveError) -> Int32 {
        switch error {
        case .missing, .notAnArchive, .damaged, .newer: OperatorError.badData
        case .exists, .file, .notEmpty: OperatorError.cannotCreate
        case .mismatch: OperatorError.software
        }
    }

    private static func exitCode(for error: PostgresOpenError) -> Int32 {
        switch error {
        case .invalidURL: OperatorError.usage
        case .foreign, .wrongEncoding, .tooOld: OperatorError.badData
        case .unreachable, .refused, .readOnly, .unusable: OperatorError.unavailable
        }
    }
}
