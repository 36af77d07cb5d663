// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

public import TenonWire

/// How people authorize connections, and what becomes of the grants.
extension TenonClient {
    /// Makes a link by which a person authorizes the connection: the first time, again, or for more scopes.
    ///
    /// What is stored keeps working until the new authorization has succeeded. `scopes` come beside those that were
    /// asked for before; the last page leads to `returnURL`.
    public func authorizeConnection(
        _ id: Int64, scopes: [String] = [], returnURL: String? = nil
    ) async throws -> AuthorizationLink {
        let answer = try await answer(to: .authorizeConnection(id, scopes: scopes, returnURL: returnURL))
        do {
            return try AuthorizationLink(json: answer)
        } catch let error as WireFormatError {
            throw TenonTransportError(error)
        }
    }

    /// How the connection fares, and why; no third party is asked.
    public func health(ofConnection id: Int64) async throws -> ConnectionHealth {
        try await read(.health(ofConnection: id)) { try $0.body("health", ConnectionHealth.init(json:)) }
    }

    /// The connection's entries in the audit log, the newest first.
    ///
    /// The server answers at most 500 at a time. `before` is the last ``AuditEvent/sequence`` of a page, and continues
    /// behind it.
    public func events(
        ofConnection id: Int64, limit: Int? = nil, before sequence: Int64? = nil
    ) async throws -> [AuditEvent] {
        try await read(.events(ofConnection: id, limit: limit, before: sequence)) {
            try $0.bodies("events", AuditEvent.init(json:))
        }
    }

    /// Reveals the connection's live credential, which is written to the audit log.
    ///
    /// A token that ends before `minimumLifetime` (in whole seconds, a day at most) is refreshed first. It takes the
    /// scope `connections:reveal` and the role Admin.
    public func credentials(
        ofConnection id: Int64, minimumLifetime: Duration? = nil
    ) async throws -> ConnectionCredentials {
        // A part of a second is a whole one: rather too long than too short.
        let seconds = minimumLifetime.map { $0.components.seconds + ($0.components.attoseconds > 0 ? 1 : 0) }
        return try await read(.credentials(ofConnection: id, minimumLifetimeSeconds: seconds)) {
            try $0.body("credentials", ConnectionCredentials.init(json:))
        }
    }

    /// Takes the connection's tokens back at the provider, and ends its grant on the server.
    ///
    /// The connection stays, and a person can authorize it again.
    public func revokeConnection(_ id: Int64) async throws -> Revocation {
        try await read(.revokeConnection(id)) { try $0.body("revocation", Revocation.init(json:)) }
    }
}

/// Links for people outside a team.
extension TenonClient {
    /// The links of a team, by name; without their addresses.
    public func connectionLinks(inTeam team: Int64) async throws -> [ConnectionLink] {
        try await read(.connectionLinks(inTeam: team)) {
            try $0.bodies("connectionLinks", ConnectionLink.init(json:))
        }
    }

    /// Makes a link by which somebody connects an account of their own: the one answer with ``ConnectionLink/url``.
    ///
    /// The connection's name is the type's label when `name` is `nil`; the link ends at `expires` (ISO 8601, within 90
    /// days), or after 7 days. The page behind it shows `brandName` (the organization's name when `nil`) and `brandColor`,
    /// such as `#4a154b`.
    public func createConnectionLink(
        ofType type: String, named name: String? = nil, inTeam team: Int64, scopes: [String] = [],
        returnURL: String? = nil, expires: String? = nil, brandName: String? = nil, brandColor: String? = nil
    ) async throws -> ConnectionLink {
        let call = Call.createConnectionLink(
            ofType: type, name: name, inTeam: team, scopes: scopes, returnURL: returnURL, expires: expires,
            brandName: brandName, brandColor: brandColor)
        return try await read(call) { try $0.body("connectionLink", ConnectionLink.init(json:)) }
    }

    /// Takes a link back; a connection that was made with it stays.
    public func deleteConnectionLink(_ id: Int64) async throws { _ = try await answer(to: .deleteConnectionLink(id)) }
}

/// The organization's own clients at providers.
extension TenonClient {
    /// The clients, of whose secrets only the names are known.
    public func installations() async throws -> [Installation] {
        try await read(.installations) { try $0.bodies("installations", Installation.init(json:)) }
    }

    /// Sets the client that connections of a type use, in place of all values there were; for owners.
    ///
    /// Most definitions want `clientId` and `clientSecret`.
    public func setInstallation(ofType type: String, to values: ConnectionValues) async throws -> Installation {
        try await read(.setInstallation(ofType: type, to: values)) {
            try $0.body("installation", Installation.init(json:))
        }
    }

    /// Forgets the client that connections of a type use; for owners.
    public func deleteInstallation(ofType type: String) async throws {
        _ = try await answer(to: .deleteInstallation(ofType: type))
    }
}
