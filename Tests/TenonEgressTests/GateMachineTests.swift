// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonEgress
import Testing

@Suite struct GateMachineTests {
    private func machine(total: Int, perHost: Int, waiters: Int) -> GateMachine<UInt64> {
        GateMachine(limits: GateLimits(total: total, perHost: perHost, waiters: waiters))
    }

    @Test func `a full host waits and does not hold up another`() {
        var gate = machine(total: 3, perHost: 1, waiters: 9)
        #expect(gate.enter(host: "a", id: 1, waiter: 1) == .enter)
        #expect(gate.enter(host: "a", id: 2, waiter: 2) == .wait)
        #expect(gate.enter(host: "b", id: 3, waiter: 3) == .enter)
        #expect(gate.leave(host: "b") == nil)
        #expect(gate.leave(host: "a") == 2)
    }

    @Test func `who came first goes first`() {
        var gate = machine(total: 1, perHost: 1, waiters: 9)
        #expect(gate.enter(host: "a", id: 1, waiter: 1) == .enter)
        for id in 2...4 as ClosedRange<UInt64> { #expect(gate.enter(host: "a", id: id, waiter: id) == .wait) }
        #expect(gate.giveUp(id: 2) == 2)
        #expect(gate.giveUp(id: 2) == nil)
        #expect(gate.leave(host: "a") == 3)
        #expect(gate.leave(host: "a") == 4)
        #expect(gate.leave(host: "a") == nil)
        #expect(gate.underwayCount == 0)
    }

    @Test func `no more wait than may`() {
        var gate = machine(total: 1, perHost: 1, waiters: 1)
        #expect(gate.enter(host: "a", id: 1, waiter: 1) == .enter)
        #expect(gate.enter(host: "a", id: 2, waiter: 2) == .wait)
        #expect(gate.enter(host: "b", id: 3, waiter: 3) == .refuse)
    }

    /// Every sequence of five events over two hosts and small limits, against a model that only counts.
    @Test(arguments: [(1, 1, 0), (1, 1, 2), (2, 1, 1), (2, 2, 2), (3, 2, 1)])
    func `limits hold in every order of events`(_ total: Int, _ perHost: Int, _ waiters: Int) {
        let events = ["enter a", "enter b", "leave a", "leave b", "give up first", "give up last"]
        let length = 5
        var count = 1
        for _ in 0..<length { count *= events.count }
        for sequence in 0..<count {
            var gate = machine(total: total, perHost: perHost, waiters: waiters)
            var inside: [String] = []
            var waiting: [(id: UInt64, host: String)] = []
            var rest = sequence
            for step in 0..<length {
                let event = events[rest % events.count]
                rest /= events.count
                let host = String(event.suffix(1))
                if event.hasPrefix("enter") {
                    switch gate.enter(host: host, id: UInt64(step), waiter: UInt64(step)) {
                    case .enter: inside.append(host)
                    case .wait: waiting.append((UInt64(step), host))
                    case .refuse: if waiting.count < waiters { Issue.record("refused with room to wait") }
                    }
                } else if event.hasPrefix("leave"), let index = inside.firstIndex(of: host) {
                    inside.remove(at: index)
                    if let next = gate.leave(host: host), let place = waiting.firstIndex(where: { $0.id == next }) {
                        inside.append(waiting.remove(at: place).host)
                    }
                } else if event.hasPrefix("give"), let leaver = event.hasSuffix("first") ? waiting.first : waiting.last
                {
                    if gate.giveUp(id: leaver.id) != leaver.id { Issue.record("a waiter could not give up") }
                    waiting.removeAll { $0.id == leaver.id }
                }
                let isSound =
                    gate.underwayCount == inside.count && inside.count <= total
                    && gate.waiterCount == waiting.count && waiting.count <= waiters
                    && ["a", "b"].allSatisfy { name in
                        let used = inside.count(where: { $0 == name })
                        return gate.underwayCount(host: name) == used && used <= perHost
                    }
                    // Nobody waits while there is room.
                    && waiting.allSatisfy { waiter in
                        inside.count == total || inside.count(where: { $0 == waiter.host }) == perHost
                    }
                if !isSound {
                    Issue.record("limits broken in sequence \(sequence) at step \(step)")
                    return
                }
            }
        }
    }
}
