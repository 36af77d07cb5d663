// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain

/// Decides about proxied requests: token scope × role in the connection's team, foreign is the same as unknown.
package final class EngineProxyAuthority: ProxyAuthority {
    private let access: Access
    private let store: any ConnectionStore
    private let refresher: Refresher
    private let catalog: CatalogSource
    private let uses: UseLog
    private let changes: any ChangeCounter
    private let clock: any WallClock
    private let table = EpochTable<Question, Epoch, ProxyGrant>()

    private struct Question: Hashable {
        let token: ProxyToken
        let connectionID: ConnectionID
    }

    /// The state of the world in which a decision was made.
    private struct Epoch: Hashable {
        let changes: UInt64
        let definitions: Int
    }

    package init(
        access: Access, store: any ConnectionStore, refresher: Refresher, catalog: CatalogSource, uses: UseLog,
        changes: any ChangeCounter, clock: any WallClock
    ) {
        self.access = access
        self.store = store
        self.refresher = refresher
        self.catalog = catalog
        self.uses = uses
        self.changes = changes
        self.clock = clock
    }

    private func epoch(of connection: ConnectionID) -> Epoch {
        Epoch(changes: changes.changeCount(of: connection), definitions: catalog.replacements)
    }

    package func lookUp(_ request: ProxyRequest) -> ProxyDecision {
        let question = Question(token: request.token, connectionID: request.connectionID)
        guard let grant = table.value(for: question, epoch: epoch(of: request.connectionID), now: clock.now()) else {
            return .unknown
        }
        guard let limits = grant.limits else { return .admitted(grant) }
        let refusal =
            access.rates.refusal(of: grant.tokenID, limits: limits)
            ?? EngineProxyAuthority.refusal(of: request, limits: limits)
        return refusal.map { .refused($0) } ?? .admitted(grant)
    }

    private static func refusal(of request: ProxyRequest, limits: TokenLimits?) -> TenonError? {
        guard limits?.allow(method: request.method, path: request.path) == false else { return nil }
        return TenonError(
            .permissionDenied,
            "The token may not send this request; ask for its rules at users/me/current-authorization.")
    }

    package func decide(_ request: ProxyRequest) async throws -> ProxyGrant {
        // Before anything is read: a change that comes meanwhile makes the decision stale at once.
        let epoch = epoch(of: request.connectionID)
        guard let principal = try await access.authenticate(token: request.token.text) else {
            throw TenonError(.unauthenticated, "")
        }
        try principal.require(.connectionsUse)
        guard let sealed = try await store.sealedConnection(request.connectionID),
            principal.sees(sealed.connection)
        else { throw Connections.missing }
        try principal.require(.use, in: sealed.connection.teamID)
        if let refusal = EngineProxyAuthority.refusal(of: request, limits: principal.token.limits) { throw refusal }
        let credential = try await refresher.credential(of: sealed)
        return try grant(credential, to: principal, for: request, epoch: epoch)
    }

    /// Grants the use, and remembers it as long as the API token and the provider's token are good.
    private func grant(
        _ credential: LiveCredential, to principal: Principal, for request: ProxyRequest, epoch: Epoch
    ) throws -> ProxyGrant {
        let connection = credential.connection
        let grant = ProxyGrant(
            plan: try credential.type.upstreamPlan(in: credential.context), connectionID: connection.id,
            teamID: connection.teamID, organizationID: connection.organizationID, userID: principal.user.id,
            tokenID: principal.token.id, limits: principal.token.limits,
            missingScopes: connection.grant.missingScopes, secretVersion: connection.secretVersion)
        let ends = [principal.token.expiresAt, refresher.goodUntil(connection)].compactMap { $0 }.min()
        table.set(
            grant, for: Question(token: request.token, connectionID: request.connectionID), epoch: epoch,
            now: clock.now(), endsAt: ends)
        return grant
    }

    /// Another token in place of the one that was refused, once for all who were refused with it.
    package func refresh(after grant: ProxyGrant, for request: ProxyRequest) async -> ProxyRefresh {
        do {
            let epoch = epoch(of: grant.connectionID)
            guard let sealed = try await store.sealedConnection(grant.connectionID),
                let principal = try await access.bearer(ofToken: request.token.text)
            else { return .unavailable }
            // Whoever was faster has another secret stored already, which is as good as a new one.
            let credential = try await refresher.credential(of: sealed, replacing: grant.secretVersion)
            return .renewed(try self.grant(credential, to: principal, for: request, epoch: epoch))
        } catch {
            // The third party's own answer tells the caller more than why there is no other token.
            return .unavailable
        }
    }

    package func reserve(_ use: ProxyUse) -> Bool { uses.reserve() }

    package var writesBeforeUse: Bool { uses.isStrict }

    package func begin(_ use: ProxyUse) async throws { try await uses.begin(use) }

    package func noteRefusal(of grant: ProxyGrant, _ answer: OutboundResponse) async {
        let scopes = InsufficientScope.scopes(in: answer)
        guard !scopes.isEmpty, !scopes.allSatisfy(grant.missingScopes.contains) else { return }
        let missing = grant.missingScopes + scopes.filter { !grant.missingScopes.contains($0) }
        // What is not noted now will be by the next answer like it.
        try? await refresher.flight.grants.recordMissingScopes(
            Array(missing.prefix(ScopeList.scopesMax)), of: grant.connectionID, in: grant.teamID, at: clock.now())
    }

    package func record(_ use: ProxyUse, _ outcome: ProxyOutcome) { uses.record(use, outcome) }
}
