// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TenonJSON

/// An imitation of Google's authorization server, after its documentation ("Using OAuth 2.0 for Web Server
/// Applications"): offline access, consent that is asked once, scopes that can be unticked.
enum GoogleRoutes {
    static let endpoints = [
        Endpoint(.authorize, .get, "/google/o/oauth2/v2/auth", answer: authorize),
        Endpoint(.token, .post, "/google/token", answer: token),
        Endpoint(.revoke, .post, "/google/revoke", answer: revoke),
        Endpoint(.userinfo, .get, "/google/v1/userinfo", answer: userinfo),
    ]

    private static let issuer = "/google"

    private static func authorize(_ exchange: Exchange, _ world: inout World) -> Reply {
        switch AuthorizeRoutes.request(exchange, world) {
        case .reply(let reply): return reply
        case .request(var request):
            let query = exchange.query
            request.issuer = issuer
            request.profile = .google
            request.scope = Scope(spaced: query["scope"] ?? "").names
            request.isOffline = query["access_type"] == "offline"
            request.forcesConsent = query["prompt"]?.split(separator: " ").contains("consent") ?? false
            request.includesGrantedScopes = query["include_granted_scopes"] == "true"
            guard !request.scope.isEmpty else {
                return .page(
                    .message("Access blocked", "Missing required parameter: scope"), status: 400,
                    outcome: "invalid_request")
            }
            return AuthorizeRoutes.begin(request, exchange, &world)
        }
    }

    private static func token(_ exchange: Exchange, _ world: inout World) -> Reply {
        let form = exchange.form
        let terms = exchange.switches.terms(.google)
        do throws(Refusal) {
            let client = try TokenRoutes.authenticate(exchange, &world)
            switch form["grant_type"] {
            case GrantType.authorizationCode.rawValue:
                let issued = try world.provider.exchange(
                    code: form["code"] ?? "", client: client, issuer: issuer, redirectURI: form["redirect_uri"],
                    verifier: form["code_verifier"], terms: terms,
                    givesRefreshToken: exchange.switches.givesRefreshToken ?? true, at: exchange.now)
                return answer(issued, isRefresh: false, exchange, &world)
            case GrantType.refreshToken.rawValue:
                guard let token = form["refresh_token"] else { throw .malformed("Missing refresh_token") }
                let issued = try world.provider.refresh(
                    token, client: client, issuer: issuer, terms: terms, at: exchange.now)
                return answer(issued, isRefresh: true, exchange, &world)
            case nil: throw .malformed("Missing required parameter: grant_type")
            default: throw .unsupportedGrantType
            }
        } catch {
            return self.error(error)
        }
    }

    private static func answer(
        _ issued: Issued, isRefresh: Bool, _ exchange: Exchange, _ world: inout World
    ) -> Reply {
        var json = TokenAnswer(issued: issued, issuer: exchange.origin + issuer).json(exchange, &world).object ?? [:]
        // A refresh token that stays is not repeated.
        if isRefresh, exchange.switches.rotation != true { json["refresh_token"] = nil }
        return .json(.object(json))
    }

    /// Google's words.
    private static func error(_ refusal: Refusal) -> Reply {
        switch refusal {
        case .unknownClient: .error("invalid_client", "The OAuth client was not found.", status: 401)
        case .wrongClientSecret, .wrongAuthentication, .clientRefused:
            .error("invalid_client", "Unauthorized", status: 401)
        case .unknownCode: .error("invalid_grant", "Malformed auth code.")
        case .expiredCode, .usedCode, .foreignCode: .error("invalid_grant", "Bad Request")
        case .wrongRedirectURI: .error("redirect_uri_mismatch", "Bad Request")
        case .wrongVerifier: .error("invalid_grant", "Invalid code verifier.")
        case .unknownRefreshToken, .foreignRefreshToken: .error("invalid_grant", "Bad Request")
        case .expiredRefreshToken, .reusedRefreshToken, .revokedGrant:
            .error("invalid_grant", "Token has been expired or revoked.")
        case .unsupportedGrantType: .error("unsupported_grant_type", "Invalid grant_type")
        default: .error(refusal.code, refusal.sentence)
        }
    }

    /// No client has to prove itself here; the token is in the body or in the query.
    private static func revoke(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard let token = exchange.form["token"] ?? exchange.query["token"] else {
            return .error("invalid_request", "Missing required parameter: token")
        }
        do throws(Refusal) {
            guard try world.provider.revoke(token: token, client: nil) else {
                return .error("invalid_token", "Token expired or revoked")
            }
            return .json([:])
        } catch {
            return self.error(error)
        }
    }

    private static func userinfo(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard let token = exchange.bearerToken,
            case .good(let grant, let scope, _, _) = world.provider.check(accessToken: token, at: exchange.now)
        else {
            var reply = Reply.error("invalid_request", "Invalid Credentials", status: 401)
            reply.headers[.wwwAuthenticate] = #"Bearer realm="https://accounts.google.com/", error="invalid_token""#
            return reply
        }
        return .json(.object(UserClaims.of(grant.userName, scope: scope, world)))
    }
}
