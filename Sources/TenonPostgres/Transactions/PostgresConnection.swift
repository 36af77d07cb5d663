// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonStore

/// A connection of the pool while a transaction is open on it.
final class PostgresConnection: SQLConnection {
    private let session: PostgresSession
    private let prepares: Bool
    private var isOpen = true
    /// What went wrong first: from then on PostgreSQL refuses everything until the transaction is undone.
    private(set) var fault: PostgresFault?

    init(_ session: PostgresSession, prepares: Bool) {
        self.session = session
        self.prepares = prepares
    }

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        try sorting { try session.run(sql, arguments, prepare: prepares).rows }
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try sorting { try session.run(sql, arguments, prepare: prepares).changed }
    }

    func run(script: String) throws { _ = try sorting { try session.run(script: script) } }

    /// Lets nothing through any more: the body is over, and the connection will be somebody else's.
    func end() { isOpen = false }

    private func sorting<Value>(_ body: () throws -> Value) throws -> Value {
        guard isOpen else { throw PostgresFault.outsideTransaction.tenonError }
        do {
            return try body()
        } catch let fault as PostgresFault {
            self.fault = self.fault ?? fault
            throw fault.tenonError
        }
    }
}
