// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// When tokens are refreshed and when nobody asks: numbers only.
package struct RefreshPolicy: Sendable {
    /// A token is not handed out when it ends within this time, or within a tenth of its life when that is less.
    package var leewayMax: Duration = .seconds(60)
    /// The scheduler asks for the next token when this part of its life is over, spread by ``spread``.
    package var dueFraction = 0.75
    /// Due times are moved by up to this part of the life, either way, so that they do not come together.
    package var spread = 0.1
    /// The first pause after a failure; each further one doubles it.
    package var backoffMin: Duration = .seconds(1)
    /// The longest pause after the provider failed.
    package var backoffMax: Duration = .seconds(300)
    /// The pause after the installation was refused, which only a person can mend.
    package var installationBackoffMin: Duration = .seconds(30)
    package var installationBackoffMax: Duration = .seconds(3600)

    package init() {}

    /// How much of its life a token must have left to be handed out.
    func leeway(obtainedAt: Timestamp?, expiresAt: Timestamp) -> Duration {
        guard let obtainedAt else { return leewayMax }
        let life = max(0, expiresAt.milliseconds - obtainedAt.milliseconds)
        return min(leewayMax, .milliseconds(life / 10))
    }

    /// Whether the token is good for `minimum` from `now`; one without a known end is, until an answer says otherwise.
    func isFresh(_ grant: Connection.Grant, for minimum: Duration?, at now: Timestamp) -> Bool {
        guard let expiresAt = grant.tokenExpiresAt else { return true }
        let needed = minimum ?? leeway(obtainedAt: grant.refreshedAt, expiresAt: expiresAt)
        return now.advanced(by: needed) < expiresAt
    }

    /// Whether the token has not ended yet.
    func isAlive(_ grant: Connection.Grant, at now: Timestamp) -> Bool {
        grant.tokenExpiresAt.map { now < $0 } ?? true
    }

    /// When the next refresh of a token is due; `random` is between 0 and 1.
    func dueAt(obtainedAt: Timestamp, expiresAt: Timestamp, random: Double) -> Timestamp {
        let life = Double(max(0, expiresAt.milliseconds - obtainedAt.milliseconds))
        let fraction = min(max(dueFraction + (random * 2 - 1) * spread, 0), 1)
        return Timestamp(milliseconds: obtainedAt.milliseconds + Int64(life * fraction))
    }

    /// Until when nobody asks again after failure number `count`, counted from 1; `random` is between 0 and 1.
    ///
    /// A third party's `Retry-After` is obeyed when it is longer.
    func retryAt(
        after reason: Connection.Trouble.Reason, count: Int, retryAfter: Duration?, at now: Timestamp, random: Double
    ) -> Timestamp? {
        let (least, most): (Duration, Duration)
        switch reason {
        case .provider: (least, most) = (backoffMin, backoffMax)
        case .installation, .credentialRejected: (least, most) = (installationBackoffMin, installationBackoffMax)
        case .rejected, .answerLost, .noRefreshToken, .revoked: return nil
        }
        let doubled = least * (1 << min(max(count - 1, 0), 20))
        // Between half and all of it.
        let jittered = min(doubled, most) * (0.5 + random / 2)
        return now.advanced(by: max(jittered, retryAfter ?? .zero))
    }
}
