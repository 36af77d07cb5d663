// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import TenonCatalog
internal import TenonDomain
internal import TenonJSON

/// Authorization on another device (RFC 8628): no callback, the token endpoint is asked until the person has answered.
extension Authorizer {
    /// How often the token endpoint is asked when the provider does not say (RFC 8628 §3.5).
    private static let pollSecondsDefault = 5
    private static let pollSecondsMax = 300
    /// How many authorizations are asked about at a time.
    private static let pollsMax = 100

    func beginDevice(
        _ authorization: inout Authorization, sealed: SealedConnection, type: ConnectionType, audit: AuditDraft
    ) async throws -> Invitation {
        let ending: BlockRunner.Ending
        do {
            let context = try await context(of: authorization, sealed: sealed, type: type)
            ending = try await runner.run(type.run(.device, in: context))
        } catch let problem as AuthorizationProblem {
            throw TenonError(.thirdPartyFailed, problem.sentences)
        }
        guard case .good = ending.verdict else {
            let problem = AuthorizationProblem.failed(ending.verdict)
            throw TenonError(.thirdPartyFailed, problem.sentences)
        }
        let temp = ending.run.temp
        let complete = temp["verificationUriComplete"]?.text ?? ""
        let page = complete.isEmpty ? temp["verificationUri"]?.text ?? "" : complete
        guard let userCode = temp["userCode"]?.text, !userCode.isEmpty, !page.isEmpty,
            let deviceCode = temp["deviceCode"]?.text, !deviceCode.isEmpty
        else {
            throw TenonError(.thirdPartyFailed, .noDeviceCode)
        }
        let now = clock.now()
        let lifetime = min(max(temp["expiresIn"]?.int ?? 600, 60), 3600)
        authorization = Authorization(
            ticketHash: authorization.ticketHash, connectionID: authorization.connectionID,
            teamID: authorization.teamID, organizationID: authorization.organizationID, userID: authorization.userID,
            requestedScopes: authorization.requestedScopes, returnURL: authorization.returnURL, createdAt: now,
            expiresAt: now.advanced(by: .seconds(lifetime)))
        authorization.start = Authorization.Start(
            stateHash: Secret(deviceCode).sha256, browserHash: [],
            box: try await seal(
                StartedAuthorization(verifier: nil, temp: temp, definitionVersion: type.version), authorization),
            pollAt: now.advanced(by: .seconds(Authorizer.interval(temp))))
        try await store.insert(authorization, audit: audit)
        return Invitation(
            url: Secret(page), ticket: nil, userCode: userCode, expiresAt: authorization.expiresAt)
    }

    private static func interval(_ temp: ValueCollection) -> Int {
        min(max(temp["interval"]?.int ?? pollSecondsDefault, 1), pollSecondsMax)
    }

    /// Asks for every device authorization that is due, and forgets what has ended.
    package func pollDevices() async throws {
        let now = clock.now()
        // Another process leaves them alone until then.
        let next = now.advanced(by: .seconds(60))
        for authorization in try await store.duePolls(at: now, next: next, limit: Authorizer.pollsMax) {
            do {
                try await poll(authorization)
            } catch let problem as AuthorizationProblem {
                try await end(authorization, problem)
            } catch {
                Logger(label: "tenon.authorization").warning(
                    "device authorization could not be asked about",
                    metadata: [
                        "connection.id": "\(authorization.connectionID)", "error.type": "\(type(of: error))",
                    ])
            }
        }
        try await store.removeEnded(at: now)
    }

    private func poll(_ authorization: Authorization) async throws {
        guard let start = authorization.start,
            let sealed = try await connections.sealedConnection(authorization.connectionID)
        else { throw AuthorizationProblem.connectionGone }
        let started = try await open(start.box, authorization)
        guard let type = try await begunType(of: sealed.connection, started) else {
            throw AuthorizationProblem.connectionGone
        }
        var context = try await context(of: authorization, sealed: sealed, type: type)
        context.temp = started.temp
        let ending = try await runner.run(type.run(.token, in: context))
        let interval = Authorizer.interval(context.temp)
        switch ending.verdict {
        case .good(let told):
            guard try await store.consume(stateHash: start.stateHash, at: clock.now()) != nil else { return }
            _ = try await finish(authorization, sealed, type, ending.run, told)
        case .pending(let failure):
            let wait = failure.oauthError == "slow_down" ? interval * 2 + 5 : interval
            try await postpone(authorization, by: wait)
        case .undetermined(let failure):
            try await postpone(authorization, by: max(interval * 2, Int(failure.retryAfter?.components.seconds ?? 0)))
        case .bad, .misconfigured: throw AuthorizationProblem.failed(ending.verdict)
        }
    }

    private func postpone(_ authorization: Authorization, by seconds: Int) async throws {
        try await store.postpone(authorization.ticketHash, until: clock.now().advanced(by: .seconds(seconds)))
    }

    private func end(_ authorization: Authorization, _ problem: AuthorizationProblem) async throws {
        guard let start = authorization.start,
            try await store.consume(stateHash: start.stateHash, at: clock.now()) != nil
        else { return }
        try await audit.append(
            AuditDraft(
                organizationID: authorization.organizationID, teamID: authorization.teamID,
                action: .connectionAuthorizationFailed,
                actor: AuditActor(userID: authorization.userID, tokenID: nil, address: nil, requestID: nil),
                subject: "connection:\(authorization.connectionID)",
                details: ["reason": .string(problem.reason.rawValue)], at: clock.now()))
    }
}
