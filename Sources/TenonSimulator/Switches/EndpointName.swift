// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Names an endpoint in switches, counters and the log.
package enum EndpointName: String, Hashable, Sendable, CaseIterable {
    case home, metadata, jwks
    case authorize, signIn, device, deviceAuthorization
    case token, introspect, revoke, userinfo
    case oauth1RequestToken, oauth1Authorize, oauth1AccessToken, oauth1API
    case session, sessionAPI, key, api, slackAPI
    case admin
    /// A path that leads nowhere.
    case unknown

    /// Whether faults stay away: one must be able to switch them off.
    var isAdministrative: Bool { self == .admin || self == .home }
}

/// The grant types that the token endpoint knows.
enum GrantType: String, Sendable, CaseIterable {
    case authorizationCode = "authorization_code"
    case refreshToken = "refresh_token"
    case clientCredentials = "client_credentials"
    case password
    case jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"
}
