// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import TenonDomain

/// Carries out what ``PoolMachine`` decides.
///
/// There is a thread for each connection there may be, so that whatever is done with one, connecting included, never
/// waits for another.
final class ConnectionPool: Sendable {
    typealias Machine = PoolMachine<CheckedContinuation<Lease, any Error>>

    /// A connection on loan.
    struct Lease: Sendable {
        let id: Machine.SlotID
        let session: PostgresSession
        /// Whether it has to prove first that it works.
        let check: Bool
    }

    private struct State {
        var machine: Machine
        var sessions: [Machine.SlotID: PostgresSession] = [:]
        var lastID: UInt64 = 0
        /// Why the last attempt to connect failed.
        var lastFailure: (any Error)?
    }

    /// How often the machine is told the time.
    private static let tick = TimeAmount.milliseconds(250)
    /// How long a connection may take to prove that it works.
    private static let checkLimit = Duration.seconds(2)
    /// How long ``close()`` waits for connections that are lent.
    private static let closeLimit = DispatchTimeInterval.seconds(10)

    private let state: Mutex<State>
    private let threads: NIOThreadPool
    private let parameters: ConnectionParameters
    private let answerLimit: Duration
    private let origin = ContinuousClock.now
    private let ticking = Mutex<RepeatedTask?>(nil)
    private let finished = DispatchSemaphore(value: 0)

    init(_ settings: PostgresSettings) throws {
        parameters = try ConnectionParameters(url: settings.url)
        answerLimit = settings.answerLimit
        state = Mutex(State(machine: Machine(limits: settings.pool)))
        threads = NIOThreadPool(numberOfThreads: settings.pool.connectionsMax)
        threads.start()
        let task = MultiThreadedEventLoopGroup.singleton.next().scheduleRepeatedTask(
            initialDelay: Self.tick, delay: Self.tick
        ) { [weak self] task in
            guard let self else { return task.cancel() }
            self.perform { machine, now in machine.tick(now: now) }
        }
        ticking.withLock { $0 = task }
    }

    deinit {
        ticking.withLock { $0 }?.cancel()
        // Sessions close themselves; whoever still waits for a thread is told that the pool has gone.
        threads.shutdownGracefully { _ in }
    }

    // MARK: - Callers

    /// Runs blocking work with a connection of its own, on a thread of the pool.
    ///
    /// A task that is cancelled while it waits for the connection leaves the queue at once; work that has begun is
    /// finished. `cleanUp` runs when the caller has its answer already, and before anybody else gets the connection; one
    /// that is broken then is closed.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable (PostgresSession) throws -> Value,
        cleanUp: @escaping @Sendable (PostgresSession) -> Void = { _ in }
    ) async throws -> Value {
        while true {
            let lease = try await lease()
            let result = await withCheckedContinuation { continuation in
                threads.submit { state in
                    let session = lease.session
                    let works = state == .active && !session.hasGone && (!lease.check || Self.works(session))
                    let result = works ? Result { try work(session) } : nil
                    guard works, !session.hasBrokenDown else {
                        // First, because whoever tries again must not be lent another one unchecked.
                        self.giveBack(lease, isUsable: false)
                        return continuation.resume(returning: result)
                    }
                    continuation.resume(returning: result)
                    cleanUp(session)
                    self.giveBack(lease, isUsable: !session.hasGone)
                }
            }
            // A connection that broke while nobody used it is replaced; each turn uses one up.
            if let result { return try result.get() }
        }
    }

    private static func works(_ session: PostgresSession) -> Bool {
        let limit = session.answerLimit
        session.answerLimit = checkLimit
        defer { session.answerLimit = limit }
        // Whatever it says, a connection that does not answer is no good.
        return (try? session.run(script: "SELECT 1")) != nil
    }

    private func lease() async throws -> Lease {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                perform { machine, now in
                    // Under the lock: a cancellation that comes later finds the waiter in the queue.
                    Task.isCancelled
                        ? [.refuse(continuation, .cancelled)]
                        : machine.lease(id: id, waiter: continuation, now: now)
                }
            }
        } onCancel: {
            state.withLock { $0.machine.giveUp(id: id) }?.resume(throwing: CancellationError())
        }
    }

    private func giveBack(_ lease: Lease, isUsable: Bool) {
        perform { machine, now in machine.giveBack(lease.id, isUsable: isUsable, now: now) }
    }

    /// Lends nothing any more, and waits until what is lent has come back and everything is closed.
    func close() {
        perform { machine, now in machine.shutDown(now: now) }
        // After the limit connections close with the process.
        _ = finished.wait(timeout: .now() + Self.closeLimit)
        finished.signal()
        ticking.withLock { $0 }?.cancel()
    }

    // MARK: - Commands

    private func perform(_ decide: @Sendable (inout Machine, Duration) -> [Machine.Command]) {
        let now = ContinuousClock.now - origin
        let actions = state.withLock { state in
            decide(&state.machine, now).map { action(for: $0, in: &state) }
        }
        for action in actions { action() }
    }

    /// What to do for a command once the lock is released.
    private func action(for command: Machine.Command, in state: inout State) -> @Sendable () -> Void {
        switch command {
        case .connect(let id):
            return { [self] in
                threads.submit { [weak self] state in self?.connect(id, isActive: state == .active) }
            }
        case .close(let id):
            let session = state.sessions.removeValue(forKey: id)
            return { [self] in
                threads.submit { [weak self] _ in
                    session?.close()
                    self?.perform { machine, now in machine.closed(id, now: now) }
                }
            }
        case .lend(let id, let waiter, let check):
            guard let session = state.sessions[id] else {
                return { waiter.resume(throwing: PostgresFault.connectionLost.tenonError) }
            }
            return { waiter.resume(returning: Lease(id: id, session: session, check: check)) }
        case .refuse(let waiter, let refusal):
            let error = Self.error(for: refusal, underlying: state.lastFailure)
            return { waiter.resume(throwing: error) }
        case .finish:
            return { [finished] in finished.signal() }
        }
    }

    private func connect(_ id: Machine.SlotID, isActive: Bool) {
        let jitter = Double.random(in: 0...1)
        do {
            guard isActive else { throw PostgresFault.connectionLost }
            let session = try PostgresSession(parameters, answerLimit: answerLimit)
            try session.greet()
            state.withLock { state in
                state.sessions[id] = session
                state.lastFailure = nil
            }
            perform { machine, now in machine.connected(id, now: now, jitter: jitter) }
        } catch {
            state.withLock { $0.lastFailure = error }
            perform { machine, now in machine.connectFailed(id, now: now, jitter: jitter) }
        }
    }

    private static func error(for refusal: Machine.Refusal, underlying: (any Error)?) -> any Error {
        switch refusal {
        case .cancelled: CancellationError()
        case .closed: TenonError(.unavailable, "The server is stopping.")
        case .tooManyWaiting: TenonError(.unavailable, "Too many requests are waiting for the database.")
        case .waitedTooLong:
            TenonError(
                .unavailable, "The database was busy for too long; try again in a moment.", underlying: underlying)
        case .unreachable:
            TenonError(
                .unavailable, "The database cannot be reached at the moment; nothing was changed.",
                underlying: underlying)
        }
    }
}
