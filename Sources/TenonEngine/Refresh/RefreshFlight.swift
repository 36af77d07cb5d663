// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import TenonCatalog
internal import TenonDomain
internal import TenonJSON
internal import TenonVault

/// Carries out what a ``RefreshRun`` says, for one connection.
struct RefreshFlight: Sendable {
    /// How long a lease is good for; it is prolonged three times in that time.
    static let leaseDuration: Duration = .seconds(6)
    /// Waiting for another process's lease.
    static let limits = RefreshRun.Limits()
    static let impatientLimits = RefreshRun.Limits(pausesMax: 0)

    /// What is known by now.
    private struct Progress {
        var lease: RefreshLease?
        var sealed: SealedConnection
        var run: BlockRun?
        /// What it brought, as seen when it came: storing it may take as long as a database is away.
        var token: ObtainedToken?
    }

    let grants: any GrantStore
    let connections: any ConnectionStore
    let revoker: Revoker
    let contexts: ContextSource
    let runner: BlockRunner
    let clock: any WallClock
    let randomness: any Randomness
    let policy: RefreshPolicy
    /// Names this process among those on the database.
    let holder: String

    init(
        grants: any GrantStore, connections: any ConnectionStore, revoker: Revoker, contexts: ContextSource,
        runner: BlockRunner, clock: any WallClock, randomness: any Randomness, policy: RefreshPolicy
    ) {
        self.grants = grants
        self.connections = connections
        self.revoker = revoker
        self.contexts = contexts
        self.runner = runner
        self.clock = clock
        self.randomness = randomness
        self.policy = policy
        holder = randomness.bytes(12).map { String($0, radix: 36) }.joined()
    }

    /// - Throws: what the store throws before the provider was asked, or a cancellation.
    func fly(_ stored: SealedConnection, type: ConnectionType, isPatient: Bool) async throws -> RefreshRun.Outcome {
        var run = RefreshRun(limits: isPatient ? Self.limits : Self.impatientLimits)
        var progress = Progress(sealed: stored)
        while true {
            switch run.action {
            case .begin: run.receive(try await begin(&progress))
            case .pause(let duration):
                try await Task.sleep(for: duration)
                run.receive(.paused)
            case .ask: run.receive(.answered(try await ask(type, &progress)))
            case .store: run.receive(await store(type, progress))
            case .recordFailure(let misfortune): run.receive(try await record(misfortune, progress))
            case .finish(let outcome): return outcome
            }
        }
    }

    private func begin(_ progress: inout Progress) async throws -> RefreshRun.Event {
        let connection = progress.sealed.connection
        let now = clock.now()
        let beginning = try await grants.beginRefresh(
            of: connection.id, in: connection.teamID, expecting: progress.sealed.secret.version, holder: holder,
            at: now, until: now.advanced(by: Self.leaseDuration))
        switch beginning {
        case .begun(let lease, let sealed, let wasInterrupted):
            (progress.lease, progress.sealed) = (lease, sealed)
            return .begun(wasInterrupted: wasInterrupted)
        case .held: return .held
        case .changed: return .changed
        case .gone: return .gone
        }
    }

    // MARK: - Asking

    private func ask(_ type: ConnectionType, _ progress: inout Progress) async throws -> RefreshRun.Answer {
        guard let lease = progress.lease else { preconditionFailure("nobody asks without a lease") }
        let context: RunContext
        do {
            context = try await contexts.context(of: progress.sealed, type: type)
        } catch let failure as Failure {
            return .unclear(failure.message, retryAfter: failure.retryAfter, mayHaveBeenCarriedOut: false)
        }
        let (answer, run) = try await prolonging(lease) { try await renewal(type, context) }
        progress.run = run
        progress.token = run.map { obtained($0, type) }
        return answer
    }

    /// Runs `body` and prolongs the lease as long as it takes.
    private func prolonging<Value: Sendable>(
        _ lease: RefreshLease, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                while true {
                    try await Task.sleep(for: Self.leaseDuration / 3)
                    // A database that is away now may be back before the lease ends.
                    let isOurs = try? await grants.renew(lease, until: clock.now().advanced(by: Self.leaseDuration))
                    if isOurs == false { return nil }
                }
            }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }

    /// Asks with the refresh token, or with whatever the type needs no person for.
    private func renewal(
        _ type: ConnectionType, _ context: RunContext
    ) async throws -> (RefreshRun.Answer, BlockRun?) {
        var context = context
        context.treatsTokenAsExpired = true
        var rejection: BlockRunner.Ending?
        if type.requests[.refresh] != nil {
            let ending = try await runner.run(type.run(.refresh, in: context))
            if !ending.run.isSkipped {
                guard case .bad = ending.verdict, !type.needsPerson else { return (answer(for: ending), ending.run) }
                rejection = ending
            }
        }
        if type.needsToken, !type.needsPerson {
            let ending = try await runner.run(type.run(.token, in: context))
            return (answer(toPresented: ending), ending.run)
        }
        return (rejection.map(answer(for:)) ?? .nothingToAskWith, nil)
    }

    /// What was presented is what a person entered: refused, it can be changed, and there is no grant to lose.
    private func answer(toPresented ending: BlockRunner.Ending) -> RefreshRun.Answer {
        switch ending.verdict {
        case .bad(let failure): return .credentialRejected(failure.message, retryAfter: failure.retryAfter)
        case .misconfigured(let failure) where !failure.isAboutRequest:
            return .credentialRejected(failure.message, retryAfter: failure.retryAfter)
        default: return answer(for: ending)
        }
    }

    private func answer(for ending: BlockRunner.Ending) -> RefreshRun.Answer {
        switch ending.verdict {
        case .good: return .granted
        case .bad(let failure): return .rejected(failure.message)
        case .misconfigured(let failure):
            return .misconfigured(failure.message, retryAfter: failure.retryAfter)
        case .undetermined(let failure), .pending(let failure):
            // An answer that tells nothing may have come after the token was replaced.
            let status = failure.status ?? 0
            let isOpaque = status >= 500 || (200..<300).contains(status)
            return .unclear(
                failure.message, retryAfter: failure.retryAfter,
                mayHaveBeenCarriedOut: ending.failure?.mayHaveBeenCarriedOut ?? isOpaque)
        }
    }

    // MARK: - Writing down

    private func store(_ type: ConnectionType, _ progress: Progress) async -> RefreshRun.Event {
        guard let lease = progress.lease, let run = progress.run, let token = progress.token else {
            preconditionFailure("nothing is stored without an answer")
        }
        let connection = progress.sealed.connection
        do {
            let sealer = try await contexts.vault.sealer(for: connection.teamID)
            let clear = run.values.sealedForm()
            let audit = AuditDraft(
                organizationID: connection.organizationID, teamID: connection.teamID, action: .connectionRefreshed,
                actor: .system, subject: "connection:\(connection.id)",
                details: ["expires": token.expiresAt.map { .string($0.iso8601) } ?? .null], at: token.at)
            let stored = try await grants.completeRefresh(lease, with: token, audit: audit) { id, version in
                try sealer.seal(clear, row: id, version: version)
            }
            guard stored == nil else { return .stored }
            if try await isTakenBack(connection) {
                var context = run.context
                context.values = run.values
                await revoker.revokeLate(context, of: connection, type)
            }
            return .superseded
        } catch {
            Logger(label: "tenon.refresh").error(
                "new token could not be stored",
                metadata: ["connection.id": "\(connection.id)", "error.type": "\(Swift.type(of: error))"])
            return .storeFailed
        }
    }

    /// Whether nobody wants the grant any more.
    ///
    /// After another authorization its tokens are left alone: some providers would take back the new ones with them.
    private func isTakenBack(_ connection: Connection) async throws -> Bool {
        guard let now = try await connections.sealedConnection(connection.id) else { return true }
        return now.connection.grant.trouble?.reason == .revoked
    }

    /// What is stored in the open of a token: its end, when its refresh is due, its scopes.
    func obtained(_ run: BlockRun, _ type: ConnectionType) -> ObtainedToken {
        let now = clock.now()
        // An end that is not in the future is a slip of the provider's: nobody knows, and an answer will tell.
        let expiresAt = run.values.tokenExpiry.flatMap { $0 > now ? $0 : nil }
        var context = run.context
        context.values = run.values
        let dueAt = expiresAt.flatMap { end in
            type.canRenew(in: context)
                ? policy.dueAt(obtainedAt: now, expiresAt: end, random: randomness.fraction()) : nil
        }
        return ObtainedToken(
            at: now, expiresAt: expiresAt, refreshDueAt: dueAt, grantedScopes: run.grantedScopes)
    }

    private func record(
        _ misfortune: RefreshRun.Misfortune, _ progress: Progress
    ) async throws -> RefreshRun.Event {
        guard let lease = progress.lease else { preconditionFailure("nobody fails without a lease") }
        let connection = progress.sealed.connection
        let before = connection.grant.trouble
        let now = clock.now()
        let count = (before?.count ?? 0) + 1
        let trouble = Connection.Trouble(
            reason: misfortune.reason, message: misfortune.message, at: now, count: count,
            retryAt: policy.retryAt(
                after: misfortune.reason, count: count, retryAfter: misfortune.retryAfter, at: now,
                random: randomness.fraction()))
        // A provider that is down for hours is one entry, not one for each attempt.
        let isNews = before?.reason != misfortune.reason
        let audit = AuditDraft(
            organizationID: connection.organizationID, teamID: connection.teamID, action: .connectionRefreshFailed,
            actor: .system, subject: "connection:\(connection.id)",
            details: ["reason": .string(misfortune.reason.rawValue)], at: now)
        let isRecorded = try await grants.failRefresh(
            lease, trouble: trouble, keepsMark: misfortune.keepsMark, audit: isNews ? audit : nil)
        return .failureRecorded(isRecorded)
    }
}

extension Randomness {
    /// A number from 0 up to 1.
    func fraction() -> Double {
        Double(bytes(7).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 3) / Double(1 << 53)
    }
}
