// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Single flight: however many callers want a connection's token anew, one refresh answers them all.
///
/// A pure value, without clock and network.
package struct RefreshMachine<Waiter> {
    /// How many callers may wait for one refresh; more are refused.
    package static var waitersMax: Int { 10_000 }

    package enum Action {
        /// The caller waits, and a refresh has to be started for it.
        case start
        /// The caller waits for the refresh under way.
        case wait
        /// Too many wait already.
        case refuse
    }

    private enum State {
        case idle
        case refreshing([Int: Waiter])
    }

    private var state = State.idle

    package init() {}

    package var isIdle: Bool {
        guard case .idle = state else { return false }
        return true
    }

    package var hasWaiters: Bool {
        guard case .refreshing(let waiters) = state else { return false }
        return !waiters.isEmpty
    }

    /// A caller wants a token; `key` names it among the waiting.
    package mutating func tokenRequested(by waiter: Waiter, key: Int) -> Action {
        switch state {
        case .idle:
            state = .refreshing([key: waiter])
            return .start
        case .refreshing(var waiters):
            guard waiters.count < Self.waitersMax else { return .refuse }
            // While the state holds the waiters as well, each newcomer would copy all of them.
            state = .idle
            waiters[key] = waiter
            state = .refreshing(waiters)
            return .wait
        }
    }

    /// A refresh is due though nobody waits for it; false when one is under way.
    package mutating func refreshBecameDue() -> Bool {
        guard isIdle else { return false }
        state = .refreshing([:])
        return true
    }

    /// A caller gave up: the refresh goes on, others may wait for it.
    package mutating func waiterLeft(key: Int) -> Waiter? {
        guard case .refreshing(var waiters) = state else { return nil }
        state = .idle
        let waiter = waiters.removeValue(forKey: key)
        state = .refreshing(waiters)
        return waiter
    }

    /// The refresh ended; returns who is to be told.
    package mutating func refreshEnded() -> [Waiter] {
        guard case .refreshing(let waiters) = state else { return [] }
        state = .idle
        return Array(waiters.values)
    }
}
