// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain
internal import TenonJSON
package import TenonVault

/// Puts together what a definition's blocks need to know of a connection: its values, the installation's, and the
/// provider's endpoints.
package struct ContextSource: Sendable {
    let vault: Vault
    let installations: Installations
    let servers: ServerMetadata
    let clock: any WallClock
    let randomness: any Randomness

    package init(
        vault: Vault, installations: Installations, servers: ServerMetadata, clock: any WallClock,
        randomness: any Randomness
    ) {
        self.vault = vault
        self.installations = installations
        self.servers = servers
        self.clock = clock
        self.randomness = randomness
    }

    /// The context of a stored connection.
    ///
    /// - Throws: ``Failure`` when the provider's endpoints cannot be found out, or the organization's client was set for
    ///   another version of the definition.
    func context(of sealed: SealedConnection, type: ConnectionType) async throws -> RunContext {
        let connection = sealed.connection
        let opened = try await vault.open(sealed.secret, team: connection.teamID, row: connection.id)
        var context = try await context(
            values: try ParameterValues(opening: opened), type: type, organization: connection.organizationID)
        context.scopes = connection.requestedScopes
        return context
    }

    /// The context of values that may not be stored yet.
    func context(
        values: ParameterValues, type: ConnectionType, organization: OrganizationID
    ) async throws -> RunContext {
        var context = RunContext(
            values: values, installed: try await installations.values(for: type, in: organization),
            now: clock.now(), randomness: randomness)
        if type.issuer != nil || !type.server.isEmpty {
            context.server = try await servers.metadata(of: type, in: context)
        }
        return context
    }
}
