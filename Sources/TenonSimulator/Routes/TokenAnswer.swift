// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TenonJSON

/// What a token endpoint answers (RFC 6749 §5.1), as well or as badly as the switches have it.
struct TokenAnswer: Sendable {
    let issued: Issued
    let issuer: String

    func json(_ exchange: Exchange, _ world: inout World) -> JSON {
        let switches = exchange.switches
        var object: JSONObject = [
            "access_token": .string(issued.accessToken), "token_type": .string(switches.tokenType ?? "Bearer"),
        ]
        if let seconds = issued.lifetimeSeconds { addExpiry(seconds, switches, to: &object) }
        object["refresh_token"] = issued.refreshToken.map(JSON.string)
        if switches.scopeInAnswer ?? true { object["scope"] = .string(issued.scope.joined(separator: " ")) }
        if issued.scope.contains("openid"), issued.userName != nil {
            object["id_token"] = .string(world.signingKey.sign(claims(exchange, world)))
        }
        return .object(object)
    }

    private func addExpiry(_ seconds: Int, _ switches: Switches, to object: inout JSONObject) {
        let skew = switches.clockSkewSeconds ?? 0
        switch switches.expiresIn ?? .number {
        case .number: object["expires_in"] = JSON(seconds)
        case .missing: break
        case .text: object["expires_in"] = .string(String(seconds))
        case .float: object["expires_in"] = JSONNumber(text: "\(seconds).0").map(JSON.number)
        case .zero: object["expires_in"] = 0
        case .negative: object["expires_in"] = -1
        case .absolute:
            object["expires_at"] = JSON(Int(issued.issuedAt.timeIntervalSince1970) + seconds + skew)
        }
    }

    /// OpenID Connect Core §2.
    private func claims(_ exchange: Exchange, _ world: World) -> JSONObject {
        let now = Int(issued.issuedAt.timeIntervalSince1970) + (exchange.switches.clockSkewSeconds ?? 0)
        var claims: JSONObject = [
            "iss": .string(issuer), "aud": JSON(world.provider.grant(issued.grantID)?.clientID), "iat": JSON(now),
            "exp": JSON(now + (issued.lifetimeSeconds ?? 3600)),
        ]
        for member in UserClaims.of(issued.userName, scope: issued.scope, world) {
            claims[member.name] = member.value
        }
        claims["nonce"] = issued.nonce.map(JSON.string)
        return claims
    }
}

/// What is told about a person, by scope (OpenID Connect Core §5.4).
enum UserClaims {
    static func of(_ userName: String?, scope: [String], _ world: World) -> JSONObject {
        guard let user = userName.flatMap({ world.provider.users[$0] }) else { return [:] }
        func has(_ name: String) -> Bool {
            scope.contains { $0 == name || $0 == "https://www.googleapis.com/auth/userinfo.\(name)" }
        }
        var claims: JSONObject = ["sub": .string(subject(of: user))]
        if has("email") {
            claims["email"] = .string(user.email)
            claims["email_verified"] = true
        }
        if has("profile") {
            claims["name"] = .string(user.displayName)
            claims["preferred_username"] = .string(user.name)
        }
        return claims
    }

    /// A number of 21 digits, as Google's are: more than any machine number holds.
    static func subject(of user: User) -> String {
        let digits = user.name.utf8.reduce(0 as UInt64) { ($0 &* 31 &+ UInt64($1)) % 1_000_000_000 }
        let text = String(digits)
        return "100000000000" + String(repeating: "0", count: 9 - text.count) + text
    }
}
