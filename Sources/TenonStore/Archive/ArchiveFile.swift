// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A file that holds all rows of a database, while it is open.
///
/// Mode 0600. One that is written has another name until it is whole and on stable storage: a file of the right name is
/// never half of one.
package final class ArchiveFile: Sendable {
    /// What a name has behind it while the file is written.
    package static let partialSuffix = ".partial"

    /// For messages.
    let path: String
    private let descriptor: Int32

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Begins a file; what an earlier attempt has left of it goes.
    ///
    /// - Throws: ``ArchiveError``.
    package static func create(at path: String) throws -> ArchiveFile {
        guard access(path, F_OK) != 0 else { throw ArchiveError.exists(path: path) }
        let partial = path + partialSuffix
        unlink(partial)
        let descriptor = open(partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        return ArchiveFile(path: path, descriptor: descriptor)
    }

    /// Begins a file without a name, which goes with the process, however that ends.
    package static func temporary(in folder: String) throws -> ArchiveFile {
        let path = folder + "/tenon-\(UUID().uuidString)" + partialSuffix
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        unlink(path)
        return ArchiveFile(path: path, descriptor: descriptor)
    }

    /// Opens a file to read it.
    package static func existing(at path: String) throws -> ArchiveFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? ArchiveError.missing(path: path) : failure(path)
        }
        return ArchiveFile(path: path, descriptor: descriptor)
    }

    /// Gives the file its name, once all of it is on stable storage.
    package func publish() throws {
        guard fsync(descriptor) == 0 else { throw failure() }
        // A link does not replace what somebody has put there meanwhile.
        guard link(path + Self.partialSuffix, path) == 0 else {
            throw errno == EEXIST ? ArchiveError.exists(path: path) : failure()
        }
        unlink(path + Self.partialSuffix)
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure() }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failure() }
    }

    /// Takes away what ``create(at:)`` began.
    package func discard() { unlink(path + Self.partialSuffix) }

    func truncate() throws {
        guard ftruncate(descriptor, 0) == 0 else { throw failure() }
    }

    func write(_ bytes: [UInt8], at offset: Int) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            done += count
        }
    }

    /// Reads up to `count` bytes; fewer at the end of the file.
    func read(_ count: Int, at offset: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let part = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
            }
            if part < 0, errno == EINTR { continue }
            guard part >= 0 else { throw failure() }
            if part == 0 { break }
            done += part
        }
        bytes.removeLast(count - done)
        return bytes
    }

    private func failure() -> ArchiveError { Self.failure(path) }

    private static func failure(_ path: String) -> ArchiveError {
        .file(path: path, reason: String(cString: strerror(errno)).lowercased())
    }
}
