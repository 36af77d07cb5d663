// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import TenonCatalog
package import TenonDomain
internal import TenonJSON

/// Takes tokens back at the provider, as the definition's `invalidate` says (RFC 7009), and tells honestly what came
/// of it.
package struct Revoker: Sendable {
    package enum Outcome: Sendable, Hashable {
        /// The provider said yes.
        case revoked
        /// There was nothing to take back: no token, or none that was ever handed out.
        case nothingToRevoke
        /// The definition does not say how.
        case notSupported
        /// The provider refused or could not be asked: the token may still be good.
        case failed(String)

        /// A word for audit entries and reports.
        package var word: String {
            switch self {
            case .revoked: "revoked"
            case .nothingToRevoke: "nothing_to_revoke"
            case .notSupported: "not_supported"
            case .failed: "failed"
            }
        }

        package var reason: String? {
            guard case .failed(let reason) = self else { return nil }
            return reason
        }

        /// What an audit entry tells of it.
        var details: JSONObject { ["outcome": .string(word), "reason": JSON(reason)] }
    }

    /// How long a deletion waits for the provider.
    static let patience: Duration = .seconds(10)

    let catalog: CatalogSource
    let contexts: ContextSource
    let runner: BlockRunner
    let audit: any AuditWriting
    let clock: any WallClock

    package init(
        catalog: CatalogSource, contexts: ContextSource, egress: any Egress, audit: any AuditWriting,
        clock: any WallClock
    ) {
        self.catalog = catalog
        self.contexts = contexts
        runner = BlockRunner(egress: egress)
        self.audit = audit
        self.clock = clock
    }

    /// Takes back what a connection held that is deleted already; best effort, written to the audit log.
    func revokeDeleted(_ sealed: SealedConnection, for caller: Caller) async -> Outcome {
        let outcome = await revoke(sealed)
        guard outcome != .notSupported, outcome != .nothingToRevoke else { return outcome }
        await write(entry(outcome, sealed.connection, caller), outcome, sealed.connection)
        return outcome
    }

    func entry(_ outcome: Outcome, _ connection: Connection, _ caller: Caller) -> AuditDraft {
        caller.audit(
            .connectionRevoked, team: connection.teamID, subject: "connection:\(connection.id)",
            details: outcome.details, at: clock.now())
    }

    func revoke(_ sealed: SealedConnection) async -> Outcome {
        do {
            guard let type = try await catalog.type(of: sealed.connection), type.needsToken,
                type.requests[.invalidate] != nil
            else { return .notSupported }
            guard sealed.connection.grant.refreshedAt != nil else { return .nothingToRevoke }
            return await patiently { try await ask(try await contexts.context(of: sealed, type: type), type) }
        } catch {
            return .failed("The tokens could not be read.")
        }
    }

    /// Takes back tokens that came for a connection which had been revoked or deleted meanwhile.
    ///
    /// They are stored nowhere, so nobody else ever could. Written to the audit log.
    func revokeLate(_ context: RunContext, of connection: Connection, _ type: ConnectionType) async {
        guard type.requests[.invalidate] != nil else { return }
        let outcome = await patiently { try await ask(context, type) }
        await write(
            AuditDraft(
                organizationID: connection.organizationID, teamID: connection.teamID, action: .connectionRevoked,
                actor: .system, subject: "connection:\(connection.id)", details: outcome.details, at: clock.now()),
            outcome, connection)
    }

    private func write(_ entry: AuditDraft, _ outcome: Outcome, _ connection: Connection) async {
        do {
            try await audit.append(entry)
        } catch {
            Logger(label: "tenon.revocation").error(
                "outcome of a revocation could not be written down",
                metadata: [
                    "connection.id": "\(connection.id)", "revocation.outcome": "\(outcome.word)",
                    "error.type": "\(type(of: error))",
                ])
        }
    }

    private func patiently(_ body: @escaping @Sendable () async throws -> Outcome) async -> Outcome {
        do {
            return try await withThrowingTaskGroup(of: Outcome.self) { group in
                group.addTask(operation: body)
                group.addTask {
                    try await Task.sleep(for: Revoker.patience)
                    return .failed(Sentence(.revocationTimedOut).description)
                }
                defer { group.cancelAll() }
                return try await group.next() ?? .failed(Sentence(.nobodyAsked).description)
            }
        } catch let failure as Failure {
            return .failed(failure.message)
        } catch {
            return .failed(Sentence(.tokensUnreadable).description)
        }
    }

    private func ask(_ context: RunContext, _ type: ConnectionType) async throws -> Outcome {
        let ending = try await runner.run(type.run(.invalidate, in: context))
        switch ending.verdict {
        case .good: return .revoked
        case .undetermined where ending.run.isSkipped: return .notSupported
        case .bad(let failure), .undetermined(let failure), .misconfigured(let failure), .pending(let failure):
            return .failed(failure.message)
        }
    }
}
