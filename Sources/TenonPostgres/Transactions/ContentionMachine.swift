// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// How many transactions write at the same time, and who waits to: a pure value.
///
/// Transactions that touch the same rows make each other fail, and repeating all of them at once would go on so. Each
/// conflict therefore halves how many may run, and sixteen that went well allow one more. What has to be repeated goes
/// before what is new.
package struct ContentionMachine<Waiter: Sendable>: AdmissionMachine {
    private struct Waiting {
        let id: UInt64
        let waiter: Waiter
    }

    private let runningMax: Int
    private let waitersMax: Int
    private var limit: Double
    private var running = 0
    private var repeats: [Waiting] = []
    private var newcomers: [Waiting] = []

    package init(runningMax: Int, waitersMax: Int) {
        self.runningMax = runningMax
        self.waitersMax = waitersMax
        limit = Double(runningMax)
    }

    package var runningCount: Int { running }
    package var waiterCount: Int { repeats.count + newcomers.count }
    /// How many may run at the moment.
    package var allowance: Int { Int(limit) }

    /// Asks to run; `id` names the waiter when it gives up later.
    package mutating func enter(id: UInt64, waiter: Waiter, isRepeat: Bool) -> Admission {
        if running < allowance, waiterCount == 0 || isRepeat && repeats.isEmpty {
            running += 1
            return .enter
        }
        // What repeats has been let in before: their number is bounded by that.
        if isRepeat {
            repeats.append(Waiting(id: id, waiter: waiter))
            return .wait
        }
        guard newcomers.count < waitersMax else { return .refuse }
        newcomers.append(Waiting(id: id, waiter: waiter))
        return .wait
    }

    /// Ends a run and returns who may run now.
    package mutating func leave(hadConflict: Bool) -> [Waiter] {
        running -= 1
        limit = hadConflict ? max(1, limit / 2) : min(Double(runningMax), limit + 1.0 / 16)
        var admitted: [Waiter] = []
        while running < allowance, let next = takeNext() {
            running += 1
            admitted.append(next)
        }
        return admitted
    }

    /// Forgets a waiter; `nil` when it does not wait (any more).
    package mutating func giveUp(id: UInt64) -> Waiter? {
        if let index = repeats.firstIndex(where: { $0.id == id }) { return repeats.remove(at: index).waiter }
        guard let index = newcomers.firstIndex(where: { $0.id == id }) else { return nil }
        return newcomers.remove(at: index).waiter
    }

    private mutating func takeNext() -> Waiter? {
        if !repeats.isEmpty { return repeats.removeFirst().waiter }
        return newcomers.isEmpty ? nil : newcomers.removeFirst().waiter
    }
}
