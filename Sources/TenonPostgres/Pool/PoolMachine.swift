// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Bounds of a pool of connections.
package struct PoolLimits: Hashable, Sendable {
    /// How many connections there are at most, those that are being opened or closed included.
    package var connectionsMax = 16
    /// How many callers may wait for one; more are refused.
    package var waitersMax = 1024
    /// How long a caller waits at most.
    package var waitMax = Duration.seconds(10)
    /// How long a connection nobody needs stays open.
    package var idleMax = Duration.seconds(300)
    /// How long a connection is used before another takes its place; up to a tenth less, so that not all end at once.
    package var lifetimeMax = Duration.seconds(1800)
    /// From what idle time on a connection is asked whether it still works before it is lent.
    package var checkAfter = Duration.seconds(15)
    /// How long nobody connects after a first failure; doubled with each further one.
    package var backoffFirst = Duration.milliseconds(100)
    package var backoffMax = Duration.seconds(4)

    package init() {}
}

/// Which connections are open, who has them, and who waits: a pure value.
///
/// It opens and closes nothing and knows no clock: the time is passed in, counted from any one moment, and each call
/// returns what is to be done. First come, first served; of the idle connections the one used last is lent first, so
/// that those beyond the need grow old and are closed.
package struct PoolMachine<Waiter> {
    /// Names a place in the pool from the attempt to connect until the connection is closed.
    package struct SlotID: Hashable, Sendable {
        package let number: UInt64
    }

    package enum Refusal: Hashable, Sendable {
        /// The caller was cancelled before it could be served.
        case cancelled
        /// The pool has been shut down.
        case closed
        case tooManyWaiting
        case waitedTooLong
        /// No connection is open, and the last attempts to open one failed.
        case unreachable
    }

    /// What the pool has to do now.
    package enum Command {
        case connect(SlotID)
        case close(SlotID)
        /// When `check` is true the connection has to prove first that it works.
        case lend(SlotID, to: Waiter, check: Bool)
        case refuse(Waiter, Refusal)
        /// The pool has been shut down and its last connection is closed.
        case finish
    }

    private enum Phase {
        case connecting
        case idle(since: Duration)
        case lent
        case closing
    }

    private struct Slot {
        var phase = Phase.connecting
        var endsAt = Duration.zero
    }

    private struct Waiting {
        let id: UInt64
        let waiter: Waiter
        let until: Duration
    }

    private let limits: PoolLimits
    private var slots: [SlotID: Slot] = [:]
    private var queue: [Waiting] = []
    private var lastSlot: UInt64 = 0
    private var isClosed = false
    /// Failed attempts to connect since the last that did not fail.
    private var failures = 0
    private var connectNotBefore = Duration.zero
    /// Connections that were idle then have to prove that they work: another broke.
    private var suspectUntil: Duration?

    package init(limits: PoolLimits) { self.limits = limits }

    package var connectionCount: Int { slots.count }
    package var waiterCount: Int { queue.count }
    package var lentCount: Int { count { if case .lent = $0 { true } else { false } } }
    package var idleCount: Int { count { if case .idle = $0 { true } else { false } } }
    package var connectingCount: Int { count { if case .connecting = $0 { true } else { false } } }

    // MARK: - Callers

    /// Asks for a connection; `id` names the waiter when it gives up later.
    package mutating func lease(id: UInt64, waiter: Waiter, now: Duration) -> [Command] {
        if isClosed { return [.refuse(waiter, .closed)] }
        guard queue.count < limits.waitersMax else { return [.refuse(waiter, .tooManyWaiting)] }
        queue.append(Waiting(id: id, waiter: waiter, until: now + limits.waitMax))
        return advance(now)
    }

    /// Forgets a waiter; `nil` when it does not wait (any more).
    package mutating func giveUp(id: UInt64) -> Waiter? {
        guard let index = queue.firstIndex(where: { $0.id == id }) else { return nil }
        return queue.remove(at: index).waiter
    }

    /// Takes a connection back; one that is not usable any more is closed.
    package mutating func giveBack(_ id: SlotID, isUsable: Bool, now: Duration) -> [Command] {
        guard let slot = slots[id] else { return [] }
        if !isUsable { suspectUntil = now }
        guard isUsable, !isClosed, now < slot.endsAt else { return [close(id)] + advance(now) }
        slots[id]?.phase = .idle(since: now)
        return advance(now)
    }

    // MARK: - Connections

    /// A connection is open; `jitter`, from 0 to 1, spreads the ends of lives.
    package mutating func connected(_ id: SlotID, now: Duration, jitter: Double) -> [Command] {
        guard slots[id] != nil else { return [] }
        failures = 0
        connectNotBefore = .zero
        if isClosed { return [close(id)] }
        slots[id] = Slot(phase: .idle(since: now), endsAt: now + limits.lifetimeMax * (1 - jitter / 10))
        return advance(now)
    }

    /// A connection could not be opened; `jitter`, from 0 to 1, spreads the attempts of many nodes.
    package mutating func connectFailed(_ id: SlotID, now: Duration, jitter: Double) -> [Command] {
        guard slots.removeValue(forKey: id) != nil else { return [] }
        // Attempts that began together fail together, and count as one.
        if now >= connectNotBefore {
            let pause = limits.backoffFirst * (1 << min(failures, 16))
            connectNotBefore = now + min(pause, limits.backoffMax) * (0.5 + jitter / 2)
            failures += 1
        }
        return advance(now)
    }

    /// A connection has been closed.
    package mutating func closed(_ id: SlotID, now: Duration) -> [Command] {
        guard slots.removeValue(forKey: id) != nil else { return [] }
        return advance(now)
    }

    // MARK: - Time and end

    /// Looks after what only time changes; to be called every now and then.
    package mutating func tick(now: Duration) -> [Command] {
        var commands: [Command] = queue.filter { $0.until <= now }.map { .refuse($0.waiter, .waitedTooLong) }
        queue.removeAll { $0.until <= now }
        for (id, slot) in slots.sorted(by: { $0.key.number < $1.key.number }) {
            guard case .idle(let since) = slot.phase else { continue }
            if since + limits.idleMax <= now || slot.endsAt <= now { commands.append(close(id)) }
        }
        return commands + advance(now)
    }

    /// Lends nothing any more; connections that are lent are closed when they come back.
    package mutating func shutDown(now: Duration) -> [Command] {
        guard !isClosed else { return [] }
        isClosed = true
        var commands: [Command] = queue.map { .refuse($0.waiter, .closed) }
        queue = []
        for (id, slot) in slots.sorted(by: { $0.key.number < $1.key.number }) {
            if case .idle = slot.phase { commands.append(close(id)) }
        }
        return commands + advance(now)
    }

    // MARK: - Decisions

    private mutating func advance(_ now: Duration) -> [Command] {
        if isClosed { return slots.isEmpty ? [.finish] : [] }
        var commands: [Command] = []
        while !queue.isEmpty, let (id, check) = takeIdle(now, closing: &commands) {
            commands.append(.lend(id, to: queue.removeFirst().waiter, check: check))
        }
        while mayConnect(now) {
            lastSlot += 1
            let id = SlotID(number: lastSlot)
            slots[id] = Slot()
            commands.append(.connect(id))
        }
        if slots.isEmpty {
            // Nothing is open and nothing may be opened yet, so waiting would be for the next attempt's sake alone.
            commands += queue.map { .refuse($0.waiter, .unreachable) }
            queue = []
        }
        return commands
    }

    /// The idle connection that was used last and is not at its end, and whether it has to be checked.
    private mutating func takeIdle(_ now: Duration, closing commands: inout [Command]) -> (SlotID, check: Bool)? {
        let idle = slots.compactMap { id, slot -> (id: SlotID, since: Duration, endsAt: Duration)? in
            guard case .idle(let since) = slot.phase else { return nil }
            return (id, since, slot.endsAt)
        }
        for slot in idle.sorted(by: { ($0.since, $0.id.number) > ($1.since, $1.id.number) }) {
            if slot.endsAt <= now {
                commands.append(close(slot.id))
                continue
            }
            slots[slot.id]?.phase = .lent
            let isSuspect = suspectUntil.map { slot.since <= $0 } ?? false
            return (slot.id, check: isSuspect || now - slot.since >= limits.checkAfter)
        }
        return nil
    }

    private func mayConnect(_ now: Duration) -> Bool {
        let connecting = connectingCount
        guard connecting < queue.count, slots.count < limits.connectionsMax, now >= connectNotBefore else {
            return false
        }
        // After a failure one attempt at a time finds out whether the database is back.
        return failures == 0 || connecting == 0
    }

    private mutating func close(_ id: SlotID) -> Command {
        slots[id]?.phase = .closing
        return .close(id)
    }

    private func count(_ isCounted: (Phase) -> Bool) -> Int { slots.values.count { isCounted($0.phase) } }
}

extension PoolMachine.Command: Sendable where Waiter: Sendable {}
