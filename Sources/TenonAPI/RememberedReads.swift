// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
package import TenonEngine
package import TenonHTTP

/// Answers to reads of connections that were given before, for where requests arrive.
///
/// Lets in as the routes do: the bearer is one that is known and unchanged, their organization's requests are counted,
/// and the token still has the scope. A token that is limited by itself is left to the route.
package struct RememberedReads: RememberedAnswers {
    let access: Access
    let limiter: RateLimiter?
    let answers: AnswerCache

    package init(access: Access, limiter: RateLimiter?, answers: AnswerCache) {
        self.access = access
        self.limiter = limiter
        self.answers = answers
    }

    package func answer(to target: String, token: ProxyToken) -> RememberedAnswer? {
        guard let principal = access.knownBearer(of: token), principal.token.limits == nil,
            principal.token.scopes.contains(.connectionsRead),
            let known = answers.known(to: principal.token.id, target: target)
        else { return nil }
        let rate = limiter?.requestArrived(from: principal.organizationID)
        // The route says that there were too many; it counts no request that it refuses.
        guard rate?.isAdmitted != false else { return nil }
        return RememberedAnswer(
            json: known.text, route: known.route, organizationID: principal.organizationID, rate: rate)
    }
}
