// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
package import TenonDomain

/// Where the root keys are kept: a file that only its owner may read, or a text from the environment.
package enum KeyRingSource: Sendable {
    case file(KeyRingFile)
    case text(Secret)

    package func load() throws -> RootKeyRing {
        switch self {
        case .file(let file): try file.load()
        case .text(let text): try RootKeyRing(text)
        }
    }

    func save(_ ring: RootKeyRing) throws {
        guard case .file(let file) = self else { throw VaultError.keyRingFixed }
        try file.save(ring)
    }

    /// Runs `body` while no other process changes the ring.
    func whileLocked<T: Sendable>(_ lock: KeyRingLock.Kind, _ body: () async throws -> T) async throws -> T {
        // Nobody changes a text of the environment.
        guard case .file(let file) = self else { return try await body() }
        let lock = try await KeyRingLock(directoryOf: file.path, lock)
        defer { withExtendedLifetime(lock) {} }
        return try await body()
    }
}

/// The key ring's file.
package struct KeyRingFile: Sendable {
    private static let bytesMax = 1 << 20

    package let path: String

    package init(path: String) { self.path = path }

    package var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Reads the ring.
    ///
    /// - Throws: ``VaultError``: missing, readable by others, malformed or damaged.
    package func load() throws -> RootKeyRing {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? VaultError.keyRingMissing(path: path) : unreadable()
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable() }
        guard status.st_mode & 0o077 == 0 else { throw VaultError.keyRingExposed(path: path) }
        guard status.st_size <= KeyRingFile.bytesMax else {
            throw VaultError.keyRingUnreadable(
                path: path, reason: Sentence(of: VaultError.Name.tooLarge, ["bytes": String(KeyRingFile.bytesMax)]))
        }
        guard let content = try? handle.readToEnd() else { throw unreadable() }
        return try RootKeyRing(Secret(bytes: content))
    }

    /// Writes the ring so that after a crash either the old or the new one is there, whole.
    package func save(_ ring: RootKeyRing) throws {
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unreadable() }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try ring.text.withRevealedBytes { try handle.write(contentsOf: $0) }
        } catch {
            throw unreadable()
        }
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw unreadable() }
        let directory = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw unreadable() }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw unreadable() }
    }

    private func unreadable() -> VaultError {
        .keyRingUnreadable(path: path, errno: errno)
    }
}
