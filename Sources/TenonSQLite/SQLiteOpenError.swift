// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import TenonDomain
internal import TenonStore

/// Why the database cannot be opened, as a sentence for the operator.
package enum SQLiteOpenError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(path: String)
    case readOnly(path: String)
    case notADatabase(path: String)
    /// Another server holds the data directory.
    case inUse(directory: String)
    /// Another program holds the file itself.
    case locked(path: String)
    case unusable(path: String, reason: String)

    package var description: String {
        switch self {
        case .missing(let path): "There is no database at \(path): name the data directory of a server."
        case .readOnly(let path):
            "The database at \(path) cannot be written: give this user write permission for the file and its directory."
        case .notADatabase(let path):
            "The file \(path) is not a SQLite database or is damaged: restore a backup, or choose another data directory."
        case .inUse(let directory):
            "Another Tenon server uses the data directory \(directory): stop it, or choose another directory."
        case .locked(let path): "Another program has locked the database at \(path): close it and try again."
        case .unusable(let path, let reason): "The database at \(path) cannot be opened: \(reason)."
        }
    }

    /// The sentence for what went wrong while opening; errors that are one already stay as they are.
    static func describing(_ error: any Error, path: String) -> any Error {
        // Once the file is open, errors come sorted, with SQLite's own beneath.
        let cause = (error as? TenonError)?.underlying ?? error
        let code: ResultCode
        switch cause {
        case let fault as SQLiteFault: code = ResultCode(rawValue: fault.code)
        case let fault as DatabaseError: code = fault.extendedResultCode
        default: return error
        }
        return switch code.primaryResultCode {
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN: readOnly(path: path)
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: notADatabase(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: locked(path: path)
        // No such table, or one of another program in the place of ours.
        case .SQLITE_ERROR: unusable(path: path, reason: "its tables are not those of Tenon")
        default: unusable(path: path, reason: "SQLite says \(code)")
        }
    }
}
