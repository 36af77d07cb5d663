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

    package init(authenticator: any Authenticator, limiter: RateLimiter?) {
        self.authenticator = authenticator
        self.limiter = limiter
    }

    func admit(_ request: Request, to scope: Route.Scope, record: RequestRecord) async throws -> Principal {
        guard let token = AuthorizationHeader.token(in: request.headers),
            let principal = try await authenticator.principal(token: token)
        else { throw TenonError(.unauthenticated, AccessGate.invalidToken) }
        record.organizationID = principal.organizationID
        if let decision = limiter?.requestArrived(from: principal.organizationID) {
            record.rate = decision
            guard decision.isAdmitted else {
                throw TenonError(
                    .rateLimited, "Requests limit for organization exceeded, please try again later.",
                    retryAfter: decision.retryAfter)
            }
        }
        if case .needs(let scope) = scope { try principal.require(scope) }
        return principal
    }
}
