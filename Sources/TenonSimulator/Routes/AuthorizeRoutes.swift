// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes

/// `/authorize`: checks what the client asks, and shows the first page (RFC 6749 §4.1.1).
enum AuthorizeRoutes {
    static let endpoints = [
        Endpoint(.authorize, .get, "/authorize", answer: standard),
        Endpoint(.authorize, .get, "/tenant/{tenant}/authorize", answer: standard),
    ]

    /// What a request asks for, or the answer that it gets at once.
    enum Outcome {
        case request(AuthorizationRequest)
        case reply(Reply)
    }

    private static func standard(_ exchange: Exchange, _ world: inout World) -> Reply {
        switch request(exchange, world) {
        case .reply(let reply): return reply
        case .request(var request):
            request.issuer = exchange.issuerPath
            request.scope = Scope(spaced: exchange.query["scope"] ?? "").names
            return begin(request, exchange, &world)
        }
    }

    /// Reads what all profiles have in common.
    ///
    /// Without a client and an address that is surely its own, nobody is redirected (§4.1.2.1).
    static func request(_ exchange: Exchange, _ world: World) -> Outcome {
        let query = exchange.query
        func page(_ code: String, _ sentence: String) -> Outcome {
            .reply(.page(.message("This link does not work", sentence), status: 400, outcome: code))
        }
        guard !query.hasDuplicates else { return page("invalid_request", "A parameter is there twice.") }
        guard let clientID = query["client_id"], let client = world.provider.client(clientID) else {
            return page("invalid_client", "The application is not known here (client_id).")
        }
        let named = query["redirect_uri"]
        let registered = client.redirectURIs
        guard let address = named ?? (registered?.count == 1 ? registered?.first : nil),
            registered?.contains(address) ?? WebAddress.isUsable(address)
        else {
            return page("redirect_uri_mismatch", "The application may not send you there (redirect_uri).")
        }
        var request = AuthorizationRequest(clientID: clientID, redirectURI: address)
        request.namesRedirectURI = named != nil
        request.state = query["state"]
        request.nonce = query["nonce"]
        request.loginHint = query["login_hint"]
        request.issuerAnswer = exchange.switches.issuerAnswer
        return checked(&request, client: client, exchange)
    }

    /// What is wrong from here on is told to the client.
    private static func checked(
        _ request: inout AuthorizationRequest, client: RegisteredClient, _ exchange: Exchange
    ) -> Outcome {
        let query = exchange.query
        request.issuer = exchange.issuerPath
        func error(_ code: String, _ sentence: String) -> Outcome {
            .reply(answer(request, [("error", code), ("error_description", sentence)], exchange, outcome: code))
        }
        if let code = exchange.switches.authorizationError { return error(code, "A switch says so.") }
        // Slack has no response_type.
        let isSlack = exchange.path.hasPrefix("/slack/")
        guard query["response_type"] ?? (isSlack ? "code" : nil) == "code" else {
            return error("unsupported_response_type", "response_type has to be code.")
        }
        guard Scope(spaced: query["scope"] ?? "").isWellFormed else {
            return error("invalid_scope", "A scope has a character that scopes cannot have.")
        }
        if let challenge = query["code_challenge"] {
            guard let method = ProofKey.Method(rawValue: query["code_challenge_method"] ?? "plain"),
                ProofKey.isWellFormed(challenge)
            else { return error("invalid_request", "code_challenge or its method is malformed.") }
            request.proofKey = ProofKey(challenge: challenge, method: method)
        } else if exchange.switches.requiresProofKey ?? client.isPublic {
            return error("invalid_request", "code_challenge is missing.")
        }
        if query["prompt"] == "none", exchange.automatic == nil {
            return error("login_required", "Nobody is signed in.")
        }
        return .request(request)
    }

    /// Shows the sign-in page, or answers at once when a switch or `auto` says so.
    static func begin(_ request: AuthorizationRequest, _ exchange: Exchange, _ world: inout World) -> Reply {
        let userName = exchange.query["user"] ?? exchange.switches.autoUser ?? request.loginHint ?? "ada"
        switch exchange.automatic {
        case .approve where world.provider.users[userName] != nil:
            return approve(request, userName: userName, scope: nil, exchange, &world)
        case .deny: return deny(request, exchange)
        default: return SignInRoutes.begin(.code(request), exchange, &world)
        }
    }

    /// Sends the person back with a code.
    static func approve(
        _ request: AuthorizationRequest, userName: String, scope: [String]?, _ exchange: Exchange,
        _ world: inout World
    ) -> Reply {
        var request = request
        if let scope { request.userScope = request.userScope.filter(scope.contains) }
        let granted = request.scope.filter { scope?.contains($0) ?? true }
        let code = world.provider.issueCode(for: request, userName: userName, scope: granted, at: exchange.now)
        var parameters: [(String, String?)] = [("code", code)]
        if request.profile == .google {
            parameters += [("scope", granted.joined(separator: " ")), ("authuser", "0")]
            parameters += [("prompt", request.forcesConsent ? "consent" : "none")]
        }
        return answer(request, parameters, exchange, outcome: "ok")
    }

    static func deny(_ request: AuthorizationRequest, _ exchange: Exchange) -> Reply {
        answer(request, [("error", "access_denied")], exchange, outcome: "access_denied")
    }

    /// The redirect with an answer: `state`, and `iss` as the switches have it (RFC 9207).
    private static func answer(
        _ request: AuthorizationRequest, _ parameters: [(String, String?)], _ exchange: Exchange, outcome: String
    ) -> Reply {
        // The vendors do not send it, unless a switch wants it.
        let standing: Switches.IssuerAnswer = request.profile == .standard ? .right : .missing
        let path = request.profile == .standard ? request.issuer : "/" + request.profile.rawValue
        let issuer: String? =
            switch request.issuerAnswer ?? exchange.switches.issuerAnswer ?? standing {
            case .right: exchange.origin + path
            case .wrong: exchange.origin + "/tenant/somebody-else"
            case .missing: nil
            }
        let all = parameters + [("state", request.state), ("iss", issuer)]
        return .redirect(WebAddress.adding(all, to: request.redirectURI), outcome: outcome)
    }
}

extension Exchange {
    /// The answer that is given without a person: the `auto` parameter's, else the switch's.
    var automatic: Switches.Auto? {
        let wish = query["auto"].flatMap(Switches.Auto.init(rawValue:)) ?? switches.auto
        return wish == .off ? nil : wish
    }
}
