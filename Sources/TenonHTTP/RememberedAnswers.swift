// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import NIOCore
package import TenonDomain

/// Reads that were answered before and would be answered the same now, told again where the request arrives.
///
/// ### What an implementation promises
/// - answer(to:token:) is called on event loops: it takes locks for nanoseconds only, and never waits.
/// - It admits and counts a request as its route does, and answers nothing that the route would not answer now: once a
///   change was acknowledged, nothing from before it is told.
/// - Everything kept has a bound.
package protocol RememberedAnswers: Sendable {
    /// The answer to `GET target`, path and query as they came; `nil` when the route has to be asked.
    func answer(to target: String, token: ProxyToken) -> RememberedAnswer?
}

/// An answer 200 with JSON.
package struct RememberedAnswer: Sendable {
    package let json: ByteBuffer
    /// The route's pattern, for the log.
    package let route: String
    package let organizationID: OrganizationID
    /// What the rate limit said, when there is one.
    package let rate: RateDecision?

    package init(json: ByteBuffer, route: String, organizationID: OrganizationID, rate: RateDecision?) {
        self.json = json
        self.route = route
        self.organizationID = organizationID
        self.rate = rate
    }
}
