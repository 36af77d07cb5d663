// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// How many requests may be under way at a time, and how many may wait.
package struct GateLimits: Sendable, Hashable {
    package let total: Int
    package let perHost: Int
    package let waiters: Int

    package init(total: Int, perHost: Int, waiters: Int) {
        self.total = total
        self.perHost = perHost
        self.waiters = waiters
    }
}

/// How many requests are under way, in all and per host, and who waits: a pure value.
///
/// First come, first served, except that a host that is full does not hold up the others.
package struct GateMachine<Waiter: Sendable>: AdmissionMachine {
    private struct Waiting {
        let id: UInt64
        let host: String
        let waiter: Waiter
    }

    private let limits: GateLimits
    private var underway: [String: Int] = [:]
    private var total = 0
    private var queue: [Waiting] = []

    package init(limits: GateLimits) { self.limits = limits }

    package var underwayCount: Int { total }
    package var waiterCount: Int { queue.count }

    package func underwayCount(host: String) -> Int { underway[host, default: 0] }

    /// Asks for a slot; `id` names the waiter when it gives up later.
    package mutating func enter(host: String, id: UInt64, waiter: Waiter) -> Admission {
        if hasRoom(for: host) {
            take(host)
            return .enter
        }
        guard queue.count < limits.waiters else { return .refuse }
        queue.append(Waiting(id: id, host: host, waiter: waiter))
        return .wait
    }

    /// Gives a slot back and returns the waiter that has it now.
    package mutating func leave(host: String) -> Waiter? {
        total -= 1
        let left = underway[host, default: 1] - 1
        underway[host] = left == 0 ? nil : left
        guard let index = queue.firstIndex(where: { hasRoom(for: $0.host) }) else { return nil }
        let next = queue.remove(at: index)
        take(next.host)
        return next.waiter
    }

    /// Forgets a waiter; `nil` when it does not wait (any more).
    package mutating func giveUp(id: UInt64) -> Waiter? {
        guard let index = queue.firstIndex(where: { $0.id == id }) else { return nil }
        return queue.remove(at: index).waiter
    }

    private func hasRoom(for host: String) -> Bool {
        total < limits.total && underway[host, default: 0] < limits.perHost
    }

    private mutating func take(_ host: String) {
        total += 1
        underway[host, default: 0] += 1
    }
}
