// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Lets a number of tasks through at a time; for one caller that waits.
final class FlightGate: Sendable {
    private struct State {
        var free: Int
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>

    init(max: Int) { state = Mutex(State(free: max)) }

    func enter() async {
        await withCheckedContinuation { continuation in
            let mayEnter = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.waiter = continuation
                return false
            }
            if mayEnter { continuation.resume() }
        }
    }

    func leave() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let waiter = state.waiter else {
                state.free += 1
                return nil
            }
            state.waiter = nil
            return waiter
        }
        waiter?.resume()
    }
}
