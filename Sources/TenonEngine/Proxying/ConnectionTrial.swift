// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonDomain

/// Sends one request of a person's through a connection, with the proxy's checks, credential and audit entry.
///
/// Nothing is streamed: it is for looking at an answer.
package struct ConnectionTrial: Sendable {
    package static let requestBytesMax = 64 << 10
    package static let answerBytesMax = 256 << 10
    package static let headersMax = 32
    package static let timeout: Duration = .seconds(30)
    package static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]

    package struct Request: Sendable {
        package var method: String
        /// From a slash on, with the query; empty is the base itself.
        package var target: String
        package var headers: [(name: String, value: String)]
        package var body: String

        package init(method: String, target: String, headers: [(name: String, value: String)], body: String) {
            self.method = method
            self.target = target
            self.headers = headers
            self.body = body
        }
    }

    package struct Answer: Sendable {
        package let status: Int
        /// Without what the request's own credential would be, should the third party echo it.
        package let headers: [OutboundResponse.Header]
        /// `nil` when it is no text.
        package let text: String?
        package let byteCount: Int
        package let duration: Duration
        /// How often it was sent: twice after a refresh.
        package let attempts: Int
    }

    let store: any ConnectionStore
    let refresher: Refresher
    let egress: any Egress
    let uses: UseLog
    let clock: any WallClock

    package init(
        store: any ConnectionStore, refresher: Refresher, egress: any Egress, uses: UseLog, clock: any WallClock
    ) {
        self.clock = clock
        self.store = store
        self.refresher = refresher
        self.egress = egress
        self.uses = uses
    }

    /// Sends the request.
    ///
    /// - Throws: ``TenonError`` when it may not be sent, or no answer came.
    package func send(_ request: Request, through id: ConnectionID, for caller: Caller) async throws -> Answer {
        try caller.principal.require(.connectionsUse)
        guard let sealed = try await store.sealedConnection(id), caller.principal.sees(sealed.connection) else {
            throw Connections.missing
        }
        try caller.principal.require(.use, in: sealed.connection.teamID)
        let target = try TrialTarget(request.target)
        if caller.principal.token.limits?.allow(method: request.method, path: target.path) == false {
            throw TenonError(.permissionDenied, .tokenRuleForbids)
        }
        try ConnectionTrial.check(request)
        let stopwatch = ContinuousClock()
        let began = stopwatch.now
        var credential = try await refresher.credential(of: sealed)
        var (response, plan) = try await exchange(request, target, credential, caller)
        var attempts = 1
        if plan.says(response, isStaleFor: credential) {
            credential = try await refresher.credential(
                of: credential.sealed, replacing: credential.connection.secretVersion)
            (response, plan) = try await exchange(request, target, credential, caller)
            attempts = 2
        }
        return answer(response, plan, credential, duration: stopwatch.now - began, attempts: attempts)
    }

    private static func check(_ request: Request) throws {
        var faults = Faults()
        if !methods.contains(request.method) {
            faults.invalid("method", .notOneOf, ["choices": methods.joined(separator: ", ")])
        }
        if request.body.utf8.count > requestBytesMax {
            faults.invalid("body", .largerThanBytes, ["bytes": String(requestBytesMax)])
        }
        if request.headers.count > headersMax {
            faults.invalid("headers", .moreThan, ["count": String(headersMax)])
        }
        for header in request.headers where !UpstreamFields.isSendable(header.name, header.value) {
            faults.invalid("headers", .headerNotSendable, ["name": String(header.name.prefix(64))])
        }
        try faults.check()
    }

    /// One attempt: room in the audit log first, then the request, then the entry.
    private func exchange(
        _ request: Request, _ target: TrialTarget, _ credential: LiveCredential, _ caller: Caller
    ) async throws -> (OutboundResponse, UpstreamPlan) {
        let plan = try credential.type.upstreamPlan(in: credential.context)
        let outbound = try UpstreamFields.request(request, target, plan, at: clock.now())
        let connection = credential.connection
        let grant = ProxyGrant(
            plan: plan, connectionID: connection.id, teamID: connection.teamID,
            organizationID: connection.organizationID, userID: caller.principal.user.id,
            tokenID: caller.principal.token.id, secretVersion: connection.secretVersion)
        let use = ProxyUse(
            grant: grant, method: request.method, clientAddress: caller.address, requestID: caller.requestID ?? "")
        guard uses.reserve() else {
            throw TenonError(.unavailable, .useNotAudited)
        }
        do {
            if uses.isStrict { try await uses.begin(use) }
            let response = try await egress.send(outbound)
            uses.record(use, .answered(status: response.status))
            return (response, plan)
        } catch {
            uses.record(use, .failed)
            guard let failure = error as? OutboundFailure else { throw error }
            throw TenonError(failure == .timedOut ? .upstreamTimedOut : .upstreamFailed, [failure.sentence])
        }
    }

    private func answer(
        _ response: OutboundResponse, _ plan: UpstreamPlan, _ credential: LiveCredential, duration: Duration,
        attempts: Int
    ) -> Answer {
        let hider = SecretHider(credential.context, type: credential.type, plan: plan)
        let headers = response.headers.map { header in
            OutboundResponse.Header(name: header.name, value: hider.hide(in: header.value))
        }
        let isText = !response.body.contains(0)
        let text = isText ? String(validating: response.body, as: UTF8.self) : nil
        return Answer(
            status: response.status, headers: headers, text: text.map { hider.hide(in: $0) },
            byteCount: response.body.count, duration: duration, attempts: attempts)
    }
}

extension UpstreamPlan {
    /// Whether the answer means that the credential is no longer good.
    fileprivate func says(_ response: OutboundResponse, isStaleFor credential: LiveCredential) -> Bool {
        credential.type.needsToken
            && (refreshOn.statuses.contains(response.status)
                || refreshOn.condition?(response) == true)
    }
}
