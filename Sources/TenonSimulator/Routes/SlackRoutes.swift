// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TenonJSON

/// An imitation of Slack's OAuth v2, after its documentation ("Installing with OAuth", "Using token rotation"): status
/// 200 whatever happened, a token for the bot and one for the person, rotation only where it is switched on.
enum SlackRoutes {
    static let endpoints = [
        Endpoint(.authorize, .get, "/slack/oauth/v2/authorize", answer: authorize),
        Endpoint(.token, .post, "/slack/api/oauth.v2.access", answer: access),
        Endpoint(.slackAPI, .post, "/slack/api/auth.test", answer: test),
        Endpoint(.slackAPI, .get, "/slack/api/auth.test", answer: test),
        Endpoint(.revoke, .post, "/slack/api/auth.revoke", answer: revoke),
        Endpoint(.revoke, .get, "/slack/api/auth.revoke", answer: revoke),
    ]

    private static let issuer = "/slack"
    private static let team: JSON = ["id": "T0SIMULATE", "name": "Simulated workspace"]
    private static let botID = "U0SIMBOT00"

    private static func authorize(_ exchange: Exchange, _ world: inout World) -> Reply {
        switch AuthorizeRoutes.request(exchange, world) {
        case .reply(let reply): return reply
        case .request(var request):
            request.issuer = issuer
            request.profile = .slack
            request.scope = Scope(commas: exchange.query["scope"] ?? "").names
            request.userScope = Scope(commas: exchange.query["user_scope"] ?? "").names
            return AuthorizeRoutes.begin(request, exchange, &world)
        }
    }

    private static func access(_ exchange: Exchange, _ world: inout World) -> Reply {
        do throws(Refusal) {
            let client = try TokenRoutes.authenticate(exchange, &world)
            switch exchange.form["grant_type"] ?? GrantType.authorizationCode.rawValue {
            case GrantType.authorizationCode.rawValue: return try install(client, exchange, &world)
            case GrantType.refreshToken.rawValue: return try refresh(client, exchange, &world)
            default: throw .unsupportedGrantType
            }
        } catch {
            return failure(word(for: error))
        }
    }

    /// A code for a bot's token, a person's, or both.
    private static func install(
        _ client: RegisteredClient, _ exchange: Exchange, _ world: inout World
    ) throws(Refusal) -> Reply {
        let code = exchange.form["code"] ?? ""
        let record = try world.provider.redeem(
            code: code, client: client, issuer: issuer, redirectURI: exchange.form["redirect_uri"],
            verifier: exchange.form["code_verifier"], at: exchange.now)
        let terms = exchange.switches.terms(.slack)
        var used: [GrantID] = []
        func open(_ scope: [String], _ terms: Terms) -> Issued {
            let issued = world.provider.open(
                client: client, userName: record.userName, scope: scope, issuer: issuer, terms: terms,
                withRefreshToken: terms.rotation, at: exchange.now)
            used.append(issued.grantID)
            return issued
        }
        var person: JSONObject = ["id": .string(userID(record.userName))]
        if !record.userScope.isEmpty {
            var personTerms = terms
            personTerms.accessTokenPrefix = terms.rotation ? "xoxe.xoxp-1-" : "xoxp-"
            add(open(record.userScope, personTerms), type: "user", to: &person)
        }
        var answer: JSONObject = ["ok": true, "app_id": "A0SIMULATE"]
        answer["authed_user"] = .object(person)
        if !record.scope.isEmpty {
            add(open(record.scope, terms), type: "bot", to: &answer)
            answer["bot_user_id"] = .string(botID)
        }
        answer["team"] = team
        answer["enterprise"] = .null
        answer["is_enterprise_install"] = false
        world.provider.codes[code]?.grantIDs = used
        return .json(.object(answer))
    }

    private static func refresh(
        _ client: RegisteredClient, _ exchange: Exchange, _ world: inout World
    ) throws(Refusal) -> Reply {
        guard let token = exchange.form["refresh_token"] else { throw .unknownRefreshToken }
        let isPerson = world.provider.grant(ofToken: token)?.accessTokens.first?.contains("xoxp-") ?? false
        var terms = exchange.switches.terms(.slack)
        if isPerson { terms.accessTokenPrefix = "xoxe.xoxp-1-" }
        let issued = try world.provider.refresh(
            token, client: client, issuer: issuer, terms: terms, at: exchange.now)
        var answer: JSONObject = ["ok": true, "app_id": "A0SIMULATE"]
        add(issued, type: isPerson ? "user" : "bot", to: &answer)
        answer["team"] = team
        answer["enterprise"] = .null
        return .json(.object(answer))
    }

    private static func add(_ issued: Issued, type: String, to object: inout JSONObject) {
        object["access_token"] = .string(issued.accessToken)
        object["token_type"] = .string(type)
        object["scope"] = .string(issued.scope.joined(separator: ","))
        object["refresh_token"] = issued.refreshToken.map(JSON.string)
        object["expires_in"] = issued.lifetimeSeconds.map { JSON($0) }
    }

    private static func word(for refusal: Refusal) -> String {
        switch refusal {
        case .unknownClient, .wrongAuthentication: "invalid_client_id"
        case .wrongClientSecret, .clientRefused, .badAssertion: "bad_client_secret"
        case .usedCode: "code_already_used"
        case .wrongRedirectURI: "bad_redirect_uri"
        case .unknownCode, .expiredCode, .foreignCode, .wrongVerifier: "invalid_code"
        case .unknownRefreshToken, .expiredRefreshToken, .reusedRefreshToken, .foreignRefreshToken, .revokedGrant:
            "invalid_refresh_token"
        case .unsupportedGrantType: "invalid_grant_type"
        default: "invalid_arguments"
        }
    }

    private static func failure(_ word: String) -> Reply {
        .json(["ok": false, "error": .string(word)], outcome: word)
    }

    /// Runs `body` with a token that is good, else says what is wrong in Slack's words.
    private static func authorized(
        _ exchange: Exchange, _ world: inout World, _ body: (String, Grant, [String], inout World) -> Reply
    ) -> Reply {
        guard let token = exchange.bearerToken ?? exchange.form["token"] else { return failure("not_authed") }
        switch world.provider.check(accessToken: token, at: exchange.now) {
        case .good(let grant, let scope, _, _) where grant.profile == .slack: return body(token, grant, scope, &world)
        case .expired: return failure("token_expired")
        case .revoked: return failure("token_revoked")
        case .good, .unknown: return failure("invalid_auth")
        }
    }

    private static func test(_ exchange: Exchange, _ world: inout World) -> Reply {
        authorized(exchange, &world) { token, grant, scope, _ in
            let isBot = !token.contains("xoxp-")
            var answer: JSONObject = [
                "ok": true, "url": .string(exchange.origin + "/slack/"), "team": team["name"] ?? .null,
                "user": isBot ? "simulator-bot" : JSON(grant.userName), "team_id": team["id"] ?? .null,
                "user_id": .string(isBot ? botID : userID(grant.userName ?? "")),
            ]
            if isBot { answer["bot_id"] = "B0SIMULATE" }
            answer["is_enterprise_install"] = false
            var reply = Reply.json(.object(answer))
            reply.headers[.oauthScopes] = scope.joined(separator: ",")
            return reply
        }
    }

    private static func revoke(_ exchange: Exchange, _ world: inout World) -> Reply {
        authorized(exchange, &world) { _, grant, _, world in
            let isTrial = (exchange.form["test"] ?? exchange.query["test"]).map { $0 == "1" || $0 == "true" } ?? false
            if !isTrial { world.provider.end(grant.id, because: .revoked) }
            return .json(["ok": true, "revoked": .bool(!isTrial)])
        }
    }

    private static func userID(_ name: String) -> String { "U" + name.uppercased() }
}
