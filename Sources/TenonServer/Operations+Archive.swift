// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TenonDomain
internal import TenonPostgres
internal import TenonSQLite
internal import TenonStore
internal import TenonVault

extension Operations {
    /// Writes all of a database to a new file, beside a running server.
    ///
    /// - Throws: ``OperatorError``; there is no file of that name then.
    package static func backUp(
        _ place: ServerPlace, to path: String, progress: @escaping @Sendable (CopyProgress) -> Void
    ) async throws -> CopyReport {
        try await Startup.explaining {
            let database = try await place.settings().database.openReadOnly(isOlderAccepted: true)
            defer { try? database.close() }
            let file = try ArchiveFile.create(at: path)
            do {
                let writer = ArchiveWriter(
                    database, program: Tenon.version, clock: Startup.clock, listener: CopyProgress.listener(progress))
                let report = try await writer.write(to: file)
                try file.publish()
                return CopyReport(report)
            } catch {
                file.discard()
                throw error
            }
        }
    }

    /// Puts what a backup holds into a place that has no database yet.
    ///
    /// - Throws: ``OperatorError``; the place has no rows then.
    package static func restore(
        _ place: ServerPlace, from path: String, progress: @escaping @Sendable (CopyProgress) -> Void
    ) async throws -> CopyReport {
        try await Startup.explaining {
            let settings = try await place.settings()
            let file = try ArchiveFile.existing(at: path)
            let listener = CopyProgress.listener(progress)
            let report = try file.check(listener: listener)
            try await DatabaseTarget.fill(settings.database, from: file, checkedAs: report, listener: listener)
            return CopyReport(report, missingRootKeys: missing(report.header.rootKeyIDs, in: settings.keyRingSource))
        }
    }

    /// Copies a database to one of the other kind, or another one of its own.
    ///
    /// - Throws: ``OperatorError``; the target has no rows then, unless the sentence says otherwise.
    package static func migrateDatabase(
        from source: DatabaseAddress, to target: DatabaseAddress,
        progress: @escaping @Sendable (CopyProgress) -> Void
    ) async throws -> CopyReport {
        try await Startup.explaining {
            let (from, to) = (try source.choice(), try target.choice())
            // What is changed after it was read would be missing: no server may run on it.
            let lock = try from.directory.map { directory in
                guard FileManager.default.fileExists(atPath: directory + "/tenon.sqlite") else {
                    throw SQLiteOpenError.missing(path: directory + "/tenon.sqlite")
                }
                return try DataDirectoryLock(directory: directory)
            }
            defer { withExtendedLifetime(lock) {} }
            let database = try await from.openReadOnly(isOlderAccepted: true)
            defer { try? database.close() }
            let folder = from.directory ?? to.directory.flatMap(existing) ?? NSTemporaryDirectory()
            let file = try ArchiveFile.temporary(in: folder)
            let listener = CopyProgress.listener(progress)
            let writer = ArchiveWriter(
                database, program: Tenon.version, clock: Startup.clock, listener: listener)
            let report = try await writer.write(to: file)
            try await DatabaseTarget.fill(to, from: file, checkedAs: report, listener: listener)
            guard try await writer.hasChanged(since: report) == false else {
                throw OperatorError(
                    "The source was changed while it was copied, so the target is older than it: stop every server on "
                        + "the source, empty the target, and start again.", exitCode: OperatorError.temporary)
            }
            return CopyReport(report)
        }
    }

    private static func existing(_ directory: String) -> String? {
        FileManager.default.fileExists(atPath: directory) ? directory : nil
    }

    /// Which of the keys the ring does not have; all of them when there is no ring yet.
    private static func missing(_ ids: [String], in source: KeyRingSource) -> [String] {
        // A ring that cannot be read has none of them, as far as anybody can tell.
        guard let ring = try? source.load() else { return ids }
        return ids.filter { !ring.keyIDs.contains($0) }
    }
}

extension DatabaseChoice {
    /// The data directory of an embedded one.
    fileprivate var directory: String? {
        guard case .embedded(let path) = self else { return nil }
        return (path as NSString).deletingLastPathComponent
    }
}
