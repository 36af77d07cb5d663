// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Temporary credentials (RFC 5849 §2.1).
struct RequestToken: Sendable {
    let clientID: String
    let secret: String
    /// Where the verifier goes, or `oob`.
    let callback: String
    let expiresAt: Date
    var userName: String?
    var verifier: String?
}

/// Token credentials (RFC 5849 §2.3).
struct OAuth1Token: Sendable {
    let grantID: GrantID
    let secret: String
}

/// Why a signed request is refused.
package enum OAuth1Refusal: String, Error, Sendable {
    case malformed = "parameter_absent"
    case versionRejected = "version_rejected"
    case unsupportedMethod = "signature_method_rejected"
    case unknownConsumer = "consumer_key_unknown"
    case badTimestamp = "timestamp_refused"
    case usedNonce = "nonce_used"
    case badSignature = "signature_invalid"
    case badToken = "token_rejected"
    case badVerifier = "verifier_invalid"
}

extension ProviderState {
    /// How far a timestamp may be off (RFC 5849 §3.3 leaves it to the server).
    static let oauth1TimestampSeconds = 300.0

    /// Checks a signed request, and gives back its consumer; the token's secret is empty where there is no token.
    mutating func verify(
        _ request: SignedRequest, tokenSecret: String, at now: Date
    ) throws(OAuth1Refusal) -> RegisteredClient {
        guard let consumerKey = request.oauth("consumer_key"), let signature = request.oauth("signature"),
            let method = request.oauth("signature_method")
        else { throw .malformed }
        if let version = request.oauth("version"), version != "1.0" { throw .versionRejected }
        guard let method = SignedRequest.Method(rawValue: method) else { throw .unsupportedMethod }
        guard let client = clients[consumerKey], let secret = client.secret else { throw .unknownConsumer }
        let expected = request.signature(method, clientSecret: secret, tokenSecret: tokenSecret)
        guard signature == expected else { throw .badSignature }
        guard method != .plainText else { return client }
        guard let nonce = request.oauth("nonce"), let text = request.oauth("timestamp"), let timestamp = Double(text)
        else { throw .malformed }
        guard abs(now.timeIntervalSince1970 - timestamp) <= ProviderState.oauth1TimestampSeconds else {
            throw .badTimestamp
        }
        let key = "nonce \(consumerKey) \(request.oauth("token") ?? "") \(text) \(nonce)"
        guard seen[key] == nil else { throw .usedNonce }
        seen.insert(now, for: key)
        return client
    }

    mutating func requestToken(
        _ request: SignedRequest, at now: Date
    ) throws(OAuth1Refusal) -> (token: String, secret: String) {
        let client = try verify(request, tokenSecret: "", at: now)
        guard let callback = request.oauth("callback") else { throw .malformed }
        guard callback == "oob" || client.redirectURIs?.contains(callback) ?? WebAddress.isUsable(callback) else {
            throw .malformed
        }
        let (token, secret) = (mint.token("rt_"), mint.token())
        requestTokens.insert(
            RequestToken(
                clientID: client.id, secret: secret, callback: callback,
                expiresAt: now.addingTimeInterval(limits.signInSeconds)), for: token)
        return (token, secret)
    }

    /// Notes that the person allowed it; the verifier to hand over.
    mutating func approve(requestToken token: String, userName: String) -> String? {
        guard requestTokens[token] != nil else { return nil }
        let verifier = mint.token()
        requestTokens[token]?.userName = userName
        requestTokens[token]?.verifier = verifier
        return verifier
    }

    mutating func accessToken(
        _ request: SignedRequest, at now: Date
    ) throws(OAuth1Refusal) -> (token: String, secret: String, userName: String) {
        guard let token = request.oauth("token"), let record = requestTokens[token], now < record.expiresAt else {
            throw .badToken
        }
        let client = try verify(request, tokenSecret: record.secret, at: now)
        guard client.id == record.clientID else { throw .badToken }
        guard let userName = record.userName, let verifier = record.verifier, request.oauth("verifier") == verifier
        else { throw .badVerifier }
        requestTokens.remove(token)
        var terms = Terms()
        terms.accessSeconds = nil
        let grant = open(
            client: client, userName: userName, scope: [], terms: terms, withRefreshToken: false, at: now)
        let secret = mint.token()
        oauth1Tokens.insert(OAuth1Token(grantID: grant.grantID, secret: secret), for: grant.accessToken)
        return (grant.accessToken, secret, userName)
    }

    /// The person for whom a signed request speaks.
    mutating func signer(of request: SignedRequest, at now: Date) throws(OAuth1Refusal) -> User {
        guard let token = request.oauth("token"), let record = oauth1Tokens[token],
            let grant = grants[record.grantID], grant.isAlive, let user = grant.userName.flatMap({ users[$0] })
        else { throw .badToken }
        let client = try verify(request, tokenSecret: record.secret, at: now)
        guard client.id == grant.clientID else { throw .badToken }
        return user
    }
}
