// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// Which provider's manners a grant has.
package enum Profile: String, Sendable, CaseIterable {
    /// The standards and nothing else.
    case standard
    case google
    case slack

    var accessTokenPrefix: String {
        switch self {
        case .standard: "sim_at_"
        case .google: "ya29."
        case .slack: "xoxb-"
        }
    }

    var refreshTokenPrefix: String {
        switch self {
        case .standard: "sim_rt_"
        case .google: "1//"
        case .slack: "xoxe-1-"
        }
    }
}

/// Names a grant, in counters and in `/admin/revoke`; no secret.
package struct GrantID: Hashable, Sendable, CustomStringConvertible {
    let number: Int

    init(number: Int) { self.number = number }

    /// Returns `nil` for anything but `grant-` and a number.
    package init?(_ text: String) {
        guard text.hasPrefix("grant-"), let number = Int(text.dropFirst(6)) else { return nil }
        self.number = number
    }

    package var description: String { "grant-\(number)" }
}

/// What a person, or a client for itself, allowed: the family of all tokens that descend from it.
package struct Grant: Sendable {
    /// Why a grant is no longer good.
    package enum End: String, Sendable {
        /// A refresh token was used twice.
        case reuse
        /// A code was used twice.
        case codeReuse
        /// The client asked.
        case revoked
        /// The admin call asked, as a person or an operator of the provider would.
        case revokedOutside
    }

    package let id: GrantID
    package let clientID: String
    /// `nil` when the client acts for itself.
    package let userName: String?
    package let profile: Profile
    /// The issuer's path: empty, or `/tenant/NAME`.
    package let issuer: String
    package internal(set) var scope: [String]
    package internal(set) var end: End?
    /// Refreshes that were carried out, those whose answers were lost included.
    package internal(set) var refreshes = 0
    let nonce: String?
    var accessTokens: [String] = []
    var refreshTokens: [String] = []

    package var isAlive: Bool { end == nil }
}

struct AccessToken: Sendable {
    let grantID: GrantID
    let scope: [String]
    let issuedAt: Date
    /// `nil` never ends.
    let expiresAt: Date?
}

struct RefreshToken: Sendable {
    let grantID: GrantID
    let expiresAt: Date?
    /// When it was first exchanged for another.
    var usedAt: Date?
}

/// What a token endpoint has to say.
package struct Issued: Sendable {
    package let grantID: GrantID
    package let accessToken: String
    /// `nil` when there is none, or none that is new.
    package let refreshToken: String?
    package let scope: [String]
    package let issuedAt: Date
    package let lifetimeSeconds: Int?
    package let userName: String?
    package let nonce: String?
}

/// The rules by which tokens are handed out, as the switches have it.
package struct Terms: Sendable {
    package var profile = Profile.standard
    /// Whether a refresh exchanges the refresh token as well.
    package var rotation = true
    /// Whether a refresh token that comes a second time ends the grant.
    package var reuseDetection = true
    /// How long a used refresh token is let through nevertheless.
    package var graceSeconds = 0.0
    /// `nil` never ends.
    package var accessSeconds: Int? = 3600
    package var refreshSeconds: Int?
    /// Whether a refresh ends the access tokens before.
    package var retiresAccessTokens = false
    /// Scopes that are not granted although asked for.
    package var withheld: [String] = []
    /// Whether a refresh leaves the refresh token out of its answer, and so cannot exchange it.
    package var omitsRefreshToken = false
    package var accessTokenPrefix: String?

    package init() {}
}
