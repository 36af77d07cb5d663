// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonSQLite
import Testing

/// One server to a data directory.
@Suite(.temporaryDirectory) struct DataDirectoryLockTests {
    @Test
    func `servers that share a directory hold it together, and keep out one that does not share`() throws {
        let directory = TemporaryDirectory.path + "/shared"
        let first = try DataDirectoryLock(directory: directory, isShared: true)
        let second = try DataDirectoryLock(directory: directory, isShared: true)
        #expect(throws: SQLiteOpenError.inUse(directory: directory)) { try DataDirectoryLock(directory: directory) }
        withExtendedLifetime((first, second)) {}
    }

    @Test
    func `a directory is held by one, and free when that one goes`() throws {
        let directory = TemporaryDirectory.path + "/new/data"
        var first: DataDirectoryLock? = try DataDirectoryLock(directory: directory)
        #expect(throws: SQLiteOpenError.inUse(directory: directory)) { try DataDirectoryLock(directory: directory) }
        withExtendedLifetime(first) {}
        first = nil
        withExtendedLifetime(try DataDirectoryLock(directory: directory)) {}
    }

    @Test
    func `a directory that it makes is nobody else's, one that exists is left as it is`() throws {
        let made = TemporaryDirectory.path + "/made"
        let lock = try DataDirectoryLock(directory: made)
        #expect(try mode(made) == 0o700)
        #expect(try mode(made + "/tenon.lock") == 0o600)
        let existing = TemporaryDirectory.path + "/existing"
        try FileManager.default.createDirectory(
            atPath: existing, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o750])
        let other = try DataDirectoryLock(directory: existing)
        #expect(try mode(existing) == 0o750)
        withExtendedLifetime((lock, other)) {}
    }

    @Test
    func `a file in place of the directory is told in one sentence`() throws {
        let path = TemporaryDirectory.path + "/file"
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        #expect(throws: SQLiteOpenError.unusable(path: path, reason: "the directory cannot be made")) {
            try DataDirectoryLock(directory: path)
        }
    }

    private func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }
}
