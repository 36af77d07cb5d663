// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TenonDomain

/// The rate limit per organization of this process.
package final class RateLimiter: Sendable {
    private let limit: Int
    private let windows = Mutex(RateWindows<OrganizationID>())
    private let clock: any WallClock

    /// Returns `nil` when `requestsPerMinute` is 0: there is no limit, and no header speaks of one.
    package init?(requestsPerMinute: Int, clock: any WallClock) {
        guard requestsPerMinute > 0 else { return nil }
        limit = requestsPerMinute
        self.clock = clock
    }

    package func requestArrived(from organization: OrganizationID) -> RateDecision {
        let now = clock.now()
        return windows.withLock { $0.requestArrived(from: organization, limit: limit, at: now) }
    }
}
