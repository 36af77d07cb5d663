// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonStore

/// What a transaction is for; each begins together with its first statement, and sets nothing that outlives it.
///
/// Nothing is set for the session, so that it works behind a pooler that lends connections by the transaction.
struct TransactionKind: Sendable {
    enum Purpose: Sendable {
        case read
        case write
        /// Takes as long as it takes.
        case migrate
    }

    let purpose: Purpose
    let settings: PostgresSettings

    func begin(commitsEarly: Bool) -> [String] {
        let mode = purpose == .read ? "REPEATABLE READ READ ONLY" : "SERIALIZABLE READ WRITE"
        let (statement, lock) = purpose == .migrate ? (.zero, .zero) : (settings.statementTimeout, settings.lockTimeout)
        var statements = [
            "BEGIN ISOLATION LEVEL \(mode)", "SET LOCAL statement_timeout = \(Int(statement / .milliseconds(1)))",
            "SET LOCAL lock_timeout = \(Int(lock / .milliseconds(1)))",
        ]
        // What is acknowledged has to survive, whatever the server's default is.
        if commitsEarly, purpose != .read { statements.append("SET LOCAL synchronous_commit = on") }
        return statements
    }

    var answerLimit: Duration? { purpose == .migrate ? nil : settings.answerLimit }
}

/// How a transaction failed.
enum TransactionFailure: Error {
    /// Undone, and `error` says why; `fault` is what the database said first, if it said something.
    case undone(error: any Error, fault: PostgresFault?)
    /// The answer to COMMIT was lost, or was no promise.
    case unknown(PostgresFault)

    var isConflict: Bool {
        if case .undone(_, let fault?) = self { fault.isConflict } else { false }
    }

    /// What the caller is told.
    var error: any Error {
        switch self {
        case .undone(let error, _): error
        case .unknown(let fault):
            TenonError(
                .unavailable,
                "The database went away while it saved the change, so it may have been made or not; look before you "
                    + "try again.", underlying: fault)
        }
    }
}

extension PostgresSession {
    /// Runs `body` in one transaction; one that reads is left open for ``endRead()``.
    ///
    /// - Throws: ``TransactionFailure``.
    func transaction<Value>(
        _ kind: TransactionKind, _ body: (any SQLConnection) throws -> Value
    ) throws(TransactionFailure) -> Value {
        answerLimit = kind.answerLimit
        let connection = PostgresConnection(
            self, beginning: kind.begin(commitsEarly: commitsEarly),
            prepares: prepares(kind.settings.preparedStatements))
        let value: Value
        do {
            value = try body(connection)
            connection.end()
        } catch {
            connection.end()
            let fault = connection.fault ?? error as? PostgresFault
            if connection.hasBegun { rollBack(after: fault) }
            // Another server may have become the primary meanwhile: the next connection asks for it.
            if kind.purpose != .read, fault?.isReadOnlyServer == true { retire() }
            throw .undone(error: (error as? PostgresFault)?.tenonError ?? error, fault: fault)
        }
        // A body that went on after a failure has not made its change: PostgreSQL answers COMMIT with ROLLBACK then.
        if let fault = connection.fault {
            rollBack(after: fault)
            throw .undone(error: fault.tenonError, fault: fault)
        }
        // A read has its answer, whatever becomes of its end, and need not wait for it.
        if kind.purpose != .read, connection.hasBegun { try commit() }
        return value
    }

    /// Ends a transaction that read and is still open.
    func endRead() {
        guard isInTransaction else { return }
        // When this fails the session is not idle, and the pool closes it.
        _ = try? run(script: "COMMIT")
    }

    private func commit() throws(TransactionFailure) {
        _ = takeWarnings()
        // A connection known to be broken has not sent COMMIT.
        if hasBrokenDown { throw .undone(error: PostgresFault.connectionLost.tenonError, fault: .connectionLost) }
        do {
            let answer = try run(script: "COMMIT")
            // A commit that a standby has not confirmed comes with a warning, and one that failed as a rollback.
            if let warning = takeWarnings().first { throw TransactionFailure.unknown(warning) }
            guard answer.tag == "COMMIT" else {
                throw TransactionFailure.undone(error: PostgresFault.connectionLost.tenonError, fault: nil)
            }
        } catch let failure as TransactionFailure {
            throw failure
        } catch let fault as PostgresFault where !fault.isFatal {
            throw .undone(error: fault.tenonError, fault: fault)
        } catch {
            throw .unknown(error as? PostgresFault ?? .connectionLost)
        }
    }

    private func rollBack(after fault: PostgresFault?) {
        guard !hasBrokenDown else { return }
        // When this fails the session is not idle, and the pool closes it.
        _ = try? run(script: "ROLLBACK")
        if fault?.isStalePlan == true { try? forgetStatements() }
    }

    private func prepares(_ choice: PostgresSettings.PreparedStatements) -> Bool {
        switch choice {
        case .on: true
        case .off: false
        case .auto: !isPooledElsewhere
        }
    }
}
