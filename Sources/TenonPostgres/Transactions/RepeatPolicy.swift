// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Whether a transaction that failed is run again, and when: a pure value, for one call.
///
/// Only whole bodies are repeated, and only while it is certain that the attempt before changed nothing.
struct RepeatPolicy {
    /// How often one change gives way to others.
    static let conflictsMax = 60
    /// How long that may take in all, unless it may take as long as it takes.
    static let conflictTimeMax = Duration.seconds(15)
    /// How often one call finds its connection lost, or its statements unknown to the server.
    static let lossesMax = 2
    /// How often it finds that the schema has changed under a statement: each connection finds that out by itself.
    static let schemaChangesMax = 64
    private static let pauseFirst = Duration.milliseconds(1)
    private static let pauseMax = Duration.milliseconds(64)

    private let purpose: TransactionKind.Purpose
    private var conflicts = 0
    private var losses = 0
    private var schemaChanges = 0

    init(for purpose: TransactionKind.Purpose) { self.purpose = purpose }

    /// How long to wait before the next attempt, or `nil` when there is none.
    ///
    /// The first attempt began `elapsed` ago; `jitter` is from 0 to 1.
    mutating func pause(after failure: TransactionFailure, elapsed: Duration, jitter: Double) -> Duration? {
        guard case .undone(_, let fault?) = failure else { return nil }
        if fault.isConflict {
            conflicts += 1
            let isInTime = elapsed < Self.conflictTimeMax || purpose == .migrate
            guard conflicts <= Self.conflictsMax, isInTime else { return nil }
            return min(Self.pauseFirst * (1 << min(conflicts, 16)), Self.pauseMax) * jitter
        }
        if fault.isSchemaChange {
            schemaChanges += 1
            return schemaChanges <= Self.schemaChangesMax ? .zero : nil
        }
        let isRead = purpose == .read
        let isWorthIt =
            fault.isFatal || fault.isStalePlan || (fault.isReadOnlyServer || fault.isMadeMeanwhile) && !isRead
        guard isWorthIt else { return nil }
        losses += 1
        return losses < Self.lossesMax ? .zero : nil
    }
}
