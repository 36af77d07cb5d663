// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonEngine
import Testing

/// However many callers want a token, one refresh answers them all.
@Suite struct RefreshMachineTests {
    private enum Event: CaseIterable {
        case request, due, oldestLeaves, strangerLeaves, end
    }

    /// What has to be true, kept beside the machine.
    private struct Model {
        var isRefreshing = false
        var waiting: [Int] = []
        var told: [Int] = []
        var lastKey = 0
    }

    /// Gives the event to both and compares.
    private func step(_ event: Event, _ machine: inout RefreshMachine<Int>, _ model: inout Model) {
        switch event {
        case .request:
            model.lastKey += 1
            let action = machine.tokenRequested(by: model.lastKey * 10, key: model.lastKey)
            switch action {
            case .start: #expect(!model.isRefreshing)
            case .wait: #expect(model.isRefreshing)
            case .refuse: Issue.record("nobody is refused before the bound")
            }
            model.isRefreshing = true
            model.waiting.append(model.lastKey)
        case .due:
            let isFirst = machine.refreshBecameDue()
            #expect(isFirst == !model.isRefreshing)
            model.isRefreshing = true
        case .oldestLeaves:
            let key = model.waiting.first
            let left = machine.waiterLeft(key: key ?? 0)
            #expect(left == key.map { $0 * 10 })
            if let key {
                model.waiting.removeFirst()
                model.told.append(key)
                let again = machine.waiterLeft(key: key)
                #expect(again == nil, "nobody is told twice")
            }
        case .strangerLeaves:
            let stranger = machine.waiterLeft(key: 99)
            #expect(stranger == nil)
        case .end:
            let told = machine.refreshEnded().map { $0 / 10 }
            #expect(told.sorted() == model.waiting)
            #expect(Set(told).isDisjoint(with: model.told))
            model.told += told
            (model.waiting, model.isRefreshing) = ([], false)
        }
        #expect(machine.isIdle == !model.isRefreshing)
    }

    private func explore(_ depth: Int, _ machine: RefreshMachine<Int>, _ model: Model) -> Int {
        guard depth > 0 else { return 1 }
        return Event.allCases.reduce(0) { count, event in
            var (machine, model) = (machine, model)
            step(event, &machine, &model)
            return count + explore(depth - 1, machine, model)
        }
    }

    @Test func `in every order of events one refresh is under way, and everybody is told once`() {
        #expect(explore(6, RefreshMachine(), Model()) == 15_625)
    }

    @Test func `a refresh that nobody waits for any more goes on, and a newcomer joins it`() {
        var machine = RefreshMachine<String>()
        let first = machine.tokenRequested(by: "a", key: 1)
        let left = machine.waiterLeft(key: 1)
        #expect(first == .start && left == "a" && !machine.isIdle)
        let second = machine.tokenRequested(by: "b", key: 2)
        let isDue = machine.refreshBecameDue()
        #expect(second == .wait && !isDue)
        let told = machine.refreshEnded()
        let toldAgain = machine.refreshEnded()
        #expect(told == ["b"] && toldAgain.isEmpty)
    }

    @Test func `more callers than the bound are refused, and a place that becomes free is given again`() {
        var machine = RefreshMachine<Int>()
        let most = RefreshMachine<Int>.waitersMax
        let refused = (1...most).filter { machine.tokenRequested(by: $0, key: $0) == .refuse }
        #expect(refused.isEmpty)
        let tooMany = machine.tokenRequested(by: 0, key: most + 1)
        #expect(tooMany == .refuse)
        let stranger = machine.waiterLeft(key: most + 1)
        let left = machine.waiterLeft(key: 1)
        #expect(stranger == nil && left == 1)
        let next = machine.tokenRequested(by: -1, key: most + 2)
        #expect(next == .wait)
        let told = machine.refreshEnded()
        #expect(told.count == most)
    }
}
