// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain
package import TenonVault

/// Decides about proxied requests: token scope × role in the connection's team, foreign is the same as unknown.
package final class EngineProxyAuthority: ProxyAuthority {
    private let access: Access
    private let store: any ConnectionStore
    private let vault: Vault
    private let catalog: CatalogSource
    private let uses: UseLog
    private let changes: any ChangeCounter
    private let clock: any WallClock
    private let randomness: any Randomness
    private let table = DecisionTable()

    package init(
        access: Access, store: any ConnectionStore, vault: Vault, catalog: CatalogSource, uses: UseLog,
        changes: any ChangeCounter, clock: any WallClock, randomness: any Randomness
    ) {
        self.access = access
        self.store = store
        self.vault = vault
        self.catalog = catalog
        self.uses = uses
        self.changes = changes
        self.clock = clock
        self.randomness = randomness
    }

    private var epoch: DecisionTable.Epoch {
        DecisionTable.Epoch(changes: changes.changeCount, definitions: catalog.replacements)
    }

    package func lookUp(_ request: ProxyRequest) -> ProxyDecision {
        let key = DecisionTable.Key(token: request.token, connectionID: request.connectionID)
        return table.grant(for: key, epoch: epoch, now: clock.now()).map { .admitted($0) } ?? .unknown
    }

    package func decide(_ request: ProxyRequest) async throws -> ProxyGrant {
        // Before anything is read: a change that comes meanwhile makes the decision stale at once.
        let epoch = epoch
        guard let principal = try await access.authenticate(token: request.token.text) else {
            throw TenonError(.unauthenticated, "")
        }
        try principal.require(.connectionsUse)
        guard let sealed = try await store.sealedConnection(request.connectionID),
            principal.sees(sealed.connection.teamID)
        else { throw Connections.missing }
        try principal.require(.use, in: sealed.connection.teamID)
        let grant = ProxyGrant(
            plan: try await plan(sealed), connectionID: sealed.connection.id, teamID: sealed.connection.teamID,
            organizationID: sealed.connection.organizationID, userID: principal.user.id,
            tokenID: principal.token.id, secretVersion: sealed.connection.secretVersion)
        table.set(
            grant, for: .init(token: request.token, connectionID: request.connectionID), epoch: epoch,
            now: clock.now(), endsAt: principal.token.expiresAt)
        return grant
    }

    private func plan(_ sealed: SealedConnection) async throws -> UpstreamPlan {
        let connection = sealed.connection
        guard connection.health != .unauthorized else {
            throw TenonError(.thirdPartyFailed, "The connection has not been authorized yet.")
        }
        guard let type = catalog.current.type(named: connection.type) else {
            throw TenonError(
                .thirdPartyFailed, "The definition of the connection type '\(connection.type)' is not installed.")
        }
        let opened = try await vault.open(sealed.secret, team: connection.teamID, row: connection.id)
        return try type.upstreamPlan(
            values: try ParameterValues(opening: opened), now: clock.now(), randomness: randomness)
    }

    /// The credentials that a person enters do not change by themselves.
    package func refresh(after grant: ProxyGrant, for request: ProxyRequest) async -> ProxyRefresh { .unavailable }

    package func reserve(_ use: ProxyUse) -> Bool { uses.reserve() }

    package func record(_ use: ProxyUse, _ outcome: ProxyOutcome) { uses.record(use, outcome) }
}
