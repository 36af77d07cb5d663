// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenonDomain

/// Counts the requests of tokens that may send only so many in a minute; each server counts its own.
final class TokenRates: Sendable {
    private let windows = Mutex(RateWindows<TokenID>())
    private let clock: any WallClock

    init(clock: any WallClock) { self.clock = clock }

    /// Counts a request; the error when the token may send no more for now.
    func refusal(of token: TokenID, limits: TokenLimits?) -> TenonError? {
        guard let limit = limits?.requestsPerMinute else { return nil }
        let now = clock.now()
        let decision = windows.withLock { $0.requestArrived(from: token, limit: limit, at: now) }
        guard !decision.isAdmitted else { return nil }
        return TenonError(
            .rateLimited, .tokenRate, ["count": String(limit)],
            retryAfter: decision.retryAfter)
    }
}
