// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TenonDomain

/// What is learnt about a request on the way in, for the layers that see the answer on its way out.
package final class RequestRecord: Sendable {
    private struct State {
        var organizationID: OrganizationID?
        var rate: RateDecision?
    }

    private let state = Mutex(State())

    package init() {}

    /// The caller's organization, once the token is known.
    package var organizationID: OrganizationID? {
        get { state.withLock { $0.organizationID } }
        set { state.withLock { $0.organizationID = newValue } }
    }

    /// What the rate limit said, when there is one.
    package var rate: RateDecision? {
        get { state.withLock { $0.rate } }
        set { state.withLock { $0.rate = newValue } }
    }
}
