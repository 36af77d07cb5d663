// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension Switches {
    /// The rules for tokens: what the profile does by itself, and these switches over it.
    package func terms(_ profile: Profile) -> Terms {
        var terms = Terms()
        terms.profile = profile
        switch profile {
        case .standard: break
        case .google:
            terms.rotation = false
            // Google's answers say 3599: a second has passed.
            terms.accessSeconds = 3599
        case .slack:
            // Without rotation a token of Slack's does not end.
            terms.rotation = rotation ?? false
            terms.accessSeconds = terms.rotation ? 43_200 : nil
            terms.accessTokenPrefix = terms.rotation ? "xoxe.xoxb-1-" : "xoxb-"
        }
        terms.rotation = rotation ?? terms.rotation
        terms.reuseDetection = reuseDetection ?? terms.reuseDetection
        terms.graceSeconds = Double(graceSeconds ?? 0)
        terms.accessSeconds = accessSeconds ?? terms.accessSeconds
        terms.refreshSeconds = refreshSeconds
        terms.retiresAccessTokens = retiresAccessTokens ?? false
        terms.withheld = withheldScopes ?? []
        terms.omitsRefreshToken = refreshTokenInRefreshAnswer == false
        return terms
    }
}
