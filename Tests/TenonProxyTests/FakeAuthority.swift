// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenonDomain

/// Admits one token to the connections it is told of.
final class FakeAuthority: ProxyAuthority {
    static let token = "0c8a4f6e-7b1d-4e2a-9f00-1234567890ab"
    static let secret = "Bearer canary-5d1f"

    struct Behaviour: Sendable {
        var plans: [Int64: UpstreamPlan] = [:]
        /// Of the one token.
        var limits: TokenLimits?
        /// Whether the first request of each connection has to be decided off the event loop.
        var asksFirst = true
        var hasRoom = true
        var decideDelay: Duration?
        var refusal: TenonError?
        /// Called before anything is sent, when set.
        var begin: (@Sendable (ProxyUse) async throws -> Void)?
        var refresh: @Sendable (ProxyGrant) async -> ProxyRefresh = { _ in .unavailable }
    }

    private struct State {
        var behaviour: Behaviour
        var known: Set<Int64> = []
        var decisions = 0
        var refreshes = 0
        var reserved = 0
        var outcomes: [ProxyOutcome] = []
        var requests: [ProxyRequest] = []
        var refusals: [OutboundResponse] = []
    }

    private let state: Mutex<State>
    private let token = ProxyToken(FakeAuthority.token)

    init(_ behaviour: Behaviour) { state = Mutex(State(behaviour: behaviour)) }

    var outcomes: [ProxyOutcome] { state.withLock { $0.outcomes } }
    var reserved: Int { state.withLock { $0.reserved } }
    var decisions: Int { state.withLock { $0.decisions } }
    var refusals: [OutboundResponse] { state.withLock { $0.refusals } }
    var refreshes: Int { state.withLock { $0.refreshes } }
    var requests: [ProxyRequest] { state.withLock { $0.requests } }

    func change(_ body: (inout sending Behaviour) -> Void) { state.withLock { body(&$0.behaviour) } }

    static func plan(
        port: Int, scheme: OutboundRequest.Scheme = .http, host: String = "127.0.0.1", basePath: String = "",
        headers: [UpstreamPlan.Field] = [.init(name: "Authorization", value: Secret(secret))],
        query: [UpstreamPlan.Field] = [], refreshOn: RefreshTest = .never, authorities: Secret? = nil,
        authenticator: (any RequestAuthenticator)? = nil, hasScopes: Bool = false, allowed: String? = nil,
        requestBytesMax: Int64? = nil
    ) throws -> UpstreamPlan {
        try UpstreamPlan(
            scheme: scheme, host: host, port: port, basePath: basePath, headers: headers, query: query,
            allowedHosts: [HostPattern(allowed ?? host)].compactMap { $0 }, trustedAuthorities: authorities,
            refreshOn: refreshOn, authenticator: authenticator, hasScopes: hasScopes, requestBytesMax: requestBytesMax)
    }

    static func grant(_ plan: UpstreamPlan, connection: Int64, version: Int64 = 1, limits: TokenLimits? = nil)
        -> ProxyGrant
    {
        ProxyGrant(
            plan: plan, connectionID: ConnectionID(connection), teamID: TeamID(1), organizationID: OrganizationID(1),
            userID: UserID(1), tokenID: TokenID(1), limits: limits, secretVersion: version)
    }

    // MARK: - ProxyAuthority

    func lookUp(_ request: ProxyRequest) -> ProxyDecision {
        state.withLock { state in
            state.requests.append(request)
            guard request.token == token else { return .refused(TenonError(.unauthenticated, "")) }
            let id = request.connectionID.rawValue
            guard state.known.contains(id) || !state.behaviour.asksFirst, let plan = state.behaviour.plans[id] else {
                return .unknown
            }
            return .admitted(FakeAuthority.grant(plan, connection: id, limits: state.behaviour.limits))
        }
    }

    func decide(_ request: ProxyRequest) async throws -> ProxyGrant {
        let (plan, delay, refusal, limits) = state.withLock { state in
            state.decisions += 1
            return (
                state.behaviour.plans[request.connectionID.rawValue], state.behaviour.decideDelay,
                state.behaviour.refusal, state.behaviour.limits
            )
        }
        if let delay { try await Task.sleep(for: delay) }
        if let refusal { throw refusal }
        guard let plan else { throw TenonError.notFound("Connection") }
        _ = state.withLock { $0.known.insert(request.connectionID.rawValue) }
        return FakeAuthority.grant(plan, connection: request.connectionID.rawValue, limits: limits)
    }

    func refresh(after grant: ProxyGrant, for request: ProxyRequest) async -> ProxyRefresh {
        let refresh = state.withLock { state in
            state.refreshes += 1
            return state.behaviour.refresh
        }
        return await refresh(grant)
    }

    func reserve(_ use: ProxyUse) -> Bool {
        state.withLock { state in
            guard state.behaviour.hasRoom else { return false }
            state.reserved += 1
            return true
        }
    }

    var writesBeforeUse: Bool { state.withLock { $0.behaviour.begin != nil } }

    func begin(_ use: ProxyUse) async throws {
        let begin = state.withLock { $0.behaviour.begin }
        try await begin?(use)
    }

    func noteRefusal(of grant: ProxyGrant, _ answer: OutboundResponse) async {
        state.withLock { $0.refusals.append(answer) }
    }

    func record(_ use: ProxyUse, _ outcome: ProxyOutcome) { state.withLock { $0.outcomes.append(outcome) } }
}
