// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonPostgres
import Testing

/// The pool's decisions, one by one, without a network or a clock.
@Suite struct PoolMachineTests {
    private typealias Machine = PoolMachine<Int>

    private static func limits(_ change: (inout PoolLimits) -> Void = { _ in }) -> PoolLimits {
        var limits = PoolLimits()
        limits.connectionsMax = 2
        limits.waitersMax = 3
        change(&limits)
        return limits
    }

    /// A machine with `count` connections that were lent once and came back at 0.
    private static func machine(idle count: Int, _ limits: PoolLimits = limits()) -> (Machine, [Machine.SlotID]) {
        var machine = Machine(limits: limits)
        var ids: [Machine.SlotID] = []
        for waiter in 0..<count { ids += machine.lease(id: UInt64(waiter), waiter: waiter, now: .zero).connects }
        for id in ids { _ = machine.connected(id, now: .zero, jitter: 0) }
        for id in ids { _ = machine.giveBack(id, isUsable: true, now: .zero) }
        #expect(machine.idleCount == count)
        return (machine, ids)
    }

    @Test func `connections are opened as they are needed, up to the limit, and callers wait for the rest`() {
        var machine = Machine(limits: Self.limits())
        let first = machine.lease(id: 1, waiter: 1, now: .zero)
        #expect(first.words == ["connect 1"])
        #expect(machine.lease(id: 2, waiter: 2, now: .zero).words == ["connect 2"])
        #expect(machine.lease(id: 3, waiter: 3, now: .zero).words == [])
        #expect(machine.connected(first.connects[0], now: .zero, jitter: 0).words == ["lend 1 to 1"])
        #expect(machine.giveBack(first.connects[0], isUsable: true, now: .zero).words == ["lend 1 to 2"])
        #expect(machine.connectionCount == 2)
        #expect(machine.waiterCount == 1)
    }

    @Test func `more than the limit may not wait`() {
        var machine = Machine(limits: Self.limits())
        for waiter in 1...3 { _ = machine.lease(id: UInt64(waiter), waiter: waiter, now: .zero) }
        #expect(machine.lease(id: 4, waiter: 4, now: .zero).words == ["refuse 4 tooManyWaiting"])
        #expect(machine.waiterCount == 3)
    }

    @Test func `who waited too long is refused, and nobody else`() {
        var machine = Machine(limits: Self.limits { $0.waitMax = .seconds(10) })
        _ = machine.lease(id: 1, waiter: 1, now: .zero)
        _ = machine.lease(id: 2, waiter: 2, now: .seconds(1))
        #expect(machine.tick(now: .seconds(9)).words == [])
        #expect(machine.tick(now: .seconds(10)).words == ["refuse 1 waitedTooLong"])
        #expect(machine.waiterCount == 1)
    }

    @Test func `a waiter that gave up is forgotten, once`() {
        var machine = Machine(limits: Self.limits())
        let id = machine.lease(id: 1, waiter: 1, now: .zero).connects[0]
        #expect(machine.giveUp(id: 1) == 1)
        #expect(machine.giveUp(id: 1) == nil)
        #expect(machine.connected(id, now: .zero, jitter: 0).words == [])
        #expect(machine.idleCount == 1)
    }

    @Test func `the connection that was used last is lent first`() {
        var (machine, ids) = Self.machine(idle: 2)
        _ = machine.lease(id: 9, waiter: 9, now: .seconds(1))
        _ = machine.giveBack(ids[1], isUsable: true, now: .seconds(2))
        #expect(machine.lease(id: 10, waiter: 10, now: .seconds(3)).words == ["lend 2 to 10"])
    }

    @Test func `a connection that was idle for long is checked before it is lent`() {
        var (machine, _) = Self.machine(idle: 1, Self.limits { $0.checkAfter = .seconds(15) })
        #expect(machine.lease(id: 9, waiter: 9, now: .seconds(15)).words == ["lend 1 to 9 after a check"])
    }

    @Test func `when one connection breaks, those that were idle then are checked`() {
        var (machine, ids) = Self.machine(idle: 2)
        #expect(machine.lease(id: 9, waiter: 9, now: .seconds(1)).words == ["lend 2 to 9"])
        #expect(machine.giveBack(ids[1], isUsable: false, now: .seconds(2)).words == ["close 2"])
        #expect(machine.lease(id: 10, waiter: 10, now: .seconds(3)).words == ["lend 1 to 10 after a check"])
        _ = machine.giveBack(ids[0], isUsable: true, now: .seconds(4))
        #expect(machine.lease(id: 11, waiter: 11, now: .seconds(5)).words == ["lend 1 to 11"])
    }

    @Test func `idle connections are closed after a while, and old ones when they come back`() {
        let limits = Self.limits {
            $0.idleMax = .seconds(300)
            $0.lifetimeMax = .seconds(1800)
        }
        var (machine, ids) = Self.machine(idle: 2, limits)
        _ = machine.lease(id: 9, waiter: 9, now: .seconds(1))
        #expect(machine.tick(now: .seconds(299)).words == [])
        #expect(machine.tick(now: .seconds(300)).words == ["close 1"])
        #expect(machine.giveBack(ids[1], isUsable: true, now: .seconds(1800)).words == ["close 2"])
        #expect(machine.connectionCount == 2)
        for id in ids { _ = machine.closed(id, now: .seconds(1801)) }
        #expect(machine.connectionCount == 0)
    }

    @Test func `an idle connection at its end is not lent but replaced`() {
        var (machine, ids) = Self.machine(idle: 1, Self.limits { $0.lifetimeMax = .seconds(100) })
        #expect(machine.lease(id: 9, waiter: 9, now: .seconds(100)).words == ["close 1", "connect 2"])
        #expect(machine.closed(ids[0], now: .seconds(100)).words == [])
    }

    @Test func `lives end up to a tenth earlier`() {
        for (jitter, end) in [(0.0, 100), (0.5, 95), (1.0, 90)] {
            var machine = Machine(limits: Self.limits { $0.lifetimeMax = .seconds(100) })
            let id = machine.lease(id: 1, waiter: 1, now: .zero).connects[0]
            _ = machine.connected(id, now: .zero, jitter: jitter)
            _ = machine.giveBack(id, isUsable: true, now: .seconds(80))
            #expect(machine.tick(now: .seconds(end) - .milliseconds(1)).words == [])
            #expect(machine.tick(now: .seconds(end)).words == ["close 1"])
        }
    }

    // MARK: - A database that is away

    @Test func `when the only attempt fails all who wait are told, and for a while nobody connects`() {
        var machine = Machine(limits: Self.limits { $0.backoffFirst = .seconds(1) })
        let id = machine.lease(id: 1, waiter: 1, now: .zero).connects[0]
        #expect(machine.connectFailed(id, now: .zero, jitter: 1).words == ["refuse 1 unreachable"])
        #expect(machine.lease(id: 2, waiter: 2, now: .milliseconds(999)).words == ["refuse 2 unreachable"])
        #expect(machine.lease(id: 3, waiter: 3, now: .seconds(1)).words == ["connect 2"])
    }

    @Test func `the pause doubles up to a limit, and is half of that to all of it`() {
        let limits = Self.limits {
            $0.backoffFirst = .seconds(1)
            $0.backoffMax = .seconds(5)
        }
        var machine = Machine(limits: limits)
        var now = Duration.zero
        for (jitter, pause) in [(1.0, 1.0), (1, 2), (0, 2), (1, 5), (0, 2.5), (1, 5)] {
            let id = machine.lease(id: 1, waiter: 1, now: now).connects[0]
            _ = machine.connectFailed(id, now: now, jitter: jitter)
            now += .seconds(pause)
            #expect(machine.lease(id: 2, waiter: 2, now: now - .milliseconds(1)).words == ["refuse 2 unreachable"])
        }
    }

    @Test func `attempts that began together fail as one, and one at a time is made until one succeeds`() {
        var machine = Machine(limits: Self.limits { $0.backoffFirst = .seconds(1) })
        let ids = (1...2).flatMap { machine.lease(id: UInt64($0), waiter: $0, now: .zero).connects }
        #expect(machine.connectFailed(ids[0], now: .zero, jitter: 1).words == [])
        #expect(
            machine.connectFailed(ids[1], now: .zero, jitter: 1).words == [
                "refuse 1 unreachable", "refuse 2 unreachable",
            ])
        let probe = machine.lease(id: 3, waiter: 3, now: .seconds(1))
        #expect(probe.words == ["connect 3"])
        #expect(machine.lease(id: 4, waiter: 4, now: .seconds(1)).words == [])
        #expect(
            machine.connected(probe.connects[0], now: .seconds(1), jitter: 0).words == ["lend 3 to 3", "connect 4"])
    }

    @Test func `while other connections work, a failed attempt refuses nobody, and is made again`() {
        var (machine, ids) = Self.machine(idle: 1, Self.limits { $0.backoffFirst = .seconds(1) })
        _ = machine.lease(id: 9, waiter: 9, now: .zero)
        let attempt = machine.lease(id: 10, waiter: 10, now: .zero).connects[0]
        #expect(machine.connectFailed(attempt, now: .zero, jitter: 1).words == [])
        #expect(machine.tick(now: .milliseconds(500)).words == [])
        #expect(machine.tick(now: .seconds(1)).words == ["connect 3"])
        #expect(machine.giveBack(ids[0], isUsable: true, now: .seconds(2)).words == ["lend 1 to 10"])
    }

    // MARK: - The end

    @Test func `after the end nothing is lent, and it finishes when the last connection is closed`() {
        var (machine, ids) = Self.machine(idle: 2)
        _ = machine.lease(id: 8, waiter: 8, now: .zero)
        let words = machine.shutDown(now: .seconds(1)).words
        #expect(words == ["close 1"])
        #expect(machine.shutDown(now: .seconds(1)).words == [])
        #expect(machine.lease(id: 10, waiter: 10, now: .seconds(1)).words == ["refuse 10 closed"])
        #expect(machine.closed(ids[0], now: .seconds(1)).words == [])
        #expect(machine.giveBack(ids[1], isUsable: true, now: .seconds(2)).words == ["close 2"])
        #expect(machine.closed(ids[1], now: .seconds(2)).words == ["finish"])
    }

    @Test func `who waits at the end is refused, and what was being opened is closed`() {
        var machine = Machine(limits: Self.limits())
        let ids = (1...2).flatMap { machine.lease(id: UInt64($0), waiter: $0, now: .zero).connects }
        #expect(machine.shutDown(now: .zero).words == ["refuse 1 closed", "refuse 2 closed"])
        #expect(machine.connected(ids[0], now: .zero, jitter: 0).words == ["close 1"])
        #expect(machine.connectFailed(ids[1], now: .zero, jitter: 0).words == [])
        #expect(machine.closed(ids[0], now: .zero).words == ["finish"])
    }

    @Test func `an empty pool finishes at once`() {
        var machine = Machine(limits: Self.limits())
        #expect(machine.shutDown(now: .zero).words == ["finish"])
    }
}

extension [PoolMachine<Int>.Command] {
    var words: [String] {
        map { command in
            switch command {
            case .connect(let id): "connect \(id.number)"
            case .close(let id): "close \(id.number)"
            case .lend(let id, let waiter, let check):
                "lend \(id.number) to \(waiter)" + (check ? " after a check" : "")
            case .refuse(let waiter, let refusal): "refuse \(waiter) \(refusal)"
            case .finish: "finish"
            }
        }
    }

    var connects: [PoolMachine<Int>.SlotID] {
        compactMap { if case .connect(let id) = $0 { id } else { nil } }
    }
}
