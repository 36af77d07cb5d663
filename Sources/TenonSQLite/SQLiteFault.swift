// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import TenonDomain
internal import TenonStore

/// What SQLite said, for the log: a code and words, without the statement's arguments.
struct SQLiteFault: Error, CustomStringConvertible {
    let code: Int32
    let message: String

    static let openForReading = SQLiteFault(code: 8, message: "the database was opened for reading only")
    static let textWithNUL = SQLiteFault(code: 19, message: "an argument holds U+0000")

    var description: String { "SQLite error \(code): \(message)" }

    /// Runs `body` and throws what SQLite refuses as ``SQLFailure`` describes it.
    static func sorting<T>(_ body: () throws -> T) throws -> T {
        do { return try body() } catch { throw tenonError(for: error) }
    }

    /// The error for the caller; what is not SQLite's, such as a cancellation, stays as it is.
    static func tenonError(for error: any Error) -> any Error {
        if error is SQLiteFault { return SQLFailure.textWithNUL.error(underlying: error) }
        guard let error = error as? DatabaseError else { return error }
        let fault = SQLiteFault(code: error.extendedResultCode.rawValue, message: error.message ?? "")
        return failure(error.extendedResultCode).error(underlying: fault)
    }

    private static func failure(_ code: ResultCode) -> SQLFailure {
        switch code {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY: return .uniqueViolated
        case .SQLITE_CONSTRAINT_FOREIGNKEY: return .foreignKeyViolated
        default: break
        }
        switch code.primaryResultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL, .SQLITE_READONLY, .SQLITE_IOERR, .SQLITE_CANTOPEN,
            .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_NOMEM, .SQLITE_PROTOCOL, .SQLITE_PERM, .SQLITE_AUTH,
            .SQLITE_MISUSE:
            return .unavailable
        default: return .other
        }
    }
}
