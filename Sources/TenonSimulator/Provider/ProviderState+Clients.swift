// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Foundation
internal import TenonJSON

/// How a client says who it is (RFC 6749 §2.3, RFC 7523 §2.2).
package enum ClientCredentials: Sendable {
    /// By name alone.
    case none(id: String)
    /// The text behind `Basic`, decoded from base64.
    case basic(String)
    case post(id: String, secret: String)
    case assertion(String, id: String?)
    case missing
}

/// Which spelling of HTTP Basic is taken.
package enum BasicEncoding: String, Sendable, CaseIterable {
    /// As RFC 6749 §2.3.1 wants it, or raw.
    case either
    /// Form-encoded only.
    case form
    /// Raw only, as many servers have it.
    case raw
}

extension ProviderState {
    /// How far apart clocks may be when a JWT is looked at.
    static let leewaySeconds = 60.0
    /// The longest life of an assertion that is taken.
    static let assertionSecondsMax = 3600.0

    /// The client, once it has proved itself; an assertion has to name one of the audiences.
    package mutating func authenticate(
        _ credentials: ClientCredentials, audiences: [String], basicEncoding: BasicEncoding = .either, at now: Date
    ) throws(Refusal) -> RegisteredClient {
        switch credentials {
        case .missing: throw .wrongAuthentication("The client did not say who it is.")
        case .none(let id):
            guard let client = clients[id] else { throw .unknownClient }
            guard client.isPublic else { throw .wrongAuthentication("The client has to authenticate.") }
            return client
        case .post(let id, let secret):
            guard let client = clients[id] else { throw .unknownClient }
            guard client.secret == secret else { throw .wrongClientSecret }
            return client
        case .basic(let text):
            return try authenticate(basic: text, encoding: basicEncoding)
        case .assertion(let text, let id):
            let (client, claims) = try assertedClient(text, audiences: audiences, at: now)
            guard claims["sub"]?.string == client.id, id == nil || id == client.id else {
                throw .wrongAuthentication("The assertion's subject is not the client.")
            }
            return client
        }
    }

    private func authenticate(basic text: String, encoding: BasicEncoding) throws(Refusal) -> RegisteredClient {
        var isKnown = false
        for candidate in ProviderState.readings(of: text, encoding: encoding) {
            guard let client = clients[candidate.id] else { continue }
            if client.secret == candidate.secret { return client }
            isKnown = true
        }
        throw isKnown ? .wrongClientSecret : .unknownClient
    }

    /// The names and secrets that the text behind `Basic` may stand for.
    static func readings(of text: String, encoding: BasicEncoding) -> [(id: String, secret: String)] {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return [] }
        var readings: [(id: String, secret: String)] = []
        if encoding != .raw, let id = PercentEncoding.decode(parts[0], plusIsSpace: true),
            let secret = PercentEncoding.decode(parts[1], plusIsSpace: true)
        {
            readings.append((id, secret))
        }
        if encoding != .form { readings.append((String(parts[0]), String(parts[1]))) }
        return readings
    }

    /// Checks a JWT that a client signed (RFC 7523 §3): issuer, signature, audience, times, and that it is new.
    mutating func assertedClient(
        _ text: String, audiences: [String], at now: Date
    ) throws(Refusal) -> (RegisteredClient, JSON) {
        guard let token = JSONWebToken(text), let issuer = token.claims["iss"]?.string else {
            throw .badAssertion("The assertion is no JWT with an issuer.")
        }
        guard let client = clients[issuer] else { throw .badAssertion("The assertion's issuer is no client.") }
        guard token.isSigned(byOneOf: client.publicKeys) else {
            throw .badAssertion("The assertion is not signed with a key of the client (RS256 or ES256).")
        }
        let audience = token.claims["aud"]
        let named = audience?.string.map { [$0] } ?? audience?.array?.compactMap(\.string) ?? []
        guard named.contains(where: audiences.contains) else {
            throw .badAssertion("The assertion's audience is neither the issuer nor the token endpoint.")
        }
        let seconds = now.timeIntervalSince1970
        guard let expiry = token.claims["exp"]?.double, expiry > seconds - ProviderState.leewaySeconds else {
            throw .badAssertion("The assertion has expired, or does not say when.")
        }
        guard expiry < seconds + ProviderState.assertionSecondsMax + ProviderState.leewaySeconds,
            (token.claims["iat"]?.double ?? seconds) < seconds + ProviderState.leewaySeconds,
            (token.claims["nbf"]?.double ?? seconds) < seconds + ProviderState.leewaySeconds
        else { throw .badAssertion("The assertion is from the future, or good for more than an hour.") }
        if let id = token.claims["jti"]?.string {
            guard seen["jti \(issuer) \(id)"] == nil else { throw .badAssertion("The assertion was used before.") }
            seen.insert(now, for: "jti \(issuer) \(id)")
        }
        return (client, token.claims)
    }

    /// A grant for an assertion (RFC 7523 §2.1): for the client itself, or for the person that `sub` names.
    package mutating func grant(
        assertion: String, audiences: [String], issuer: String = "", scope: [String]?, terms: Terms, at now: Date
    ) throws(Refusal) -> Issued {
        let (client, claims) = try assertedClient(assertion, audiences: audiences, at: now)
        let subject = claims["sub"]?.string
        if let subject, subject != client.id, users[subject] == nil {
            throw .badAssertion("The assertion's subject is nobody the provider knows.")
        }
        // Google's service accounts put the scope into the assertion.
        let asked = scope ?? claims["scope"]?.string.map(Scope.init(spaced:))?.names ?? []
        return open(
            client: client, userName: subject == client.id ? nil : subject, scope: asked, issuer: issuer, terms: terms,
            withRefreshToken: false, at: now)
    }
}
