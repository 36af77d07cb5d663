// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonStore

/// A connection of the pool while a transaction is open on it.
final class PostgresConnection: SQLConnection {
    private let session: PostgresSession
    private let prepares: Bool
    /// What begins the transaction; it goes with the first statement.
    private var preamble: [String]
    private var isOpen = true
    private(set) var hasBegun = false
    /// What went wrong first: from then on everything is refused, as PostgreSQL would, until the transaction is undone.
    private(set) var fault: PostgresFault?

    init(_ session: PostgresSession, beginning preamble: [String], prepares: Bool) {
        self.session = session
        self.preamble = preamble
        self.prepares = prepares
    }

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        try sorting { try session.run(sql, arguments, prepare: prepares, after: $0).rows }
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try sorting { try session.run(sql, arguments, prepare: prepares, after: $0).changed }
    }

    func run(script: String) throws {
        _ = try sorting { try session.run(script: ($0 + [script]).joined(separator: ";")) }
    }

    /// Lets nothing through any more: the body is over, and the connection will be somebody else's.
    func end() { isOpen = false }

    /// Lends what has to be sent before, and throws what PostgreSQL refuses as `SQLFailure` describes it.
    private func sorting<Value>(_ body: (_ preamble: [String]) throws -> Value) throws -> Value {
        guard isOpen else { throw PostgresFault.outsideTransaction.tenonError }
        // Also because what begins the transaction may not have been sent.
        if let fault { throw fault.tenonError }
        let before = preamble
        preamble = []
        hasBegun = true
        do {
            return try body(before)
        } catch let fault as PostgresFault {
            self.fault = self.fault ?? fault
            throw fault.tenonError
        }
    }
}
