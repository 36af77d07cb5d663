// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenonDomain

/// Holds requests back until there is room for them.
final class Gate: Sendable {
    private typealias Continuation = CheckedContinuation<Void, any Error>

    private struct State {
        var machine: GateMachine<Continuation>
        var lastID: UInt64 = 0
    }

    private let state: Mutex<State>

    init(limits: GateLimits) { state = Mutex(State(machine: GateMachine(limits: limits))) }

    /// Runs `body` with a slot for `host`.
    ///
    /// A task that is cancelled while it waits leaves the queue at once.
    func withSlot<Result: Sendable>(host: String, _ body: () async throws -> Result) async throws -> Result {
        try await enter(host: host)
        defer { state.withLock { $0.machine.leave(host: host) }?.resume() }
        return try await body()
    }

    private func enter(host: String) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: Continuation) in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    // Under the lock: a cancellation that comes later finds the waiter in the queue.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    switch state.machine.enter(host: host, id: id, waiter: continuation) {
                    case .enter: return .success(())
                    case .wait: return nil
                    case .refuse: return .failure(OutboundFailure.busy)
                    }
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            state.withLock { $0.machine.giveUp(id: id) }?.resume(throwing: CancellationError())
        }
    }
}
