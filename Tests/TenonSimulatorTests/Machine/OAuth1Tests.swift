// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TenonSimulator

/// Signatures of OAuth 1.0a, against published examples.
@Suite struct OAuth1Tests {
    /// RFC 5849 §3.4.1.1.
    @Test func `the base string is the one of RFC 5849`() throws {
        let header = """
            OAuth realm="Example", oauth_consumer_key="9djdj82h48djs9d2", oauth_token="kkk9d7dh3k39sjv7", \
            oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131201", oauth_nonce="7d8f3e4a", \
            oauth_signature="bYT5CMsGcbgUdFHObYMEfcx6bsw%3D"
            """
        let pairs = try #require(SignedRequest.parameters(inHeader: header))
        let query = try #require(Fields(urlEncoded: "b5=%3D%253D&a3=a&c%40=&a2=r%20b"))
        let form = try #require(Fields(urlEncoded: "c2&a3=2+q"))
        let request = SignedRequest(
            method: "POST", address: "http://example.com/request", parameters: pairs + query.pairs + form.pairs)
        #expect(
            request.baseString
                == "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%25"
                + "40%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_m"
                + "ethod%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7")
    }

    /// The example in Twitter's "Creating a signature".
    @Test func `the signature is the one a vendor documents`() {
        let pairs = [
            ("status", "Hello Ladies + Gentlemen, a signed OAuth request!"), ("include_entities", "true"),
            ("oauth_consumer_key", "xvz1evFS4wEEPTGEFPHBog"),
            ("oauth_nonce", "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg"), ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "1318622958"), ("oauth_token", "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"),
            ("oauth_version", "1.0"),
        ].map { Fields.Pair(name: $0.0, value: $0.1) }
        let request = SignedRequest(
            method: "POST", address: "https://api.twitter.com/1.1/statuses/update.json", parameters: pairs)
        let signature = request.signature(
            .hmacSHA1, clientSecret: "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
            tokenSecret: "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE")
        #expect(signature == "hCtSmYh+iHYCEqBWrE7C7hYmtUk=")
    }

    @Test(arguments: ["Bearer x", "OAuth", "OAuth x", "OAuth a=b", #"OAuth a="%zz""#, #"OAuth a="x"#])
    func `a header that is malformed has no parameters`(_ header: String) {
        #expect(SignedRequest.parameters(inHeader: header)?.isEmpty ?? true)
    }

    private func signed(
        _ changes: [String: String] = [:], method: SignedRequest.Method = .hmacSHA1, secret: String = "app-secret"
    ) -> SignedRequest {
        var values = [
            "oauth_consumer_key": "app", "oauth_nonce": "n1", "oauth_timestamp": "1800000000",
            "oauth_signature_method": method.rawValue, "oauth_callback": MachineFixture.redirectURI,
        ].merging(changes) { $1 }
        let pairs = values.map { Fields.Pair(name: $0.key, value: $0.value) }
        let bare = SignedRequest(method: "POST", address: "http://127.0.0.1/oauth1/request_token", parameters: pairs)
        values["oauth_signature"] =
            changes["oauth_signature"] ?? bare.signature(method, clientSecret: secret, tokenSecret: "")
        return SignedRequest(
            method: bare.method, address: bare.address,
            parameters: values.map { Fields.Pair(name: $0.key, value: $0.value) })
    }

    @Test(arguments: [
        (["oauth_signature": "AAAA"], OAuth1Refusal.badSignature),
        (["oauth_consumer_key": "nobody"], .unknownConsumer),
        (["oauth_timestamp": "1799999000"], .badTimestamp), (["oauth_timestamp": "yesterday"], .malformed),
        (["oauth_version": "2.0"], .versionRejected), (["oauth_signature_method": "RSA-SHA1"], .unsupportedMethod),
        (["oauth_callback": "https://elsewhere.example/"], .malformed),
    ])
    func `a request that is not quite right is refused`(_ changes: [String: String], _ refusal: OAuth1Refusal) {
        var machine = MachineFixture()
        #expect(throws: refusal) { try machine.provider.requestToken(signed(changes), at: machine.now) }
    }

    @Test(arguments: [SignedRequest.Method.hmacSHA1, .hmacSHA256])
    func `a nonce is good once`(_ method: SignedRequest.Method) throws {
        var machine = MachineFixture()
        #expect(try machine.provider.requestToken(signed(method: method), at: machine.now).token.hasPrefix("rt_"))
        #expect(throws: OAuth1Refusal.usedNonce) {
            try machine.provider.requestToken(signed(method: method), at: machine.now)
        }
        #expect(throws: Never.self) {
            try machine.provider.requestToken(signed(["oauth_nonce": "n2"], method: method), at: machine.now)
        }
    }
}
