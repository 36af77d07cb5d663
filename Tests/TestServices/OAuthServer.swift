// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON

/// Who logs in at a server's own page.
package struct OAuthAccount: Sendable {
    package let name: String
    package let password: String

    static let alice = OAuthAccount(name: "alice", password: "correct horse 1")
}

/// A client that a server knows.
package struct OAuthClient: Sendable {
    /// How the client proves who it is, and what it is for.
    package enum Kind: String, Sendable, CaseIterable {
        /// With its secret in `Authorization`.
        case basic = "client_secret_basic"
        /// With its secret in the body.
        case post = "client_secret_post"
        /// Without a secret.
        case open = "none"
        /// With its secret in `Authorization`, and for itself: `client_credentials` instead of a user's grant.
        case machine
    }

    package let kind: Kind
    package let id: String
    /// `nil` for ``Kind/open``.
    package let secret: String?
    package let redirectURI: String

    package init(kind: Kind, id: String, secret: String?, redirectURI: String) {
        self.kind = kind
        self.id = id
        self.secret = secret
        self.redirectURI = redirectURI
    }
}

/// A real authorization server, run by the tests.
package protocol OAuthServer: Sendable {
    var issuer: String { get }
    /// OpenID Connect discovery.
    var discoveryURL: String { get }
    /// RFC 8414.
    var metadataURL: String { get }
    var authorizationURL: String { get }
    var tokenURL: String { get }
    var revocationURL: String { get }
    /// RFC 7591, open to everybody.
    var registrationURL: String { get }
    /// Answers 200 to a token with ``scopes``.
    var resourceURL: String { get }
    /// What a registered client may ask for.
    var scopes: [String] { get }
    var account: OAuthAccount { get }

    /// What a person does on a page of this server; `nil` for a page that asks nothing.
    func move(on page: Page, _ decision: ConsentDecision) -> PageMove?
}

extension OAuthServer {
    /// Registers a client for one redirect URI, with ``scopes``.
    package func register(_ kind: OAuthClient.Kind = .basic, redirectURI: String) async throws -> OAuthClient {
        let isMachine = kind == .machine
        let method = isMachine ? OAuthClient.Kind.basic : kind
        let metadata: JSON = [
            "client_name": "Tenon tests",
            "client_uri": "http://127.0.0.1/",
            "redirect_uris": JSON([redirectURI]),
            "grant_types": JSON(isMachine ? ["client_credentials"] : ["authorization_code", "refresh_token"]),
            "response_types": JSON(isMachine ? [] : ["code"]),
            "token_endpoint_auth_method": .string(method.rawValue),
            "scope": .string(scopes.joined(separator: " ")),
        ]
        let answer = try await LoopbackHTTP.send(
            "POST", registrationURL, headers: [("Content-Type", "application/json")], body: metadata.utf8)
        guard answer.status == 201, let id = try answer.json["client_id"]?.string else {
            throw ServiceFailure("\(registrationURL) answers \(answer.status): \(answer.text)")
        }
        // Canaille hands a secret to those who want none, too.
        let secret = kind == .open ? nil : try answer.json["client_secret"]?.string
        return OAuthClient(kind: kind, id: id, secret: secret, redirectURI: redirectURI)
    }
}
