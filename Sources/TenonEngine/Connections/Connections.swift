// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonCatalog
package import TenonDomain
internal import TenonJSON
package import TenonVault

/// The nine calls on connections, whatever carries them.
///
/// What is in a team the caller is not in does not exist for it: the same `notFound` as for an unknown identifier.
package struct Connections: Sendable {
    let store: any ConnectionStore
    let grants: any GrantStore
    let vault: Vault
    let catalog: CatalogSource
    let verifications: VerificationRecorder
    let revoker: Revoker
    let usage: any UsageStore
    let checks: any CheckStore
    let audit: any AuditStore
    let clock: any WallClock

    package init(
        store: any ConnectionStore, grants: any GrantStore, vault: Vault, catalog: CatalogSource,
        verifications: VerificationRecorder, revoker: Revoker, usage: any UsageStore, checks: any CheckStore,
        audit: any AuditStore, clock: any WallClock
    ) {
        self.usage = usage
        self.checks = checks
        self.store = store
        self.grants = grants
        self.revoker = revoker
        self.audit = audit
        self.vault = vault
        self.catalog = catalog
        self.verifications = verifications
        self.clock = clock
    }

    /// The connections of a team.
    ///
    /// `types` narrows to those types; `scopes` names scopes by type, and says of each connection of such a type
    /// whether it holds them all.
    package func list(
        in team: TeamID, types: [String]?, scopes: [String: [String]], page: Page, for caller: Caller
    ) async throws -> [ConnectionView] {
        try caller.principal.require(.read, in: team)
        let rows = try await rows(in: team, types: types, page: page, for: caller)
        let catalog = try await catalog.catalog(knowing: rows)
        return rows.map { connection in
            ConnectionView(
                connection: connection, in: catalog,
                isScoped: scopes[connection.type].map(connection.holds) ?? true)
        }
    }

    package func connection(_ id: ConnectionID, for caller: Caller) async throws -> ConnectionView {
        let connection = try await visible(id, for: caller)
        try caller.principal.require(.read, in: connection.teamID)
        return try await view(connection)
    }

    package func rename(_ id: ConnectionID, to name: String, for caller: Caller) async throws -> ConnectionView {
        let connection = try await visible(id, for: caller)
        try caller.principal.require(.write, in: connection.teamID)
        var faults = Faults()
        DisplayName.check(name, as: "name", into: &faults)
        try faults.check()
        let now = clock.now()
        let audit = caller.audit(
            .connectionRenamed, team: connection.teamID, subject: "connection:\(id)",
            details: ["from": .string(connection.name), "to": .string(name)], at: now)
        guard let renamed = try await store.rename(id, in: connection.teamID, to: name, at: now, audit: audit) else {
            throw Connections.missing
        }
        return try await view(renamed)
    }

    /// Deletes the connection with its secret, and tells what came of taking its tokens back at the provider.
    ///
    /// - Throws: ``TenonError`` `connectionInUse` with the scenarios that name it, unless `isConfirmed`.
    @discardableResult
    package func delete(
        _ id: ConnectionID, isConfirmed: Bool, for caller: Caller
    ) async throws -> Revoker.Outcome {
        let connection = try await visible(id, for: caller)
        try caller.principal.require(.write, in: connection.teamID)
        // The tokens are needed after the row is gone, to take them back.
        let sealed = try await store.sealedConnection(id)
        let audit = caller.audit(
            .connectionDeleted, team: connection.teamID, subject: "connection:\(id)",
            details: ["name": .string(connection.name), "type": .string(connection.type)], at: clock.now())
        switch try await store.delete(id, in: connection.teamID, evenIfUsed: isConfirmed, audit: audit) {
        case .deleted:
            guard let sealed else { return .nothingToRevoke }
            return await revoker.revokeDeleted(sealed, for: caller)
        case .notFound: throw Connections.missing
        case .inUse(let scenarios):
            throw TenonError(
                .connectionInUse, .connectionInUse, ["count": String(scenarios.count)],
                suberrors: scenarios.map {
                    .init(Sentence(.scenarioUses, ["id": $0.id.description, "name": $0.name]))
                })
        }
    }

    /// Whether the connection was granted all of `scopes`.
    package func isScoped(_ id: ConnectionID, for scopes: [String], caller: Caller) async throws -> Bool {
        let connection = try await visible(id, for: caller)
        try caller.principal.require(.read, in: connection.teamID)
        return connection.holds(scopes)
    }

    /// Asks the third party whether the credential is good, and writes the answer down.
    package func verify(_ id: ConnectionID, for caller: Caller) async throws -> BlockRun.Verdict {
        guard let sealed = try await store.sealedConnection(id), caller.principal.sees(sealed.connection) else {
            throw Connections.missing
        }
        try caller.principal.require(.write, in: sealed.connection.teamID)
        return try await verifications.verify(sealed, by: caller.actor)
    }

    func view(_ connection: Connection) async throws -> ConnectionView {
        ConnectionView(connection: connection, in: try await catalog.catalog(knowing: [connection]))
    }

    /// The connection if the caller is in its team, and the token reaches it.
    func visible(_ id: ConnectionID, for caller: Caller) async throws -> Connection {
        guard let connection = try await store.connection(id), caller.principal.sees(connection) else {
            throw Connections.missing
        }
        return connection
    }

    static let missing = TenonError.notFound("Connection")
}
