// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON

/// Django OAuth Toolkit: rotation, reuse protection and lifetimes as one likes.
///
/// Its manners: an ended or revoked token is a **403 without `WWW-Authenticate`** at a resource, an unknown scope
/// refuses the whole request, and a refresh kills the old access token at once.
package struct DjangoOAuthServer: OAuthServer {
    /// How the server treats tokens; each set of options is a server of its own.
    package struct Options: Hashable, Sendable {
        package var rotatesRefreshTokens = true
        /// An old refresh token that comes again ends every token that descends from it.
        package var protectsAgainstReuse = true
        /// How long an old refresh token is still honoured.
        package var refreshGraceSeconds = 0
        package var accessTokenSeconds = 3600
        /// `nil` for no end.
        package var refreshTokenSeconds: Int?
        package var requiresPKCE = true

        package init() {}
    }

    /// What somebody asked the token endpoint for, and what the answer was.
    package struct TokenRequest: Hashable, Sendable {
        package let grant: String
        package let status: Int

        package init(grant: String, status: Int) {
            self.grant = grant
            self.status = status
        }
    }

    package let account = OAuthAccount.alice
    package let scopes = ["profile", "files:read", "files:write"]
    private let service: PythonService

    static func start(_ options: Options) async throws -> DjangoOAuthServer {
        let settings: JSONObject = [
            "rotatesRefreshTokens": .bool(options.rotatesRefreshTokens),
            "protectsAgainstReuse": .bool(options.protectsAgainstReuse),
            "refreshGraceSeconds": JSON(options.refreshGraceSeconds),
            "accessTokenSeconds": JSON(options.accessTokenSeconds),
            "refreshTokenSeconds": JSON(options.refreshTokenSeconds.map(Int64.init)),
            "requiresPKCE": .bool(options.requiresPKCE),
        ]
        return DjangoOAuthServer(
            service: try await PythonService.start(
                "django_oauth", module: "oauth2_provider", options: settings, account: .alice))
    }

    package var issuer: String { service.address + "/o" }
    package var discoveryURL: String { issuer + "/.well-known/openid-configuration" }
    package var metadataURL: String { service.address + "/.well-known/oauth-authorization-server/o" }
    package var authorizationURL: String { issuer + "/authorize/" }
    package var tokenURL: String { issuer + "/token/" }
    package var revocationURL: String { issuer + "/revoke_token/" }
    package var registrationURL: String { issuer + "/register/" }
    /// Wants `files:read`.
    package var resourceURL: String { service.address + "/api/files" }
    /// Wants `files:write`.
    package var writeResourceURL: String { service.address + "/api/files/write" }
    /// Like ``resourceURL``, but says 401 with `WWW-Authenticate` to a token that is no longer good.
    package var challengingResourceURL: String { service.address + "/challenge/files" }

    package func move(on page: Page, _ decision: ConsentDecision) -> PageMove? {
        guard let form = page.document.forms.first else { return nil }
        if form.hasField("password") {
            return PageMove(form: form, filling: ["username": account.name, "password": account.password])
        }
        return PageMove(form: form, button: decision == .approve ? "Authorize" : "Cancel")
    }

    /// The requests of a client at the token endpoint so far, in their order.
    package func tokenRequests(of client: OAuthClient) async throws -> [TokenRequest] {
        try await behind("requests", client).array?.map {
            TokenRequest(grant: $0["grant"]?.string ?? "", status: Int($0["status"]?.int ?? 0))
        } ?? []
    }

    /// Ends a client's access tokens before their time, and says how many.
    @discardableResult
    package func expireAccessTokens(of client: OAuthClient) async throws -> Int {
        Int(try await behind("expire", client)["count"]?.int ?? 0)
    }

    /// Takes every grant back, as a user does who removes the client from their account, and says how many tokens went.
    @discardableResult
    package func withdrawGrants(of client: OAuthClient) async throws -> Int {
        Int(try await behind("withdraw", client)["count"]?.int ?? 0)
    }

    private func behind(_ action: String, _ client: OAuthClient) async throws -> JSON {
        let answer = try await LoopbackHTTP.send("POST", "\(service.address)/behind/\(action)?client=\(client.id)")
        guard answer.status == 200 else { throw ServiceFailure("\(action) answers \(answer.status): \(answer.text)") }
        return try answer.json
    }
}
