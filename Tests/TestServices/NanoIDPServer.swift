// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON

/// NanoIDP in its OAuth 2.1 profile: no page asks for consent, and a refresh token that comes twice ends the family.
///
/// A tool for tests, no product; its lifetimes are whole minutes.
package struct NanoIDPServer: OAuthServer {
    /// How the server treats tokens; each set of options is a server of its own.
    package struct Options: Hashable, Sendable {
        package var rotatesRefreshTokens = true

        package init() {}
    }

    package let account = OAuthAccount.alice
    package let scopes = ["openid", "profile", "email"]
    private let service: PythonService

    static func start(_ options: Options) async throws -> NanoIDPServer {
        NanoIDPServer(
            service: try await PythonService.start(
                "nanoidp_oauth", module: "nanoidp",
                options: ["rotatesRefreshTokens": .bool(options.rotatesRefreshTokens)],
                account: .alice))
    }

    package var issuer: String { service.address }
    package var discoveryURL: String { issuer + "/.well-known/openid-configuration" }
    package var metadataURL: String { issuer + "/.well-known/oauth-authorization-server" }
    package var authorizationURL: String { issuer + "/authorize" }
    package var tokenURL: String { issuer + "/token" }
    package var revocationURL: String { issuer + "/revoke" }
    package var registrationURL: String { issuer + "/register" }
    /// Wants `openid`; says 401 to a token that is no longer good.
    package var resourceURL: String { issuer + "/userinfo" }

    /// A refusal is not offered: it is the page left as it is, which a client never hears of.
    package func move(on page: Page, _ decision: ConsentDecision) -> PageMove? {
        guard decision == .approve, let form = page.document.forms.first(where: { $0.hasField("password") }) else {
            return nil
        }
        return PageMove(form: form, filling: ["username": account.name, "password": account.password])
    }
}
