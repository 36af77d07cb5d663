// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What a new connection begins with, under the names of Make's API.
///
/// The sections pass the lint as they are, and name hosts that belong to nobody.
package enum ConnectionTemplate: String, CaseIterable, Sendable {
    case apiKey = "apikey"
    case basic
    case oauth
    /// With a token that ends and is refreshed.
    case oauthRefresh = "oauth-refresh"
    /// The resource owner's password (RFC 6749 §4.3).
    case oauthPassword = "oauth-resowncre"
    /// The client's own credentials (RFC 6749 §4.4).
    case oauthClientCredentials = "oauth-clicre"
    case oauth1 = "oauth-1"
    case other

    package var kind: ConnectionType.Kind {
        switch self {
        case .apiKey, .basic, .other: .basic
        case .oauth, .oauthRefresh, .oauthPassword, .oauthClientCredentials, .oauth1: .oauth
        }
    }

    package var sections: [ConnectionSection: String] {
        switch self {
        case .apiKey: apiKeySections
        case .basic: basicSections
        case .oauth: [.api: oauthAPI(refreshes: false), .common: client].merging(oauthSections) { $1 }
        case .oauthRefresh: [.api: oauthAPI(refreshes: true), .common: client].merging(oauthSections) { $1 }
        case .oauthPassword: passwordSections
        case .oauthClientCredentials: clientCredentialsSections
        case .oauth1: oauth1Sections
        case .other: otherSections
        }
    }
}

extension AppSource {
    /// A connection made of a template.
    package static func template(_ template: ConnectionTemplate, name: String, label: String) -> ConnectionSource {
        ConnectionSource(name: name, label: label, kind: template.kind, sections: template.sections)
    }
}
