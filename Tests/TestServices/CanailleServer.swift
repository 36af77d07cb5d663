// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON

/// Canaille: says `iss` in its answers, and grants fewer scopes than asked for when it does not know them all.
///
/// Its manners: a refresh token ends together with its access token, and **two tokens for one user and client in the
/// same second are an HTTP 500**, so that a test has to wait ``gap`` between them. It remembers a consent.
package struct CanailleServer: OAuthServer {
    /// How the server treats tokens; each set of options is a server of its own.
    package struct Options: Hashable, Sendable {
        /// Of access and refresh tokens alike.
        package var tokenSeconds = 3600

        package init() {}
    }

    /// How long to wait between two tokens of one client for one user.
    package static let gap = Duration.milliseconds(1050)

    package let account = OAuthAccount.alice
    package let scopes = ["openid", "profile", "email"]
    private let service: PythonService

    static func start(_ options: Options) async throws -> CanailleServer {
        CanailleServer(
            service: try await PythonService.start(
                "canaille_oauth", module: "canaille", options: ["tokenSeconds": JSON(options.tokenSeconds)],
                account: .alice))
    }

    package var issuer: String { service.address }
    package var discoveryURL: String { issuer + "/.well-known/openid-configuration" }
    package var metadataURL: String { issuer + "/.well-known/oauth-authorization-server" }
    package var authorizationURL: String { issuer + "/oauth/authorize" }
    package var tokenURL: String { issuer + "/oauth/token" }
    package var revocationURL: String { issuer + "/oauth/revoke" }
    package var registrationURL: String { issuer + "/oauth/register" }
    /// Wants `openid`; says 401 to a token that is no longer good.
    package var resourceURL: String { issuer + "/oauth/userinfo" }

    package func move(on page: Page, _ decision: ConsentDecision) -> PageMove? {
        for form in page.document.forms {
            if form.hasField("login") { return PageMove(form: form, filling: ["login": account.name]) }
            if form.hasField("password") { return PageMove(form: form, filling: ["password": account.password]) }
            let answer = decision == .approve ? "accept" : "deny"
            if form.hasButton(answer) { return PageMove(form: form, button: answer) }
        }
        return nil
    }
}
