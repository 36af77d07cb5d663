// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Why the provider says no.
///
/// Each dialect has its own words for it: RFC 6749 in ``code``, Google and Slack in their routes.
package enum Refusal: Error, Hashable, Sendable {
    case malformed(String)
    case unknownClient
    case wrongClientSecret
    case wrongAuthentication(String)
    case clientRefused
    case unknownCode, expiredCode, usedCode, foreignCode, wrongRedirectURI, wrongVerifier
    case unknownRefreshToken, expiredRefreshToken, reusedRefreshToken, foreignRefreshToken
    case revokedGrant
    case wrongPassword
    case badAssertion(String)
    case invalidScope
    case unsupportedGrantType
    case unauthorizedClient
    case authorizationPending, slowDown, expiredDeviceCode, unknownDeviceCode, accessDenied

    /// The error code of RFC 6749 §5.2 and RFC 8628 §3.5.
    package var code: String {
        switch self {
        case .malformed: "invalid_request"
        case .unknownClient, .wrongClientSecret, .wrongAuthentication, .clientRefused: "invalid_client"
        case .unknownCode, .expiredCode, .usedCode, .foreignCode, .wrongRedirectURI, .wrongVerifier,
            .unknownRefreshToken, .expiredRefreshToken, .reusedRefreshToken, .foreignRefreshToken, .revokedGrant,
            .wrongPassword, .badAssertion, .unknownDeviceCode:
            "invalid_grant"
        case .invalidScope: "invalid_scope"
        case .unsupportedGrantType: "unsupported_grant_type"
        case .unauthorizedClient: "unauthorized_client"
        case .authorizationPending: "authorization_pending"
        case .slowDown: "slow_down"
        case .expiredDeviceCode: "expired_token"
        case .accessDenied: "access_denied"
        }
    }

    /// What the person who debugs an integration should know; holds nothing that was sent.
    package var sentence: String {
        switch self {
        case .malformed(let sentence), .wrongAuthentication(let sentence), .badAssertion(let sentence): sentence
        case .unknownClient: "There is no such client."
        case .wrongClientSecret: "The client's secret is wrong."
        case .clientRefused: "The client is refused: a switch says so."
        case .unknownCode: "There is no such code."
        case .expiredCode: "The code has expired."
        case .usedCode: "The code was used before; what it gave has been revoked."
        case .foreignCode: "The code was issued to another client, or by another issuer."
        case .wrongRedirectURI: "redirect_uri is not the one the code was asked for with."
        case .wrongVerifier: "code_verifier does not match the code's challenge."
        case .unknownRefreshToken: "There is no such refresh token."
        case .expiredRefreshToken: "The refresh token has expired."
        case .reusedRefreshToken: "The refresh token was used before."
        case .foreignRefreshToken: "The refresh token was issued to another client, or by another issuer."
        case .revokedGrant: "The grant has been revoked."
        case .wrongPassword: "User name or password is wrong."
        case .invalidScope: "A scope is malformed, or more than what was granted."
        case .unsupportedGrantType: "The grant type is unknown."
        case .unauthorizedClient: "The client may not do this."
        case .authorizationPending: "The person has not answered yet."
        case .slowDown: "Asked too soon; wait five seconds more than before."
        case .expiredDeviceCode: "The device code has expired."
        case .unknownDeviceCode: "There is no such device code, or it was used before."
        case .accessDenied: "The person refused."
        }
    }
}
