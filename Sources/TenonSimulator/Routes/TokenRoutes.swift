// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import HTTPTypes
internal import TenonJSON

/// `/token`, `/introspect`, `/revoke`.
enum TokenRoutes {
    static let endpoints = ["", "/tenant/{tenant}"].flatMap { issuer in
        [
            Endpoint(.token, .post, issuer + "/token", answer: token),
            Endpoint(.introspect, .post, issuer + "/introspect", answer: introspect),
            Endpoint(.revoke, .post, issuer + "/revoke", answer: revoke),
        ]
    }

    private static func token(_ exchange: Exchange, _ world: inout World) -> Reply {
        do throws(Refusal) {
            let issued = try issue(exchange, &world)
            return .json(TokenAnswer(issued: issued, issuer: exchange.issuer).json(exchange, &world))
        } catch {
            return .refusal(error)
        }
    }

    /// Carries out a request of any grant type.
    private static func issue(_ exchange: Exchange, _ world: inout World) throws(Refusal) -> Issued {
        let form = exchange.form
        guard !form.hasDuplicates else { throw .malformed("A parameter is there twice.") }
        guard let name = form["grant_type"] else { throw .malformed("grant_type is missing.") }
        guard let grantType = GrantType(rawValue: name) else { throw .unsupportedGrantType }
        let terms = exchange.switches.terms(.standard)
        let scope = try scope(of: exchange)
        if grantType == .jwtBearer {
            return try world.provider.grant(
                assertion: try field("assertion", form), audiences: audiences(exchange), issuer: exchange.issuerPath,
                scope: scope, terms: terms, at: exchange.now)
        }
        let client = try authenticate(exchange, &world)
        let givesRefreshToken = exchange.switches.givesRefreshToken ?? true
        switch grantType {
        case .authorizationCode:
            return try world.provider.exchange(
                code: try field("code", form), client: client, issuer: exchange.issuerPath,
                redirectURI: form["redirect_uri"], verifier: form["code_verifier"], terms: terms,
                givesRefreshToken: givesRefreshToken, at: exchange.now)
        case .refreshToken:
            return try world.provider.refresh(
                try field("refresh_token", form), client: client, issuer: exchange.issuerPath, asked: scope,
                terms: terms, at: exchange.now)
        case .clientCredentials:
            guard !client.isPublic else { throw .unauthorizedClient }
            return world.provider.open(
                client: client, userName: nil, scope: scope ?? [], issuer: exchange.issuerPath, terms: terms,
                withRefreshToken: false, at: exchange.now)
        case .password:
            guard
                let user = world.provider.user(
                    name: try field("username", form), password: try field("password", form))
            else { throw .wrongPassword }
            return world.provider.open(
                client: client, userName: user.name, scope: scope ?? [], issuer: exchange.issuerPath, terms: terms,
                withRefreshToken: givesRefreshToken, at: exchange.now)
        case .deviceCode:
            return try world.provider.poll(
                deviceCode: try field("device_code", form), client: client, issuer: exchange.issuerPath, terms: terms,
                at: exchange.now)
        case .jwtBearer: throw .unsupportedGrantType
        }
    }

    private static func field(_ name: String, _ form: Fields) throws(Refusal) -> String {
        guard let value = form[name] else { throw .malformed("\(name) is missing.") }
        return value
    }

    private static func scope(of exchange: Exchange) throws(Refusal) -> [String]? {
        guard let text = exchange.form["scope"] else { return nil }
        let scope = Scope(spaced: text)
        guard scope.isWellFormed else { throw .invalidScope }
        return scope.names
    }

    /// What an assertion may name as its audience: the issuer, or the endpoint that it is sent to (RFC 7523 §3).
    private static func audiences(_ exchange: Exchange) -> [String] {
        [exchange.issuer, exchange.issuer + "/token", exchange.origin + exchange.path]
    }

    static func authenticate(_ exchange: Exchange, _ world: inout World) throws(Refusal) -> RegisteredClient {
        if exchange.switches.refusesClient == true { throw .clientRefused }
        return try world.provider.authenticate(
            exchange.clientCredentials, audiences: audiences(exchange),
            basicEncoding: exchange.switches.basicEncoding ?? .either, at: exchange.now)
    }

    /// RFC 7662.
    private static func introspect(_ exchange: Exchange, _ world: inout World) -> Reply {
        do throws(Refusal) {
            _ = try authenticate(exchange, &world)
            let token = try field("token", exchange.form)
            if let grant = world.provider.check(refreshToken: token, at: exchange.now) {
                return .json([
                    "active": true, "client_id": .string(grant.clientID),
                    "scope": .string(grant.scope.joined(separator: " ")), "username": JSON(grant.userName),
                ])
            }
            guard
                case .good(let grant, let scope, let issuedAt, let expiresAt) = world.provider.check(
                    accessToken: token, at: exchange.now)
            else { return .json(["active": false]) }
            let skew = exchange.switches.clockSkewSeconds ?? 0
            var object: JSONObject = [
                "active": true, "client_id": .string(grant.clientID),
                "scope": .string(scope.joined(separator: " ")), "token_type": "Bearer",
                "iss": .string(exchange.origin + grant.issuer),
                "iat": JSON(Int(issuedAt.timeIntervalSince1970) + skew),
                "sub": .string(grant.userName ?? grant.clientID),
            ]
            object["username"] = grant.userName.map(JSON.string)
            object["exp"] = expiresAt.map { JSON(Int($0.timeIntervalSince1970) + skew) }
            return .json(.object(object))
        } catch {
            return .refusal(error)
        }
    }

    /// RFC 7009: an unknown token is no error, and either kind ends the grant.
    private static func revoke(_ exchange: Exchange, _ world: inout World) -> Reply {
        do throws(Refusal) {
            let client = try authenticate(exchange, &world)
            try world.provider.revoke(token: try field("token", exchange.form), client: client)
            return Reply(status: 200)
        } catch {
            return .refusal(error)
        }
    }
}
