// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import Synchronization
internal import TenonDomain
internal import TenonStore

/// Writes that wait at the same time share one transaction, and so one `fsync`.
///
/// One that throws is rolled back alone: the others of its transaction are run again, each inside its own savepoint.
/// Nobody is answered before the transaction has been committed; when it cannot be, all of its writes fail. A write that
/// has begun is not cancelled, so its caller always learns what became of it.
final class GroupCommit: Sendable {
    /// How many writes may wait; more are refused.
    static let waitingMax = 4096
    /// How many writes share a transaction at most.
    static let groupMax = 128

    private struct Write: Sendable {
        /// Runs the body; what it returns answers the caller once the change is committed.
        let run: @Sendable (any SQLConnection) throws -> @Sendable () -> Void
        let fail: @Sendable (any Error) -> Void
    }

    private let pool: DatabasePool
    private let waiting = Mutex<[Write]>([])

    init(pool: DatabasePool) { self.pool = pool }

    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        try Task.checkCancellation()
        return try await withCheckedThrowingContinuation { continuation in
            let write = Write(
                run: { connection in
                    let value = try body(connection)
                    return { continuation.resume(returning: value) }
                }, fail: { continuation.resume(throwing: $0) })
            guard enqueue(write) else {
                write.fail(TenonError(.unavailable, "Too many changes are waiting to be written."))
                return
            }
            // One turn of the writer for each write: a turn that finds nothing left has been overtaken.
            pool.asyncWriteWithoutTransaction { self.commitGroup(on: $0) }
        }
    }

    private func enqueue(_ write: Write) -> Bool {
        waiting.withLock { waiting in
            guard waiting.count < Self.waitingMax else { return false }
            waiting.append(write)
            return true
        }
    }

    private func takeGroup() -> [Write] {
        waiting.withLock { waiting in
            let group = Array(waiting.prefix(Self.groupMax))
            waiting.removeFirst(group.count)
            return group
        }
    }

    private func commitGroup(on database: Database) {
        let group = takeGroup()
        guard !group.isEmpty else { return }
        do {
            // Most of the time nothing goes wrong, and savepoints would be two more statements for each.
            let answers = try together(group, on: database) ?? apart(group, on: database)
            for answer in answers { answer() }
        } catch {
            let error = SQLiteFault.tenonError(for: error)
            for write in group { write.fail(error) }
        }
    }

    /// Runs all in one transaction; `nil` when one of several failed, and then nothing has happened.
    ///
    /// - Throws: what the only one threw, and when the transaction cannot be committed.
    private func together(_ group: [Write], on database: Database) throws -> [@Sendable () -> Void]? {
        var answers: [@Sendable () -> Void] = []
        var failure: (any Error)?
        try database.inTransaction(.immediate) {
            do {
                for write in group { answers.append(try write.run(SQLiteConnection(database: database))) }
                return .commit
            } catch {
                failure = error
                return .rollback
            }
        }
        guard let failure else { return answers }
        guard group.count > 1 else { throw failure }
        return nil
    }

    /// Runs all in one transaction, and rolls back alone what fails.
    private func apart(_ group: [Write], on database: Database) throws -> [@Sendable () -> Void] {
        var answers: [@Sendable () -> Void] = []
        try database.inTransaction(.immediate) {
            for write in group { answers.append(try run(write, on: database)) }
            return .commit
        }
        return answers
    }

    /// Runs one write in a savepoint and returns how to answer its caller.
    ///
    /// - Throws: when SQLite has rolled back the whole transaction, as it does when the disk is full.
    private func run(_ write: Write, on database: Database) throws -> @Sendable () -> Void {
        var answer: @Sendable () -> Void = {}
        do {
            try database.inSavepoint {
                answer = try write.run(SQLiteConnection(database: database))
                return .commit
            }
        } catch {
            guard database.isInsideTransaction else { throw error }
            let error = SQLiteFault.tenonError(for: error)
            answer = { write.fail(error) }
        }
        return answer
    }
}
