// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenonDomain

/// Lets writes run, as many at a time as do not get in each other's way.
final class ContentionGate: Sendable {
    private typealias Continuation = CheckedContinuation<Void, any Error>

    private struct State {
        var machine: ContentionMachine<Continuation>
        var lastID: UInt64 = 0
    }

    private let state: Mutex<State>

    init(runningMax: Int, waitersMax: Int) {
        state = Mutex(State(machine: ContentionMachine(runningMax: runningMax, waitersMax: waitersMax)))
    }

    /// Waits for the turn; a task that is cancelled while it waits leaves the queue at once.
    func enter(isRepeat: Bool) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: Continuation) in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    // Under the lock: a cancellation that comes later finds the waiter in the queue.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    switch state.machine.enter(id: id, waiter: continuation, isRepeat: isRepeat) {
                    case .enter: return .success(())
                    case .wait: return nil
                    case .refuse:
                        return .failure(TenonError(.unavailable, "Too many changes are waiting to be written."))
                    }
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            state.withLock { $0.machine.giveUp(id: id) }?.resume(throwing: CancellationError())
        }
    }

    func leave(hadConflict: Bool) {
        for waiter in state.withLock({ $0.machine.leave(hadConflict: hadConflict) }) { waiter.resume() }
    }
}
