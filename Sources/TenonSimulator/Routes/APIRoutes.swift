// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Foundation
internal import HTTPTypes
internal import TenonJSON

/// The API behind the provider: what a token is good for.
enum APIRoutes {
    static let endpoints =
        [
            Endpoint(.api, .get, "/api/me", answer: me),
            Endpoint(.api, .get, "/api/scoped/{scope}", answer: scoped),
            Endpoint(.userinfo, .get, "/userinfo", answer: userinfo),
            Endpoint(.userinfo, .post, "/userinfo", answer: userinfo),
            Endpoint(.userinfo, .get, "/tenant/{tenant}/userinfo", answer: userinfo),
            Endpoint(.key, .get, "/key/me", answer: keyed),
        ]
        + [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete, .options].map {
            Endpoint(.api, $0, "/api/echo", answer: echo)
        }

    /// Runs `body` when the request has a token that is good, else says what is wrong with it (RFC 6750 §3).
    static func authorized(
        _ exchange: Exchange, _ world: World, _ body: (Grant, [String]) -> Reply
    ) -> Reply {
        guard let token = exchange.bearerToken else {
            var reply = Reply.error("unauthorized", "An access token is missing.", status: 401)
            reply.headers[.wwwAuthenticate] = #"Bearer realm="simulator""#
            return reply
        }
        switch world.provider.check(accessToken: token, at: exchange.now) {
        case .good(let grant, let scope, _, _): return body(grant, scope)
        case .expired: return dead("The access token has expired.", exchange)
        case .revoked: return dead("The access token was revoked.", exchange)
        case .unknown: return dead("There is no such access token.", exchange)
        }
    }

    /// A token that is no longer good: 401 with a challenge, or as Django OAuth Toolkit does, another status without.
    private static func dead(_ sentence: String, _ exchange: Exchange) -> Reply {
        let status = exchange.switches.deadTokenStatus ?? 401
        var reply = Reply.error("invalid_token", sentence, status: status)
        if status == 401 {
            reply.headers[.wwwAuthenticate] =
                #"Bearer realm="simulator", error="invalid_token", error_description="\#(sentence)""#
        }
        return reply
    }

    private static func me(_ exchange: Exchange, _ world: inout World) -> Reply {
        authorized(exchange, world) { grant, scope in
            let user = grant.userName.flatMap { world.provider.users[$0] }
            return .json([
                "id": .string(user.map(UserClaims.subject) ?? grant.clientID),
                "name": .string(user?.name ?? grant.clientID), "email": JSON(user?.email),
                "client": .string(grant.clientID), "grant": .string(grant.id.description), "scope": JSON(scope),
            ])
        }
    }

    private static func scoped(_ exchange: Exchange, _ world: inout World) -> Reply {
        let needed = exchange.parameters["scope"] ?? ""
        guard Scope(spaced: needed).isWellFormed, !needed.contains(" ") else {
            return .error("invalid_request", "That is no scope.")
        }
        return authorized(exchange, world) { _, scope in
            if scope.contains(needed) { return .json(["scope": .string(needed), "granted": true]) }
            var reply = Reply.error("insufficient_scope", "The token lacks a scope.", status: 403)
            reply.headers[.wwwAuthenticate] =
                #"Bearer realm="simulator", error="insufficient_scope", scope="\#(needed)""#
            return reply
        }
    }

    private static func userinfo(_ exchange: Exchange, _ world: inout World) -> Reply {
        authorized(exchange, world) { grant, scope in
            .json(.object(UserClaims.of(grant.userName, scope: scope, world)))
        }
    }

    /// What arrived, but for the credential.
    private static func echo(_ exchange: Exchange, _ world: inout World) -> Reply {
        authorized(exchange, world) { _, _ in
            let headers = exchange.headers.map { field -> JSON in
                let isCredential = field.name == .authorization
                return ["name": .string(field.name.canonicalName), "value": isCredential ? nil : .string(field.value)]
            }
            return .json([
                "method": .string(exchange.method.rawValue), "path": .string(exchange.path),
                "query": JSON(exchange.rawQuery), "headers": .array(headers),
                "bodySize": JSON(exchange.body.count),
                "bodySHA256": .string(
                    SHA256.hash(data: exchange.body).map { String(format: "%02x", $0) }.joined()),
            ])
        }
    }

    /// An API key, in a header or in the query.
    private static func keyed(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard let key = exchange.headers[.apiKey] ?? exchange.query["api_key"] else {
            return .error("unauthorized", "An API key is missing: X-API-Key, or api_key in the query.", status: 401)
        }
        guard let user = world.provider.user(apiKey: key) else {
            return .error("invalid_key", "There is no such API key.", status: 401)
        }
        return .json(["name": .string(user.name), "email": .string(user.email)])
    }
}
