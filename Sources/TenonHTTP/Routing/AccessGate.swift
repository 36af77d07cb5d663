// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain

/// Lets a request in: token, then rate limit, then the token's scope.
package struct AccessGate: Sendable {
    /// The one sentence for every token that is no good: nobody learns why.
    static let invalidToken = "Access denied: Invalid token header."

    private let authenticator: any Authenticator
    private let limiter: RateLimiter?
    private let sessions: SessionGate?

    /// Without `sessions` nobody is signed in.
    package init(authenticator: any Authenticator, limiter: RateLimiter?, sessions: SessionGate? = nil) {
        self.authenticator = authenticator
        self.limiter = limiter
        self.sessions = sessions
    }

    func admit(_ request: Request, to scope: Route.Scope, record: RequestRecord) async throws -> Principal {
        guard let token = AuthorizationHeader.token(in: request.headers),
            let principal = try await authenticator.principal(token: token)
        else { throw TenonError(.unauthenticated, AccessGate.invalidToken) }
        try count(principal, record: record)
        if case .needs(let scope) = scope { try principal.require(scope) }
        return principal
    }

    /// Lets a person in who is signed in: session, then rate limit, then scope.
    func admitPerson(_ request: Request, to scope: Route.Scope, record: RequestRecord) async throws -> SignedIn {
        guard let person = try await sessions?.person(in: request.headers) else {
            throw TenonError(.unauthenticated, AccessGate.invalidToken)
        }
        try count(person.principal, record: record)
        if case .needs(let scope) = scope { try person.principal.require(scope) }
        return person
    }

    private func count(_ principal: Principal, record: RequestRecord) throws {
        record.organizationID = principal.organizationID
        if let decision = limiter?.requestArrived(from: principal.organizationID) {
            record.rate = decision
            guard decision.isAdmitted else {
                throw TenonError(
                    .rateLimited, .organizationRate,
                    retryAfter: decision.retryAfter)
            }
        }
    }
}
