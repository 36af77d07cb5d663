// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TenonPostgres
internal import TenonSQLite
internal import TenonStore

/// An empty database that all rows of another are put into.
enum DatabaseTarget {
    private static let unfinishedSuffix = ".unfinished"

    /// Fills the database and opens it to nobody before it is whole.
    ///
    /// - Throws: `ArchiveError` when there is something in it already, and what opening throws.
    static func fill(
        _ choice: DatabaseChoice, from file: ArchiveFile, checkedAs report: ArchiveReport,
        listener: @escaping ArchiveProgress.Listener
    ) async throws {
        switch choice {
        case .embedded(let path): try await fill(path: path, from: file, checkedAs: report, listener)
        case .postgres(var settings):
            // Reading back a large table may take longer than any request.
            settings.statementTimeout = .seconds(3600)
            let database = try await PostgresDatabase.connect(settings)
            defer { database.close() }
            try await ArchiveRestorer(database, place: "The database", listener: listener)
                .restore(file, checkedAs: report)
        }
    }

    /// One transaction would do for the rows; the file gets its name at the end, so that a server never makes one of its
    /// own out of an empty one.
    private static func fill(
        path: String, from file: ArchiveFile, checkedAs report: ArchiveReport,
        _ listener: @escaping ArchiveProgress.Listener
    ) async throws {
        let lock = try DataDirectoryLock(directory: (path as NSString).deletingLastPathComponent)
        defer { withExtendedLifetime(lock) {} }
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: path + suffix) {
            throw ArchiveError.notEmpty(place: "The data directory", reason: "it has the file \(path + suffix)")
        }
        let unfinished = path + unfinishedSuffix
        removeDatabase(at: unfinished)
        do {
            let database = try await SQLiteDatabase.open(at: unfinished, migrations: [])
            try await ArchiveRestorer(database, place: "The data directory", listener: listener)
                .restore(file, checkedAs: report)
            // Moves the log into the file, and syncs it.
            try database.close()
            try publish(unfinished, as: path)
        } catch {
            removeDatabase(at: unfinished)
            throw error
        }
    }

    private static func publish(_ unfinished: String, as path: String) throws {
        let log = (try? FileManager.default.attributesOfItem(atPath: unfinished + "-wal"))?[.size] as? Int ?? 0
        guard log == 0 else {
            throw ArchiveError.file(path: path, reason: "its log could not be moved into it")
        }
        for suffix in ["-wal", "-shm"] { unlink(unfinished + suffix) }
        let directory = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw ArchiveError.file(path: path, reason: "its directory cannot be opened") }
        defer { close(directory) }
        guard rename(unfinished, path) == 0, fsync(directory) == 0 else {
            throw ArchiveError.file(path: path, reason: String(cString: strerror(errno)).lowercased())
        }
    }

    private static func removeDatabase(at path: String) {
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    }
}
