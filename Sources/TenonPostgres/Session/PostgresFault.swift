// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

private import CPostgres
internal import TenonDomain
internal import TenonStore

/// What PostgreSQL or libpq said, for the log: a code and words, without the statement's arguments.
struct PostgresFault: Error, CustomStringConvertible {
    /// Five characters of the SQL standard; ours begin with `TN`.
    let code: String
    let message: String
    /// Whether the connection is of no use any more.
    let isFatal: Bool
    /// The schema that the constraint belongs to, when one was violated.
    let schema: String?
    /// The function of the server that noticed.
    let function: String?

    init(_ code: String, _ message: String, isFatal: Bool, schema: String? = nil, function: String? = nil) {
        self.code = code
        self.message = message
        self.isFatal = isFatal
        self.schema = schema
        self.function = function
    }

    var description: String { "PostgreSQL error \(code): \(message)" }

    static let connectionLost = PostgresFault("08006", "the connection was lost", isFatal: true)
    static let silence = PostgresFault("TN001", "the server did not answer in time", isFatal: true)
    static let textWithNUL = PostgresFault("22021", "an argument holds U+0000", isFatal: false)
    static let openForReading = PostgresFault("25006", "the database was opened for reading only", isFatal: false)
    static let outsideTransaction = PostgresFault(
        "TN002", "a connection was used after its transaction had ended", isFatal: false)
}

extension PostgresFault {
    /// What the server's answer says.
    init(result: OpaquePointer) {
        let code = Self.field("C", of: result) ?? "08006"
        // What is wrong with data may be told by repeating it.
        let message =
            code.hasPrefix("22") ? "(data exception)" : Self.field("M", of: result) ?? "(no message)"
        let severity = Self.field("V", of: result) ?? "FATAL"
        self.init(
            code, message, isFatal: severity == "FATAL" || severity == "PANIC", schema: Self.field("s", of: result),
            function: Self.field("R", of: result))
    }

    /// A field by its letter in the protocol, as `PG_DIAG_SQLSTATE` is 'C'.
    private static func field(_ letter: Unicode.Scalar, of result: OpaquePointer) -> String? {
        PQresultErrorField(result, Int32(letter.value)).map { String(cString: $0) }
    }

    // MARK: - What it means

    /// The transaction was undone because of another one; the same again may succeed.
    var isConflict: Bool {
        // Serialization failure, deadlock; also a statement on a standby that replication had to cancel.
        code == "40001" || code == "40P01"
    }

    /// Two made the same table at the same time, and the other was faster: for the next attempt it exists.
    var isMadeMeanwhile: Bool {
        code == "42P07" || code == "42710" || code == "23505" && schema == "pg_catalog"
    }

    /// The schema has changed under a prepared statement, so that its answer would have other columns.
    var isSchemaChange: Bool { code == "0A000" && function == "RevalidateCachedQuery" }

    /// A prepared statement is not what it was: a table has changed, or another connection is behind ours.
    var isStalePlan: Bool {
        switch code {
        case "0A000": isSchemaChange
        case "26000", "42P05": true
        default: false
        }
    }

    /// The server at the other end reads only: a standby, which has no serializable transactions, or is told not to write.
    var isReadOnlyServer: Bool {
        let standby = ["GetSerializableTransactionSnapshot", "check_transaction_isolation", "check_XactIsoLevel"]
        return code == "25006" || code == "0A000" && function.map(standby.contains) ?? false
    }

    /// In the terms of the stores.
    var failure: SQLFailure {
        if isConflict || isReadOnlyServer { return .unavailable }
        switch code {
        case "23505": return .uniqueViolated
        case "23503", "23001": return .foreignKeyViolated
        case "22021", "22P05": return .textWithNUL
        // Read-only, a lock not had in time, a statement that took too long or was cancelled, no right to do it.
        case "25006", "25P03", "55P03", "55006", "57014", "42501": return .unavailable
        default: break
        }
        switch code.prefix(2) {
        // Connection, log-in, rollback, no such database, resources, operator, system, configuration, damage, ours.
        case "08", "28", "40", "3D", "53", "57", "58", "F0", "XX": return .unavailable
        default: return isFatal ? .unavailable : .other
        }
    }

    var tenonError: TenonError { failure.error(underlying: self) }
}
