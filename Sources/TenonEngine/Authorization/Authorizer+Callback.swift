// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain
internal import TenonJSON
internal import TenonVault

/// The provider's answer.
extension Authorizer {
    /// How often storing is tried when refreshes come between.
    private static let storeAttemptsMax = 8

    /// What the provider's redirect brought.
    package struct Callback: Sendable {
        package let type: String
        package let query: [(name: String, value: Secret)]
        /// The value of the cookie of that name.
        package let cookie: @Sendable (String) -> Secret?

        package init(
            type: String, query: [(name: String, value: Secret)], cookie: @escaping @Sendable (String) -> Secret?
        ) {
            self.type = type
            self.query = query
            self.cookie = cookie
        }

        func value(_ name: String) -> Secret? { query.first { $0.name == name }?.value }
    }

    /// What came of an authorization, for the person's page.
    package struct Completion: Sendable {
        package let connection: Connection
        package let typeLabel: String
        package let teamName: String
        /// Scopes that were asked for and not granted.
        package let missingScopes: [String]
        package let returnURL: String?
    }

    /// Takes the provider's answer, gets the token and stores it.
    ///
    /// - Throws: ``AuthorizationProblem``, which has been written to the audit log when the connection is known.
    package func complete(_ callback: Callback) async throws -> Completion {
        let now = clock.now()
        guard let state = callback.value("state"),
            let found = try await store.authorization(stateHash: state.sha256, at: now), let start = found.start
        else { throw AuthorizationProblem.notFound }
        // Before it is used up: whoever is not the one who began must not end it.
        guard let cookie = callback.cookie(Authorizer.cookieName(for: state)), cookie.hasSHA256(start.browserHash)
        else { throw AuthorizationProblem.otherBrowser }
        guard let authorization = try await store.consume(stateHash: state.sha256, at: now) else {
            throw AuthorizationProblem.notFound
        }
        do {
            return try await exchange(authorization, start, callback)
        } catch var problem as AuthorizationProblem {
            try await audit.append(entry(problem, authorization))
            problem.returnURL = authorization.returnURL
            throw problem
        }
    }

    private func entry(_ problem: AuthorizationProblem, _ authorization: Authorization) -> AuditDraft {
        AuditDraft(
            organizationID: authorization.organizationID, teamID: authorization.teamID,
            action: .connectionAuthorizationFailed, actor: actor(authorization),
            subject: "connection:\(authorization.connectionID)",
            details: ["reason": .string(problem.reason.rawValue)], at: clock.now())
    }

    private func actor(_ authorization: Authorization) -> AuditActor {
        AuditActor(userID: authorization.userID, tokenID: nil, address: nil, requestID: nil)
    }

    private func exchange(
        _ authorization: Authorization, _ start: Authorization.Start, _ callback: Callback
    ) async throws -> Completion {
        guard let sealed = try await connections.sealedConnection(authorization.connectionID) else {
            throw AuthorizationProblem.connectionGone
        }
        // Each provider has a callback of its own, so that one cannot pass its answers off as another's.
        guard sealed.connection.type == callback.type else { throw AuthorizationProblem.wrongIssuer }
        let started = try await open(start.box, authorization)
        // What it was begun with, whatever was published since.
        guard let type = try await begunType(of: sealed.connection, started), type.needsPerson else {
            throw AuthorizationProblem.notFound
        }
        var context = try await context(of: authorization, sealed: sealed, type: type)
        try Authorizer.checkIssuer(callback, context)
        if let error = callback.value("error")?.reveal(), !error.isEmpty {
            let description = callback.value("error_description")?.reveal() ?? ""
            throw AuthorizationProblem.refused(
                Authorizer.clean(error, 64), description: Authorizer.clean(description, 300))
        }
        context.verifier = started.verifier
        context.temp = started.temp
        context.query = callback.query
        do {
            (context.values, context.temp) = try type.authorizationAnswer(in: context)
        } catch {
            throw AuthorizationProblem.failed(error)
        }
        let block: ConnectionType.Block = type.requests[.accessToken] == nil ? .token : .accessToken
        let needed = block == .token ? "code" : "oauth_verifier"
        guard callback.value(needed) != nil || type.requests[.authorize]?.first?.response.data.isEmpty == false else {
            throw AuthorizationProblem.noCode
        }
        return try await finish(authorization, sealed, type, context, block)
    }

    /// The version of the type that the authorization was begun with.
    func begunType(of connection: Connection, _ started: StartedAuthorization) async throws -> ConnectionType? {
        try await catalog.type(
            named: connection.type, version: started.definitionVersion ?? connection.definitionVersion,
            for: connection.organizationID)
    }

    /// Gets the token, looks at what it is worth, and stores it.
    func finish(
        _ authorization: Authorization, _ sealed: SealedConnection, _ type: ConnectionType, _ context: RunContext,
        _ block: ConnectionType.Block
    ) async throws -> Completion {
        let ending = try await runner.run(type.run(block, in: context))
        guard case .good(let told) = ending.verdict else { throw AuthorizationProblem.failed(ending.verdict) }
        return try await finish(authorization, sealed, type, ending.run, told)
    }

    func finish(
        _ authorization: Authorization, _ sealed: SealedConnection, _ type: ConnectionType, _ run: BlockRun,
        _ told: Connection.Identity
    ) async throws -> Completion {
        var token = flight.obtained(run, type)
        var context = run.context
        context.values = run.values
        if type.requests[.introspect] != nil {
            let introspection = try await runner.run(type.run(.introspect, in: context))
            if let scopes = introspection.run.grantedScopes {
                token = ObtainedToken(
                    at: token.at, expiresAt: token.expiresAt, refreshDueAt: token.refreshDueAt, grantedScopes: scopes)
            }
        }
        var identity = told
        let verification = try await runner.run(type.run(.info, in: context))
        var isVerified = false
        if case .good(let learnt) = verification.verdict {
            isVerified = true
            identity = learnt.merging(told)
        }
        let grant = AuthorizedGrant(
            token: token, requestedScopes: authorization.requestedScopes, identity: identity,
            definitionVersion: type.version, isVerified: isVerified)
        let values = try await keepingRefreshToken(run.values, identity, sealed, type)
        let stored = try await store(grant, values, of: sealed, authorization)
        return try await completion(authorization, stored.connection, type)
    }

    /// Some providers hand out a refresh token the first time only: the same account keeps the one it has.
    private func keepingRefreshToken(
        _ values: ParameterValues, _ identity: Connection.Identity, _ sealed: SealedConnection, _ type: ConnectionType
    ) async throws -> ParameterValues {
        let name = ParameterValues.refreshToken
        guard values.value(name) == nil, let uid = identity.uid, uid == sealed.connection.identity.uid,
            !sealed.connection.isOver,
            try await catalog.mayUse(type, enteredFor: sealed.connection.definitionVersion, in: sealed.connection)
        else { return values }
        let opened = try await contexts.vault.open(
            sealed.secret, team: sealed.connection.teamID, row: sealed.connection.id)
        guard let old = try ParameterValues(opening: opened).secret(name) else { return values }
        var kept = values
        kept.set(name, .string(old.reveal()), isSecret: true)
        return kept
    }

    /// Stores the grant over whatever is there: the newest yes of a person counts.
    private func store(
        _ grant: AuthorizedGrant, _ values: ParameterValues, of sealed: SealedConnection,
        _ authorization: Authorization
    ) async throws -> SealedConnection {
        let connection = sealed.connection
        let sealer = try await contexts.vault.sealer(for: connection.teamID)
        let clear = values.sealedForm()
        let granted = grant.token.grantedScopes ?? grant.requestedScopes
        let audit = AuditDraft(
            organizationID: connection.organizationID, teamID: connection.teamID, action: .connectionAuthorized,
            actor: actor(authorization), subject: "connection:\(connection.id)",
            details: [
                "granted": JSON(granted), "missing": JSON(grant.requestedScopes.filter { !granted.contains($0) }),
            ], at: grant.token.at)
        var expected = sealed.secret.version
        for _ in 0..<Authorizer.storeAttemptsMax {
            let stored = try await grants.storeAuthorization(
                of: connection.id, in: connection.teamID, expecting: expected, grant: grant, audit: audit
            ) { id, version in try sealer.seal(clear, row: id, version: version) }
            if let stored { return stored }
            guard let current = try await connections.connection(connection.id) else {
                throw AuthorizationProblem.connectionGone
            }
            expected = current.secretVersion
        }
        throw TenonError(.conflict, .connectionChangesTooFast)
    }

    private func completion(
        _ authorization: Authorization, _ connection: Connection, _ type: ConnectionType
    ) async throws -> Completion {
        let team = try await access.team(connection.teamID)
        return Completion(
            connection: connection, typeLabel: type.label, teamName: team?.name ?? "",
            missingScopes: connection.missingScopes, returnURL: authorization.returnURL)
    }

    /// A wrong `iss` is always refused, a missing one where the provider promises it (RFC 9207 §2.4).
    private static func checkIssuer(_ callback: Callback, _ context: RunContext) throws {
        let expected = context.server["issuer"]?.string
        if let issuer = callback.value("iss") {
            guard let expected else { return }
            guard issuer.reveal() == expected else { throw AuthorizationProblem.wrongIssuer }
        } else if context.server["authorization_response_iss_parameter_supported"]?.bool == true {
            throw AuthorizationProblem.wrongIssuer
        }
    }

    /// A provider's words on one line, without anything that a page or a terminal could take for more.
    private static func clean(_ text: String, _ charactersMax: Int) -> String {
        let plain = text.unicodeScalars.map { scalar -> UnicodeScalar in
            let category = scalar.properties.generalCategory
            return [.control, .format, .lineSeparator, .paragraphSeparator].contains(category) ? " " : scalar
        }
        return String(String(String.UnicodeScalarView(plain)).prefix(charactersMax))
    }
}

extension Connection.Identity {
    /// What is known here, and where nothing is, what `other` knows.
    func merging(_ other: Connection.Identity) -> Connection.Identity {
        Connection.Identity(
            metadata: metadata ?? other.metadata, uid: uid ?? other.uid, expiresAt: expiresAt ?? other.expiresAt)
    }
}
