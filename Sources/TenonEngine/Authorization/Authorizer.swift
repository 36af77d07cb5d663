// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain
internal import TenonJSON
internal import TenonVault

/// Lets a person authorize a connection: the first time, again, or for more scopes, in place.
///
/// Until a new authorization has succeeded, what is stored keeps working.
package struct Authorizer: Sendable {
    /// How long a link, and then the provider's answer, are waited for.
    package static let lifetime: Duration = .seconds(600)

    /// What a person needs to go on.
    package struct Invitation: Sendable {
        /// The address to open.
        package let url: Secret
        /// What the address holds to prove that it was handed out; `nil` when it is the provider's own address.
        package let ticket: Secret?
        /// What to enter there, on another device (RFC 8628 §3.2).
        package let userCode: String?
        package let expiresAt: Timestamp
    }

    /// Where a browser is sent, and what it is to remember.
    package struct Departure: Sendable {
        package let location: Secret
        package let cookieName: String
        package let cookie: Secret
    }

    let connections: any ConnectionStore
    let grants: any GrantStore
    let store: any AuthorizationStore
    let access: any AccessStore
    let audit: any AuditWriting
    let catalog: CatalogSource
    let contexts: ContextSource
    let flight: RefreshFlight
    /// Scheme and authority under which people reach the server.
    let origin: @Sendable () -> String

    var clock: any WallClock { contexts.clock }
    var randomness: any Randomness { contexts.randomness }
    var runner: BlockRunner { flight.runner }

    package init(
        connections: any ConnectionStore, store: any AuthorizationStore, access: any AccessStore,
        audit: any AuditWriting, catalog: CatalogSource, contexts: ContextSource, refresher: Refresher,
        origin: @escaping @Sendable () -> String
    ) {
        self.connections = connections
        self.store = store
        self.access = access
        self.audit = audit
        self.catalog = catalog
        self.contexts = contexts
        self.origin = origin
        flight = refresher.flight
        grants = refresher.flight.grants
    }

    // MARK: - Links

    /// Makes a link by which a person authorizes the connection, with `scopes` beside those it has already.
    package func invite(
        to id: ConnectionID, scopes: [String], returnURL: String?, for caller: Caller
    ) async throws -> Invitation {
        guard let sealed = try await connections.sealedConnection(id), caller.principal.sees(sealed.connection)
        else { throw Connections.missing }
        try caller.principal.require(.write, in: sealed.connection.teamID)
        let now = clock.now()
        let audit = caller.audit(
            .connectionAuthorizationStarted, team: sealed.connection.teamID, subject: "connection:\(id)",
            details: ["scopes": JSON(scopes)], at: now)
        return try await invite(
            to: sealed, scopes: scopes, returnURL: returnURL, user: caller.principal.user.id, audit: audit)
    }

    func invite(
        to sealed: SealedConnection, scopes: [String], returnURL: String?, user: UserID?, audit: AuditDraft
    ) async throws -> Invitation {
        let connection = sealed.connection
        let type = try await authorizableType(of: sealed)
        var faults = Faults()
        if !type.scopes.isEmpty {
            let known = Set(type.scopes.map(\.id)).union(type.defaultScopes)
            for scope in scopes where !known.contains(scope) { faults.add(.invalidScope) }
        }
        if let returnURL, !Authorizer.isReturnURL(returnURL) {
            faults.invalid("returnUrl", .webURL)
        }
        try faults.check()
        let now = clock.now()
        let ticket = Secret.randomToken(from: randomness)
        var authorization = Authorization(
            ticketHash: ticket.sha256, connectionID: connection.id, teamID: connection.teamID,
            organizationID: connection.organizationID, userID: user,
            requestedScopes: connection.requestedScopes + scopes.filter { !connection.requestedScopes.contains($0) },
            returnURL: returnURL, createdAt: now, expiresAt: now.advanced(by: Authorizer.lifetime))
        if type.requests[.device] != nil {
            return try await beginDevice(&authorization, sealed: sealed, type: type, audit: audit)
        }
        try await store.insert(authorization, audit: audit)
        let url = "\(origin())/api/v2/oauth/auth/\(connection.id)?ticket=\(ticket.reveal())"
        return Invitation(url: Secret(url), ticket: ticket, userCode: nil, expiresAt: authorization.expiresAt)
    }

    /// What a person authorizes the connection with: the newest version of its type, unless that could take something
    /// elsewhere that was entered for an older one.
    private func authorizableType(of sealed: SealedConnection) async throws -> ConnectionType {
        let connection = sealed.connection
        let entered = try await entered(sealed)
        var found = try await catalog.type(named: connection.type, for: connection.organizationID)
        if let newest = found, try await !mayTake(entered, newest, connection) {
            found = try await catalog.type(
                named: connection.type, madeWith: entered.version, for: connection.organizationID)
        }
        guard let type = found else {
            throw TenonError(.thirdPartyFailed, .definitionMissing, ["type": connection.type])
        }
        guard type.needsPerson else {
            throw TenonError.validation(.needsNoPerson, ["type": type.name])
        }
        return type
    }

    static func isReturnURL(_ text: String) -> Bool {
        text.utf8.count <= 2048 && (try? WebAddress(text)) != nil
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !#""<>\^`{|}"#.utf8.contains($0) }
    }

    // MARK: - Departure

    /// Sends the browser that opened the link to the provider; good for one browser, once.
    ///
    /// - Throws: ``AuthorizationProblem``.
    package func depart(_ id: ConnectionID, ticket: Secret) async throws -> Departure {
        let now = clock.now()
        guard let authorization = try await store.authorization(ticketHash: ticket.sha256, at: now),
            authorization.connectionID == id, authorization.start == nil
        else { throw AuthorizationProblem.notFound }
        guard let sealed = try await connections.sealedConnection(id) else {
            throw AuthorizationProblem.connectionGone
        }
        let type: ConnectionType
        do { type = try await authorizableType(of: sealed) } catch is TenonError {
            throw AuthorizationProblem.notFound
        }
        let state = Secret.randomToken(from: randomness)
        let browser = Secret.randomToken(from: randomness)
        var context = try await context(of: authorization, sealed: sealed, type: type)
        context.state = state
        context.verifier = ProofKey.verifier(from: randomness)
        do {
            context.temp = try await prepare(type, context)
            let request = try type.authorizationRequest(in: context)
            let box = try await seal(
                StartedAuthorization(
                    verifier: context.verifier, temp: request.temp, definitionVersion: type.version),
                authorization)
            let start = Authorization.Start(stateHash: state.sha256, browserHash: browser.sha256, box: box)
            // Two browsers may have come this far: one goes on.
            guard try await store.start(authorization.ticketHash, with: start, at: now) else {
                throw AuthorizationProblem.notFound
            }
            return Departure(
                location: request.url, cookieName: Authorizer.cookieName(for: state), cookie: browser)
        } catch let failure as Failure {
            throw AuthorizationProblem.failed(failure)
        }
    }

    /// What runs before a person is asked: `preauthorize`, and OAuth 1.0a's temporary credentials (RFC 5849 §2.1).
    private func prepare(_ type: ConnectionType, _ context: RunContext) async throws -> ValueCollection {
        var context = context
        for block in [ConnectionType.Block.preauthorize, .requestToken] where type.requests[block] != nil {
            if block == .requestToken { context.redirectURI = callback(type, state: context.state) }
            let ending = try await runner.run(type.run(block, in: context))
            guard case .good = ending.verdict else { throw AuthorizationProblem.failed(ending.verdict) }
            context.temp = ending.run.temp
            context.values = ending.run.values
            // What the block stored in `data` lives in `temp` until the authorization has succeeded.
            for name in ending.run.values.names where type.parameter(named: name) == nil {
                context.temp[name] = context.temp[name] ?? ending.run.values.value(name)
            }
        }
        return context.temp
    }

    /// The callback with the state in it, for protocols that know no `state`.
    private func callback(_ type: ConnectionType, state: Secret?) -> String {
        redirectURI(type) + "?state=" + (state?.reveal() ?? "")
    }

    func redirectURI(_ type: ConnectionType) -> String { "\(origin())/oauth/cb/\(type.name)" }

    /// The name of the cookie that binds an authorization to a browser; each has its own, so that two tabs do not
    /// disturb each other.
    package static func cookieName(for state: Secret) -> String {
        "tenon-authorization-" + state.sha256.prefix(6).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    // MARK: - What the blocks see

    /// The context of an authorization: data that waits for it in place of what is stored.
    func context(
        of authorization: Authorization, sealed: SealedConnection, type: ConnectionType
    ) async throws -> RunContext {
        let connection = sealed.connection
        let entered = try await entered(sealed)
        // Other data may have come since the person left.
        guard try await mayTake(entered, type, connection) else { throw AuthorizationProblem.notFound }
        do {
            var context = try await contexts.context(
                values: entered.values, type: type, organization: connection.organizationID)
            // An authorization may be for another account: nothing of the last one's may get mixed in.
            for name in context.values.names where type.parameter(named: name) == nil { context.values.remove(name) }
            context.scopes = authorization.requestedScopes
            context.redirectURI = redirectURI(type)
            return context
        } catch let failure as Failure {
            throw AuthorizationProblem.failed(failure)
        }
    }

    /// What was entered for the connection, and for which version of its type.
    private struct Entered {
        let values: ParameterValues
        let version: Int
    }

    private func entered(_ sealed: SealedConnection) async throws -> Entered {
        let connection = sealed.connection
        guard let pending = try await grants.pendingData(of: connection.id, in: connection.teamID) else {
            let opened = try await contexts.vault.open(sealed.secret, team: connection.teamID, row: connection.id)
            return Entered(values: try ParameterValues(opening: opened), version: connection.definitionVersion)
        }
        let opened = try await contexts.vault.open(
            pending.box, team: connection.teamID, in: .pendingData(of: connection.id))
        return Entered(
            values: try ParameterValues(opening: opened),
            version: pending.definitionVersion ?? connection.definitionVersion)
    }

    /// Whether the type may be used with what was entered for another version: it takes nothing secret of that anywhere
    /// new.
    private func mayTake(
        _ entered: Entered, _ type: ConnectionType, _ connection: Connection
    ) async throws -> Bool {
        guard type.organizationID != nil, type.version != entered.version,
            type.parameters.contains(where: { entered.values.secret($0.name) != nil })
        else { return true }
        return try await catalog.mayUse(type, enteredFor: entered.version, in: connection)
    }

    func seal(_ started: StartedAuthorization, _ authorization: Authorization) async throws -> SealedSecret {
        try await contexts.vault.sealer(for: authorization.teamID).seal(
            started.sealedForm, in: .authorization(ticketHash: authorization.ticketHash), version: 1)
    }

    func open(_ box: SealedSecret, _ authorization: Authorization) async throws -> StartedAuthorization {
        let clear = try await contexts.vault.open(
            box, team: authorization.teamID, in: .authorization(ticketHash: authorization.ticketHash))
        return try StartedAuthorization(opening: clear)
    }
}
