// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonPostgres
import Testing

/// Every sequence of events up to a length, and long random ones: what always has to hold, holds.
@Suite struct PoolExplorationTests {
    @Test func `every sequence of seven events keeps the promises`() {
        var explored = 0
        func explore(_ world: World, depth: Int) {
            explored += 1
            guard depth > 0 else { return }
            for event in world.possibleEvents {
                var next = world
                next.apply(event)
                explore(next, depth: depth - 1)
            }
        }
        explore(World(), depth: 7)
        #expect(explored > 10_000)
    }

    @Test(arguments: 0..<20)
    func `long random sequences keep the promises, and end with everybody answered and everything closed`(seed: Int) {
        var generator = Generator(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        var world = World()
        for _ in 0..<1000 {
            let events = world.possibleEvents.filter { $0 != .shutDown }
            world.apply(events[Int.random(in: 0..<events.count, using: &generator)])
        }
        world.apply(.shutDown)
        while let event = world.possibleEvents.first(where: \.endsSomething) { world.apply(event) }
        #expect(world.hasFinished)
        #expect(world.waiting.isEmpty)
        #expect(world.phases.isEmpty)
    }
}

private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}

/// A pool and what is outside of it: keeps its own books, and compares.
private struct World {
    typealias Machine = PoolMachine<Int>

    enum Event: Hashable {
        case lease, giveUp, tick, shutDown
        case connected(Machine.SlotID)
        case connectFailed(Machine.SlotID)
        case closed(Machine.SlotID)
        case giveBack(Machine.SlotID, isUsable: Bool)

        var endsSomething: Bool {
            switch self {
            case .connected, .closed, .giveBack: true
            default: false
            }
        }
    }

    enum Phase { case connecting, open, lent, closing }

    static let limits: PoolLimits = {
        var limits = PoolLimits()
        limits.connectionsMax = 2
        limits.waitersMax = 2
        limits.waitMax = .seconds(3)
        limits.idleMax = .seconds(4)
        limits.lifetimeMax = .seconds(9)
        limits.backoffFirst = .seconds(1)
        return limits
    }()

    var machine = Machine(limits: limits)
    var phases: [Machine.SlotID: Phase] = [:]
    var waiting: Set<Int> = []
    var hasFinished = false
    private var isClosed = false
    private var lastWaiter = 0
    private var now = Duration.zero

    var possibleEvents: [Event] {
        var events: [Event] = [.lease, .tick]
        if !isClosed { events.append(.shutDown) }
        if !waiting.isEmpty { events.append(.giveUp) }
        for (id, phase) in phases.sorted(by: { $0.key.number < $1.key.number }) {
            switch phase {
            case .connecting: events += [.connected(id), .connectFailed(id)]
            case .lent: events += [.giveBack(id, isUsable: true), .giveBack(id, isUsable: false)]
            case .closing: events.append(.closed(id))
            case .open: break
            }
        }
        return events
    }

    mutating func apply(_ event: Event) {
        switch event {
        case .lease:
            lastWaiter += 1
            waiting.insert(lastWaiter)
            obey(machine.lease(id: UInt64(lastWaiter), waiter: lastWaiter, now: now))
        case .giveUp:
            guard let waiter = waiting.min() else { return }
            #expect(machine.giveUp(id: UInt64(waiter)) == waiter)
            waiting.remove(waiter)
        case .tick:
            now += .seconds(1)
            obey(machine.tick(now: now))
        case .shutDown:
            isClosed = true
            obey(machine.shutDown(now: now))
        case .connected(let id):
            phases[id] = .open
            obey(machine.connected(id, now: now, jitter: 0))
        case .connectFailed(let id):
            phases[id] = nil
            obey(machine.connectFailed(id, now: now, jitter: 1))
        case .closed(let id):
            phases[id] = nil
            obey(machine.closed(id, now: now))
        case .giveBack(let id, let isUsable):
            phases[id] = .open
            obey(machine.giveBack(id, isUsable: isUsable, now: now))
        }
        check(after: event)
    }

    private mutating func obey(_ commands: [Machine.Command]) {
        for command in commands {
            switch command {
            case .connect(let id):
                if isClosed || phases[id] != nil { Issue.record("connects \(id) once more, or after the end") }
                phases[id] = .connecting
            case .close(let id):
                if phases[id] != .open { Issue.record("closes \(id), which is not idle") }
                phases[id] = .closing
            case .lend(let id, let waiter, _):
                if phases[id] != .open || isClosed { Issue.record("lends \(id), which is not idle") }
                if waiting.remove(waiter) == nil { Issue.record("answers \(waiter) twice") }
                phases[id] = .lent
            case .refuse(let waiter, _):
                if waiting.remove(waiter) == nil { Issue.record("answers \(waiter) twice") }
            case .finish:
                if !phases.isEmpty || !isClosed { Issue.record("finishes with connections left") }
                hasFinished = true
            }
        }
    }

    private func check(after event: Event) {
        let isWhole =
            machine.connectionCount == phases.count && machine.connectionCount <= Self.limits.connectionsMax
            && machine.waiterCount == waiting.count && machine.waiterCount <= Self.limits.waitersMax
            && machine.lentCount == phases.values.count { $0 == .lent }
            && machine.idleCount == phases.values.count { $0 == .open }
        if !isWhole { Issue.record("the books differ after \(event)") }
        if !waiting.isEmpty, machine.idleCount > 0 { Issue.record("somebody waits beside an idle connection") }
        if !waiting.isEmpty, phases.isEmpty { Issue.record("somebody waits for nothing, after \(event)") }
        if isClosed, !waiting.isEmpty || machine.idleCount > 0 { Issue.record("something goes on after the end") }
    }
}
