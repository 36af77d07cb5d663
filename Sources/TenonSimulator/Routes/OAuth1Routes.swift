// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TenonJSON

/// OAuth 1.0a (RFC 5849).
enum OAuth1Routes {
    static let endpoints = [
        Endpoint(.oauth1RequestToken, .post, "/oauth1/request_token", answer: requestToken),
        Endpoint(.oauth1Authorize, .get, "/oauth1/authorize", answer: authorize),
        Endpoint(.oauth1AccessToken, .post, "/oauth1/access_token", answer: accessToken),
        Endpoint(.oauth1API, .get, "/oauth1/api/me", answer: me),
    ]

    private static func requestToken(_ exchange: Exchange, _ world: inout World) -> Reply {
        answering(exchange) { request throws(OAuth1Refusal) in
            let (token, secret) = try world.provider.requestToken(request, at: exchange.now)
            return .form([
                ("oauth_token", token), ("oauth_token_secret", secret), ("oauth_callback_confirmed", "true"),
            ])
        }
    }

    private static func authorize(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard let token = exchange.query["oauth_token"], world.provider.requestTokens[token] != nil else {
            return .page(
                .message("This link does not work", "The request token is not known here."), status: 400,
                outcome: OAuth1Refusal.badToken.rawValue)
        }
        switch exchange.automatic {
        case .approve:
            let userName = exchange.query["user"] ?? exchange.switches.autoUser ?? "ada"
            return decide(token, userName: userName, &world)
        case .deny: return decide(token, userName: nil, &world)
        default: return SignInRoutes.begin(.requestToken(token), exchange, &world)
        }
    }

    /// Sends the person back with a verifier, or without when they refused.
    static func decide(_ token: String, userName: String?, _ world: inout World) -> Reply {
        guard let record = world.provider.requestTokens[token] else {
            return .page(.message("This page is over", "Start again from the application."), status: 400)
        }
        guard let userName, let verifier = world.provider.approve(requestToken: token, userName: userName) else {
            world.provider.requestTokens.remove(token)
            guard record.callback != "oob" else {
                return .page(.message("Refused", "The application gets no access."), outcome: "access_denied")
            }
            // RFC 5849 has no answer for a refusal; this one is from the OAuth Problem Reporting extension.
            let answer = [("oauth_problem", "user_refused"), ("oauth_token", token)]
            return .redirect(WebAddress.adding(answer, to: record.callback), outcome: "access_denied")
        }
        guard record.callback != "oob" else {
            return .page(.message("Allowed", "Give the application this code: \(verifier)"))
        }
        let answer = [("oauth_token", token), ("oauth_verifier", verifier)]
        return .redirect(WebAddress.adding(answer, to: record.callback))
    }

    private static func accessToken(_ exchange: Exchange, _ world: inout World) -> Reply {
        answering(exchange) { request throws(OAuth1Refusal) in
            let (token, secret, userName) = try world.provider.accessToken(request, at: exchange.now)
            return .form([("oauth_token", token), ("oauth_token_secret", secret), ("screen_name", userName)])
        }
    }

    private static func me(_ exchange: Exchange, _ world: inout World) -> Reply {
        answering(exchange) { request throws(OAuth1Refusal) in
            let user = try world.provider.signer(of: request, at: exchange.now)
            return .json([
                "id": .string(UserClaims.subject(of: user)), "name": .string(user.name), "email": .string(user.email),
            ])
        }
    }

    private static func answering(
        _ exchange: Exchange, _ body: (SignedRequest) throws(OAuth1Refusal) -> Reply
    ) -> Reply {
        do throws(OAuth1Refusal) {
            guard let request = exchange.signed else { throw .malformed }
            return try body(request)
        } catch {
            var reply = Reply.form([("oauth_problem", error.rawValue)])
            // RFC 5849 §3.2 tells requests that make no sense from credentials that are not good.
            let isMalformed = error == .malformed || error == .versionRejected || error == .unsupportedMethod
            reply.status = isMalformed ? 400 : 401
            reply.outcome = error.rawValue
            if !isMalformed { reply.headers[.wwwAuthenticate] = #"OAuth realm="simulator""# }
            return reply
        }
    }
}
