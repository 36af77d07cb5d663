// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Holds a data directory for one server, or for several that agreed to share it, for as long as the value lives.
///
/// An advisory lock on `tenon.lock` that the kernel releases when the process ends, however it ends.
package final class DataDirectoryLock: Sendable {
    private let descriptor: Int32

    /// Makes the directory, mode 0700, when there is none, and locks it.
    ///
    /// - Throws: ``SQLiteOpenError/inUse(directory:)`` when another server holds it and not both share it, or the reason
    ///   why it cannot be used.
    package init(directory: String, isShared: Bool = false) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw SQLiteOpenError.unusable(path: directory, reason: "the directory cannot be made")
        }
        let path = URL(filePath: directory, directoryHint: .isDirectory).appending(path: "tenon.lock").path
        // Kept in the property only when it is locked: `deinit` runs for whatever is complete.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SQLiteOpenError.readOnly(path: path) }
        guard flock(descriptor, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 else {
            close(descriptor)
            throw SQLiteOpenError.inUse(directory: directory)
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
