// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain
package import TenonJSON

/// What a caller may do with the credential behind a connection, beside verifying it.
extension Connections {
    /// A credential in the clear, for a caller that must hold it.
    package struct Revealed: Sendable {
        package let connection: Connection
        /// Whether it is a token, or what a person entered.
        package let isToken: Bool
        /// The token, or the values a person entered; never a refresh token or a client's secret.
        package let values: JSONObject
        package let expiresAt: Timestamp?
    }

    /// The live credential, good for at least `minimumLifetime`; audited before it is handed out.
    package func reveal(
        _ id: ConnectionID, minimumLifetime: Duration?, for caller: Caller
    ) async throws -> Revealed {
        guard let sealed = try await store.sealedConnection(id), caller.principal.sees(sealed.connection) else {
            throw Connections.missing
        }
        try caller.principal.require(.reveal, in: sealed.connection.teamID)
        let credential = try await verifications.verifier.refresher.credential(
            of: sealed, minimumLifetime: minimumLifetime)
        let connection = credential.connection
        let names =
            credential.type.needsToken
            ? [ParameterValues.accessToken, ParameterValues.tokenType]
            : credential.type.parameters.map(\.name)
        try await audit.append(
            caller.audit(
                .connectionCredentialRevealed, team: connection.teamID, subject: "connection:\(id)",
                details: ["expires": .string(connection.grant.tokenExpiresAt?.iso8601 ?? "")], at: clock.now()))
        return Revealed(
            connection: connection, isToken: credential.type.needsToken,
            values: credential.context.values.revealed(names), expiresAt: connection.grant.tokenExpiresAt)
    }

    /// The newest entries of the audit log about a connection; `before` continues behind a page.
    package func events(
        of id: ConnectionID, before sequence: Int64?, limit: Int, for caller: Caller
    ) async throws -> [AuditEvent] {
        let connection = try await visible(id, for: caller)
        try caller.principal.require(.read, in: connection.teamID)
        return try await audit.events(
            of: connection.organizationID, about: "connection:\(id)", before: sequence, limit: limit)
    }

    /// Takes the tokens back at the provider and ends the grant here: for an incident.
    ///
    /// The grant ends here first, so that nobody uses or refreshes it while the provider is asked.
    package func revoke(_ id: ConnectionID, for caller: Caller) async throws -> Revoker.Outcome {
        guard let sealed = try await store.sealedConnection(id), caller.principal.sees(sealed.connection) else {
            throw Connections.missing
        }
        let connection = sealed.connection
        try caller.principal.require(.write, in: connection.teamID)
        guard try await catalog.type(of: connection)?.needsToken == true else { return .notSupported }
        guard connection.grant.refreshedAt != nil else { return .nothingToRevoke }
        let now = clock.now()
        let trouble = Connection.Trouble(
            reason: .revoked, message: "It was revoked by a person.", at: now, count: 1, retryAt: nil)
        try await grants.endGrant(
            of: id, in: connection.teamID, trouble: trouble,
            audit: caller.audit(
                .connectionRevoked, team: connection.teamID, subject: "connection:\(id)",
                details: ["outcome": "ended_here"], at: now))
        let outcome = await revoker.revoke(sealed)
        try await audit.append(revoker.entry(outcome, connection, caller))
        return outcome
    }
}
