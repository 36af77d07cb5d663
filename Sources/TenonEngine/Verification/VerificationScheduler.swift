// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
internal import TenonCatalog
package import TenonDomain

/// Verifies every connection from time to time, so that nobody learns from a customer that a key died weeks ago, and
/// tells of those that a person has to authorize again soon.
///
/// When the next verification is due is stored with the connection; several processes may work on one database.
package final class VerificationScheduler: Sendable {
    /// How often it looks when nothing else makes it.
    static let interval: Duration = .seconds(5)
    /// How many verifications are under way.
    static let totalMax = 64
    /// The same for one connection type: a provider is not flooded, and one that hangs holds up nobody else's.
    static let perTypeMax = 16
    /// How long a connection is one process's; longer than a verification takes.
    static let claimDuration: Duration = .seconds(15 * 60)
    /// How many connections are planned, or told of, in one transaction.
    static let pageMax = 500
    /// How often it looks for connections that end soon, of which there may be many that were told of already.
    static let expiryInterval: Duration = .seconds(600)
    /// How long before its end a connection is told of.
    static let expiryNotice: Duration = .seconds(7 * 86_400)

    private struct State {
        var underWay: [String: Int] = [:]
        var total: Int { underWay.values.reduce(0, +) }
    }

    private let schedule: VerificationSchedule?
    private let checks: any CheckStore
    private let connections: any ConnectionStore
    private let verifications: VerificationRecorder
    private let catalog: CatalogSource
    private let clock: any WallClock
    private let randomness: any Randomness
    private let state = Mutex(State())
    private let looks: AsyncStream<Void>
    private let look: AsyncStream<Void>.Continuation

    /// Without a `schedule` nothing is verified.
    package init(
        schedule: VerificationSchedule?, checks: any CheckStore, connections: any ConnectionStore,
        verifications: VerificationRecorder, catalog: CatalogSource, clock: any WallClock, randomness: any Randomness
    ) {
        self.schedule = schedule
        self.checks = checks
        self.connections = connections
        self.verifications = verifications
        self.catalog = catalog
        self.clock = clock
        self.randomness = randomness
        (looks, look) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Looks no more: ``run()`` ends when what is under way has.
    package func stop() { look.finish() }

    /// Looks and verifies until ``stop()`` is called.
    package func run() async {
        let logger = Logger(label: "tenon.verification")
        var (isPlanned, isComplete) = (false, false)
        var nextExpiryLook = ContinuousClock.now
        await withDiscardingTaskGroup { group in
            group.addTask { [look] in
                while !Task.isCancelled {
                    if case .terminated = look.yield() { return }
                    // A cancelled sleep ends the ticking.
                    try? await Task.sleep(for: Self.interval)
                }
            }
            for await _ in looks {
                do {
                    if !isComplete { try await adopt() }
                    isComplete = true
                    if nextExpiryLook <= .now {
                        try await tellExpiring()
                        nextExpiryLook = .now + Self.expiryInterval
                    }
                    guard let schedule else { continue }
                    if !isPlanned { try await replan(schedule) }
                    isPlanned = true
                    try await plan(schedule)
                    for check in try await claim() {
                        group.addTask { [self] in
                            await carryOut(check, schedule, logger)
                            giveBack(check)
                        }
                    }
                } catch {
                    logger.warning(
                        "due verifications cannot be read", metadata: ["error.type": "\(type(of: error))"])
                }
            }
        }
    }

    // MARK: - Planning

    private func tellExpiring() async throws {
        let now = clock.now()
        while try await checks.tellExpiring(
            before: now.advanced(by: Self.expiryNotice), at: now, limit: Self.pageMax) == Self.pageMax
        {}
    }

    /// While nodes are upgraded one by one, the old ones go on making connections.
    private func adopt() async throws {
        while try await checks.adopt() > 0 {}
    }

    /// A shorter interval than before counts at once.
    private func replan(_ schedule: VerificationSchedule) async throws {
        for type in types {
            while try await checks.replan(type, laterThan: schedule.latest(at: clock.now())) > 0 {}
        }
    }

    private func plan(_ schedule: VerificationSchedule) async throws {
        let (clock, randomness) = (clock, randomness)
        while try await checks.planChecks(
            limit: Self.pageMax,
            at: { schedule.first(at: clock.now(), random: randomness.fraction()) }) == Self.pageMax
        {}
    }

    // MARK: - Verifying

    /// The names of the types whose connections can be verified.
    private var types: [String] { catalog.current.names.sorted() }

    private func claim() async throws -> [ConnectionCheck] {
        // One handful of a type at a time: the next is taken when that has been asked about.
        let (room, busy) = state.withLock { (Self.totalMax - $0.total, Set($0.underWay.keys)) }
        let free = types.filter { !busy.contains($0) }
        guard room > 0, !free.isEmpty else { return [] }
        // Beginning anywhere, so that when there is not room for all no type is always the last.
        let first = Int(randomness.fraction() * Double(free.count)) % free.count
        let now = clock.now()
        let claimed = try await checks.claimChecks(
            at: now, until: now.advanced(by: Self.claimDuration), ofTypes: Array(free[first...] + free[..<first]),
            perTypeMax: Self.perTypeMax, limit: room)
        state.withLock { state in
            for check in claimed { state.underWay[check.type, default: 0] += 1 }
        }
        return claimed
    }

    /// Asks, and sets the next time; a connection that nobody could ask about comes sooner.
    private func carryOut(_ check: ConnectionCheck, _ schedule: VerificationSchedule, _ logger: Logger) async {
        do {
            let wasAsked = try await ask(check)
            try await checks.complete(
                check, next: schedule.next(at: clock.now(), wasAsked: wasAsked, random: randomness.fraction()))
        } catch is CancellationError {
            // The claim ends, and somebody else does it.
        } catch {
            logger.warning(
                "a connection could not be verified",
                metadata: ["connection.id": "\(check.connectionID)", "error.type": "\(type(of: error))"])
        }
    }

    /// Whether the next time is an interval away: the third party has answered, or there is nothing to ask.
    private func ask(_ check: ConnectionCheck) async throws -> Bool {
        guard let sealed = try await connections.sealedConnection(check.connectionID),
            let type = try await catalog.type(of: sealed.connection), type.requests[.info]?.isEmpty == false,
            !sealed.connection.isOver
        else { return true }
        switch try await verifications.verify(sealed, by: .system) {
        case .good, .bad: return true
        case .undetermined, .misconfigured, .pending: return false
        }
    }

    private func giveBack(_ check: ConnectionCheck) {
        let hasRoom = state.withLock { state in
            let left = (state.underWay[check.type] ?? 1) - 1
            state.underWay[check.type] = left == 0 ? nil : left
            return left == 0
        }
        if hasRoom { look.yield() }
    }
}
