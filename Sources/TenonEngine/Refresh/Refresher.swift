// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenonCatalog
package import TenonDomain

/// Keeps grants alive: hands out tokens that are good, and gets new ones, one refresh of a grant at a time.
///
/// Refreshes run in ``run()``, not in the tasks of those who wait for them: a caller who goes away ends nothing.
package final class Refresher: Sendable {
    /// How many refreshes are under way in this process; more wait.
    static let flightsMax = 256
    /// How many may wait to begin; more are refused.
    static let queueMax = 20_000
    /// How often a caller's token is refreshed when it ends before it can be handed out, which a short one does while
    /// storing it has to wait for the database.
    static let attemptsMax = 3

    private typealias Waiter = CheckedContinuation<RefreshRun.Outcome, any Error>

    private struct State {
        var machines: [ConnectionID: RefreshMachine<Waiter>] = [:]
        var lastKey = 0
    }

    let flight: RefreshFlight
    let policy: RefreshPolicy
    private let connections: any ConnectionStore
    private let catalog: CatalogSource
    private let contexts: ContextSource
    private let clock: any WallClock
    private let state = Mutex(State())
    private let jobs: AsyncStream<SealedConnection>
    private let queue: AsyncStream<SealedConnection>.Continuation

    package init(
        connections: any ConnectionStore, grants: any GrantStore, catalog: CatalogSource, contexts: ContextSource,
        revoker: Revoker, egress: any Egress, clock: any WallClock, randomness: any Randomness,
        policy: RefreshPolicy = RefreshPolicy()
    ) {
        self.connections = connections
        self.catalog = catalog
        self.contexts = contexts
        self.clock = clock
        self.policy = policy
        flight = RefreshFlight(
            grants: grants, connections: connections, revoker: revoker, contexts: contexts,
            runner: BlockRunner(egress: egress), clock: clock, randomness: randomness, policy: policy)
        (jobs, queue) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Refresher.queueMax))
    }

    // MARK: - Tokens

    /// The connection's credential, with a token that is good for `minimumLifetime`, or for the usual leeway.
    ///
    /// `failed` is the version of a secret whose token the third party has just refused: it is replaced even if it
    /// looks good.
    ///
    /// - Throws: ``TenonError`` `reauthorizationRequired`, `thirdPartyFailed` or `unavailable`.
    package func credential(
        of stored: SealedConnection, minimumLifetime: Duration? = nil, replacing failed: Int64? = nil
    ) async throws -> LiveCredential {
        var sealed = stored
        var refreshes = 0
        while true {
            let type = try await type(of: sealed.connection)
            let state = TokenState(sealed.connection, type, minimumLifetime, failed, policy: policy, at: clock.now())
            switch state {
            case .good: return try await open(sealed, type)
            case .lost(let error): throw error
            // What was just obtained is as good as it gets.
            case .wanting where refreshes > 0 && policy.isAlive(sealed.connection.grant, at: clock.now()):
                return try await open(sealed, type)
            case .wanting where refreshes == Refresher.attemptsMax:
                if let trouble = sealed.connection.grant.trouble { throw trouble.error(at: clock.now()) }
                throw Refresher.outlived
            case .wanting: break
            }
            if let credential = try await unrenewable(sealed, type, minimumLifetime, failed) { return credential }
            let outcome = try await refreshed(sealed)
            guard let now = try await connections.sealedConnection(sealed.connection.id) else {
                throw TenonError.notFound("Connection")
            }
            sealed = now
            if let error = error(for: outcome, of: sealed.connection) {
                guard policy.isAlive(sealed.connection.grant, at: clock.now()), failed != sealed.secret.version,
                    sealed.connection.grant.refreshedAt != nil, !sealed.connection.isOver
                else { throw error }
                return try await open(sealed, type)
            }
            refreshes += 1
        }
    }

    /// A token that cannot be renewed is used to its end, without asking anybody.
    private func unrenewable(
        _ sealed: SealedConnection, _ type: ConnectionType, _ minimumLifetime: Duration?, _ failed: Int64?
    ) async throws -> LiveCredential? {
        let connection = sealed.connection
        guard connection.grant.refreshedAt != nil, failed != sealed.secret.version,
            policy.isAlive(connection.grant, at: clock.now())
        else { return nil }
        let credential = try await open(sealed, type)
        guard !type.canRenew(in: credential.context) else { return nil }
        guard minimumLifetime == nil else {
            throw TenonError(
                .thirdPartyFailed, .tokenEndsBefore)
        }
        return credential
    }

    private func open(_ sealed: SealedConnection, _ type: ConnectionType) async throws -> LiveCredential {
        do {
            return LiveCredential(
                sealed: sealed, type: type,
                context: try await contexts.context(of: sealed, type: type))
        } catch let failure as Failure {
            throw failure.error
        }
    }

    private func type(of connection: Connection) async throws -> ConnectionType {
        guard let type = try await catalog.type(of: connection) else {
            throw TenonError(.thirdPartyFailed, .definitionMissing, ["type": connection.type])
        }
        return type
    }

    private func error(for outcome: RefreshRun.Outcome, of connection: Connection) -> TenonError? {
        switch outcome {
        case .refreshed: return nil
        case .gone: return TenonError.notFound("Connection")
        case .busy:
            return TenonError(
                .unavailable, .refreshElsewhere, retryAfter: .seconds(1))
        case .notStored:
            return TenonError(.unavailable, .refreshNotStored, retryAfter: .seconds(1))
        case .failed(let misfortune):
            let trouble =
                connection.grant.trouble
                ?? Connection.Trouble(
                    reason: misfortune.reason, message: misfortune.message, at: clock.now(), count: 1, retryAt: nil)
            return trouble.error(at: clock.now())
        }
    }

    /// Until when the token may be handed out without another look; `nil` when nobody knows its end.
    func goodUntil(_ connection: Connection) -> Timestamp? {
        guard let expiresAt = connection.grant.tokenExpiresAt else { return nil }
        let leeway = policy.leeway(obtainedAt: connection.grant.refreshedAt, expiresAt: expiresAt)
        return expiresAt.advanced(by: .zero - leeway)
    }

    // MARK: - Flights

    /// Refreshes a connection whose time has come, unless that is under way; returns when it is done.
    func refreshDue(_ sealed: SealedConnection) async {
        let id = sealed.connection.id
        let isFirst = state.withLock { $0.machines[id, default: RefreshMachine()].refreshBecameDue() }
        guard isFirst else { return }
        await fly(sealed, isPatient: false)
    }

    private func refreshed(_ sealed: SealedConnection) async throws -> RefreshRun.Outcome {
        let id = sealed.connection.id
        let key = state.withLock { state in
            state.lastKey += 1
            return state.lastKey
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                let action = state.withLock {
                    $0.machines[id, default: RefreshMachine()].tokenRequested(by: waiter, key: key)
                }
                switch action {
                case .wait: break
                case .refuse: waiter.resume(throwing: Refresher.overload)
                case .start: enqueue(sealed)
                }
            }
        } onCancel: {
            state.withLock { $0.machines[id]?.waiterLeft(key: key) }?.resume(throwing: CancellationError())
        }
    }

    private func enqueue(_ sealed: SealedConnection) {
        switch queue.yield(sealed) {
        case .enqueued: break
        default: end(sealed.connection.id, with: .failure(Refresher.overload))
        }
    }

    private static let outlived = TenonError(
        .unavailable, Sentence.Name.tokensEndAtOnce, retryAfter: .seconds(1))

    private static let overload = TenonError(
        .unavailable, Sentence.Name.refreshOverload, retryAfter: .seconds(1))

    private func fly(_ sealed: SealedConnection, isPatient: Bool = true) async {
        let result: Result<RefreshRun.Outcome, any Error>
        do {
            let type = try await type(of: sealed.connection)
            var outcome = try await flight.fly(sealed, type: type, isPatient: isPatient)
            // The scheduler does not wait for another process, but callers may have joined its flight.
            if outcome == .busy, !isPatient, hasWaiters(sealed.connection.id) {
                outcome = try await flight.fly(sealed, type: type, isPatient: true)
            }
            result = .success(outcome)
        } catch {
            result = .failure(error)
        }
        end(sealed.connection.id, with: result)
    }

    private func hasWaiters(_ id: ConnectionID) -> Bool {
        state.withLock { $0.machines[id]?.hasWaiters ?? false }
    }

    private func end(_ id: ConnectionID, with result: Result<RefreshRun.Outcome, any Error>) {
        let waiters = state.withLock { $0.machines.removeValue(forKey: id).map { $0.ended() } ?? [] }
        for waiter in waiters { waiter.resume(with: result) }
    }

    /// Takes up no more refreshes: ``run()`` ends when those under way have.
    package func stop() { queue.finish() }

    /// Runs refreshes until ``stop()`` is called.
    package func run() async {
        await withDiscardingTaskGroup { group in
            let gate = FlightGate(max: Refresher.flightsMax)
            for await sealed in jobs {
                await gate.enter()
                group.addTask { [self] in
                    await fly(sealed)
                    gate.leave()
                }
            }
        }
        queue.finish()
        let ids = state.withLock { Array($0.machines.keys) }
        let stopped = TenonError(.unavailable, .shuttingDown)
        for id in ids { end(id, with: .failure(stopped)) }
    }
}

extension RefreshMachine {
    /// Who is to be told, of a machine that is thrown away.
    fileprivate func ended() -> [Waiter] {
        var machine = self
        return machine.refreshEnded()
    }
}

extension Connection {
    /// Whether only a person can make it good again.
    package var isOver: Bool { [.needsReauthorization, .unauthorized].contains(health) }
}
