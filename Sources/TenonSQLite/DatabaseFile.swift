// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// The file of the database, before SQLite opens it.
enum DatabaseFile {
    /// Owner may read and write, nobody else anything.
    private static let mode: mode_t = 0o600

    /// Makes the file when there is none and takes from others what they may do with it.
    ///
    /// SQLite gives its log and index beside it the same mode.
    ///
    /// - Throws: ``SQLiteOpenError``.
    static func prepare(at path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode)
        guard descriptor >= 0 else {
            throw switch errno {
            case EACCES, EPERM, EROFS: SQLiteOpenError.readOnly(path: path)
            default: SQLiteOpenError.unusable(path: path, reason: String(cString: strerror(errno)))
            }
        }
        defer { close(descriptor) }
        guard fchmod(descriptor, mode) == 0 else { throw SQLiteOpenError.readOnly(path: path) }
    }
}
