// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonStore
import Testing

@testable import TenonPostgres

/// What each kind of failure means for the caller, and whether the transaction is run again.
@Suite struct FailureTests {
    private func fault(_ code: String, isFatal: Bool = false, schema: String? = nil, function: String? = nil)
        -> PostgresFault
    {
        PostgresFault(code, "words", isFatal: isFatal, schema: schema, function: function)
    }

    @Test(arguments: [
        (["23505"], TenonError.Code.conflict), (["23503", "23001"], .conflict),
        (["22021", "22P05"], .validationFailed),
        (["40001", "40P01", "40003"], .unavailable), (["25006", "25P03"], .unavailable),
        (["55P03", "55006", "57014"], .unavailable), (["57P01", "57P02", "57P03", "57P05"], .unavailable),
        (["08000", "08001", "08003", "08004", "08006", "08P01"], .unavailable),
        (["53000", "53100", "53200", "53300", "53400"], .unavailable), (["28000", "28P01", "3D000"], .unavailable),
        (["58000", "58030", "F0000", "XX000", "XX001", "XX002"], .unavailable), (["42501"], .unavailable),
        (["TN001"], .internalError),
        (["22001", "22003", "22P02", "23502", "23514", "42601", "42703", "42P01", "42P18", "0A000"], .internalError),
        (["25P02", "21000", "26000", "P0001", "ZZZZZ", ""], .internalError),
    ])
    func `a code has its meaning`(codes: [String], expected: TenonError.Code) {
        for code in codes { #expect(fault(code).tenonError.code == expected, "\(code)") }
    }

    @Test func `whatever ends the connection is unavailable`() {
        #expect(fault("TN001", isFatal: true).tenonError.code == .unavailable)
        #expect(PostgresFault.silence.tenonError.code == .unavailable)
        #expect(PostgresFault.connectionLost.tenonError.code == .unavailable)
    }

    @Test func `a standby is known by what it cannot do`() {
        #expect(fault("25006").isReadOnlyServer)
        let standby = fault("0A000", function: "GetSerializableTransactionSnapshot")
        #expect(standby.isReadOnlyServer)
        #expect(standby.tenonError.code == .unavailable)
        #expect(!fault("0A000", function: "RevalidateCachedQuery").isReadOnlyServer)
        #expect(!fault("0A000").isReadOnlyServer)
    }

    @Test func `conflicts are repeated, so often and no more, after a pause that grows to a limit`() {
        for code in ["40001", "40P01"] {
            var policy = RepeatPolicy(for: .write)
            let failure = TransactionFailure.undone(error: fault(code).tenonError, fault: fault(code))
            let pauses = (0..<RepeatPolicy.conflictsMax).map { _ in
                policy.pause(after: failure, elapsed: .zero, jitter: 1)
            }
            #expect(pauses.first == .milliseconds(2))
            #expect(pauses.last == .milliseconds(64))
            #expect(!pauses.contains(nil))
            #expect(policy.pause(after: failure, elapsed: .zero, jitter: 1) == nil)
        }
    }

    @Test func `conflicts are repeated for a while, but a migration waits for as long as it takes`() {
        let failure = TransactionFailure.undone(error: fault("40001").tenonError, fault: fault("40001"))
        var write = RepeatPolicy(for: .write)
        #expect(write.pause(after: failure, elapsed: RepeatPolicy.conflictTimeMax, jitter: 1) == nil)
        var migration = RepeatPolicy(for: .migrate)
        #expect(migration.pause(after: failure, elapsed: .seconds(3600), jitter: 1) != nil)
    }

    @Test func `a table made by two at once is made once more, a name taken is not`() {
        for code in ["42P07", "42710"] { #expect(fault(code).isMadeMeanwhile) }
        #expect(fault("23505", schema: "pg_catalog").isMadeMeanwhile)
        #expect(!fault("23505", schema: "public").isMadeMeanwhile)
        #expect(!fault("23505").isMadeMeanwhile)
    }

    @Test func `a lost connection is replaced once, and a statement that the server does not know too`() {
        for fault in [
            fault("08006", isFatal: true), fault("57P01", isFatal: true), fault("26000"), fault("42P05"),
        ] {
            for isRead in [true, false] {
                var policy = RepeatPolicy(for: isRead ? .read : .write)
                let failure = TransactionFailure.undone(error: fault.tenonError, fault: fault)
                #expect(policy.pause(after: failure, elapsed: .zero, jitter: 1) == .zero)
                #expect(policy.pause(after: failure, elapsed: .zero, jitter: 1) == nil)
            }
        }
    }

    /// Whichever connections of the pool the attempts get, each has to find it out.
    @Test func `a schema that has changed is found out by each connection`() {
        let fault = fault("0A000", function: "RevalidateCachedQuery")
        #expect(fault.isStalePlan)
        for isRead in [true, false] {
            var policy = RepeatPolicy(for: isRead ? .read : .write)
            let failure = TransactionFailure.undone(error: fault.tenonError, fault: fault)
            for _ in 0..<RepeatPolicy.schemaChangesMax {
                #expect(policy.pause(after: failure, elapsed: .zero, jitter: 1) == .zero)
            }
            #expect(policy.pause(after: failure, elapsed: .zero, jitter: 1) == nil)
        }
    }

    @Test func `a server that only reads is left once by a write, and is right for a read that wrote`() {
        let failure = TransactionFailure.undone(error: fault("25006").tenonError, fault: fault("25006"))
        var write = RepeatPolicy(for: .write)
        #expect(write.pause(after: failure, elapsed: .zero, jitter: 1) == .zero)
        var read = RepeatPolicy(for: .read)
        #expect(read.pause(after: failure, elapsed: .zero, jitter: 1) == nil)
    }

    @Test func `what a body throws, what is wrong, and what may have been committed are never repeated`() {
        let failures: [TransactionFailure] = [
            .undone(error: TenonError(.conflict, "x"), fault: nil),
            .undone(error: fault("23505").tenonError, fault: fault("23505")),
            .undone(error: fault("57014").tenonError, fault: fault("57014")), .unknown(.connectionLost),
            .unknown(fault("40001")),
        ]
        for failure in failures {
            var policy = RepeatPolicy(for: .write)
            #expect(policy.pause(after: failure, elapsed: .zero, jitter: 1) == nil)
        }
    }

    @Test func `a lost answer to COMMIT is told as what it is`() {
        let error = TransactionFailure.unknown(.connectionLost).error as? TenonError
        #expect(error?.code == .unavailable)
        #expect(error?.detail.contains("may have been made or not") == true)
    }
}
