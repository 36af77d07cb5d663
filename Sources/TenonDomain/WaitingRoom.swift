// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// What a machine says to somebody who wants to come in.
package enum Admission: Hashable, Sendable { case enter, wait, refuse }

/// Decides who comes in, and keeps those who wait.
package protocol AdmissionMachine: Sendable {
    associatedtype Waiter: Sendable

    /// Takes somebody who waits no longer out of the queue; `nil` when they are not in it.
    mutating func giveUp(id: UInt64) -> Waiter?
}

/// Where tasks wait until a machine lets them in.
package final class WaitingRoom<Machine: AdmissionMachine>: Sendable
where Machine.Waiter == CheckedContinuation<Void, any Error> {
    private struct State {
        var machine: Machine
        var lastID: UInt64 = 0
    }

    private let state: Mutex<State>

    package init(_ machine: Machine) { state = Mutex(State(machine: machine)) }

    /// Waits for the turn; a task that is cancelled while it waits leaves the queue at once.
    ///
    /// - Throws: `refusal` when the machine refuses, `CancellationError`.
    package func enter(
        refusal: @autoclosure @Sendable () -> any Error,
        _ ask: @Sendable (inout Machine, _ id: UInt64, Machine.Waiter) -> Admission
    ) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: Machine.Waiter) in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    // Under the lock: a cancellation that comes later finds the waiter in the queue.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    switch ask(&state.machine, id, continuation) {
                    case .enter: return .success(())
                    case .wait: return nil
                    case .refuse: return .failure(refusal())
                    }
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            state.withLock { $0.machine.giveUp(id: id) }?.resume(throwing: CancellationError())
        }
    }

    /// Lets in whom the machine names when somebody leaves.
    package func leave(_ next: (inout Machine) -> [Machine.Waiter]) {
        for waiter in state.withLock({ next(&$0.machine) }) { waiter.resume() }
    }
}
