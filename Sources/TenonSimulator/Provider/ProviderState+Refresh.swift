// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Foundation

extension ProviderState {
    /// Exchanges a refresh token (RFC 6749 §6), with rotation and reuse detection as the terms have them (RFC 9700
    /// §4.14.2).
    ///
    /// `asked` are the scopes that are enough; `nil` for all that were granted.
    package mutating func refresh(
        _ token: String, client: RegisteredClient, issuer: String = "", asked: [String]? = nil, terms: Terms,
        at now: Date
    ) throws(Refusal) -> Issued {
        guard let record = refreshTokens[token], let grant = grants[record.grantID] else { throw .unknownRefreshToken }
        guard grant.clientID == client.id, grant.issuer == issuer else { throw .foreignRefreshToken }
        guard grant.isAlive else { throw .revokedGrant }
        if let usedAt = record.usedAt {
            guard now.timeIntervalSince(usedAt) < terms.graceSeconds else {
                tally.reusesDetected += 1
                if terms.reuseDetection { end(grant.id, because: .reuse) }
                throw .reusedRefreshToken
            }
            tally.reusesForgiven += 1
        }
        if let expiresAt = record.expiresAt, now >= expiresAt { throw .expiredRefreshToken }
        let scope = asked ?? grant.scope
        guard Set(scope).isSubset(of: grant.scope) else { throw .invalidScope }

        tally.refreshes += 1
        grants[grant.id]?.refreshes += 1
        if terms.retiresAccessTokens {
            for old in grant.accessTokens { accessTokens[old] = nil }
            grants[grant.id]?.accessTokens = []
        }
        var successor: String? = token
        if terms.omitsRefreshToken {
            successor = nil
        } else if terms.rotation {
            refreshTokens[token]?.usedAt = record.usedAt ?? now
            successor = addRefreshToken(to: grant.id, terms: terms, at: now)
        }
        return issue(grant.id, scope: scope, refreshToken: successor, terms: terms, at: now)
    }
}
