// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation
import TenonJSON
import Testing

@testable import TenonSimulator

/// How clients prove who they are.
@Suite struct ClientTests {
    static let audience = "http://127.0.0.1/token"
    static let now = MachineFixture.start
    static let awkward = RegisteredClient(id: "a:b c", secret: "s+e%c:r=ét/")

    private func authenticate(
        _ provider: inout ProviderState, _ credentials: ClientCredentials, _ encoding: BasicEncoding = .either
    ) throws(Refusal) -> RegisteredClient {
        try provider.authenticate(
            credentials, audiences: [ClientTests.audience], basicEncoding: encoding, at: ClientTests.now)
    }

    @Test func `basic is taken form-encoded and raw, or as a switch has it`() throws {
        let plain = RegisteredClient(id: "plain", secret: "s+e%20c")
        var provider = ProviderState(clients: [ClientTests.awkward, plain])
        let encoded = PercentEncoding.encode("a:b c") + ":" + PercentEncoding.encode("s+e%c:r=ét/")
        #expect(try authenticate(&provider, .basic(encoded)).id == "a:b c")
        #expect(try authenticate(&provider, .basic(encoded), .form).id == "a:b c")
        #expect(throws: Refusal.unknownClient) { try authenticate(&provider, .basic(encoded), .raw) }
        #expect(try authenticate(&provider, .basic("plain:s+e%20c")).id == "plain")
        #expect(try authenticate(&provider, .basic("plain:s+e%20c"), .raw).id == "plain")
        #expect(throws: Refusal.wrongClientSecret) { try authenticate(&provider, .basic("plain:s+e%20c"), .form) }
    }

    @Test func `wrong, missing and empty secrets are refused`() {
        let closed = RegisteredClient(id: "closed", secret: "secret")
        let open = RegisteredClient(id: "open")
        var provider = ProviderState(clients: [closed, open])
        #expect(throws: Refusal.wrongClientSecret) { try authenticate(&provider, .post(id: "closed", secret: "x")) }
        #expect(throws: Refusal.wrongClientSecret) { try authenticate(&provider, .post(id: "open", secret: "")) }
        #expect(throws: Refusal.wrongClientSecret) { try authenticate(&provider, .basic("open:")) }
        #expect(throws: Refusal.unknownClient) { try authenticate(&provider, .basic("no colon")) }
        #expect(throws: Refusal.unknownClient) { try authenticate(&provider, .none(id: "nobody")) }
        #expect { try authenticate(&provider, .none(id: "closed")) } throws: {
            ($0 as? Refusal)?.code == "invalid_client"
        }
        #expect { try authenticate(&provider, .missing) } throws: { ($0 as? Refusal)?.code == "invalid_client" }
        #expect(throws: Never.self) { try authenticate(&provider, .none(id: "open")) }
    }

    /// A key pair and what it signs with.
    enum Signer: CaseIterable {
        case p256, rsa

        static let p256Key = P256.Signing.PrivateKey()
        static let rsaKey = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

        var publicPEM: String {
            get throws {
                switch self {
                case .p256: Signer.p256Key.publicKey.pemRepresentation
                case .rsa: try Signer.rsaKey.get().publicKey.pemRepresentation
                }
            }
        }

        func token(_ claims: JSON, algorithm: String? = nil) throws -> String {
            let header: JSON = ["alg": .string(algorithm ?? (self == .p256 ? "ES256" : "RS256"))]
            let content = Data(header.utf8).base64URL + "." + Data(claims.utf8).base64URL
            let data = Data(content.utf8)
            let signature =
                switch self {
                case .p256: try Signer.p256Key.signature(for: data).rawRepresentation
                case .rsa:
                    try Signer.rsaKey.get().signature(for: data, padding: .insecurePKCS1v1_5).rawRepresentation
                }
            return content + "." + signature.base64URL
        }
    }

    private func claims(_ changes: [String: JSON?] = [:]) -> JSON {
        var object: JSONObject = [
            "iss": "signer", "sub": "signer", "aud": .string(ClientTests.audience), "jti": "1",
            "exp": JSON(Int(ClientTests.now.timeIntervalSince1970) + 300),
        ]
        for (name, value) in changes { object[name] = value }
        return .object(object)
    }

    private func provider(_ signer: Signer) throws -> ProviderState {
        let key = try #require(PublicKey(pem: signer.publicPEM))
        return ProviderState(clients: [RegisteredClient(id: "signer", publicKeys: [key])])
    }

    @Test(arguments: Signer.allCases)
    func `a client proves itself with a signed assertion, once`(_ signer: Signer) throws {
        var provider = try provider(signer)
        let token = try signer.token(claims())
        #expect(try authenticate(&provider, .assertion(token, id: nil)).id == "signer")
        #expect { try authenticate(&provider, .assertion(token, id: nil)) } throws: {
            ($0 as? Refusal)?.sentence.contains("before") ?? false
        }
        let another = try signer.token(claims(["jti": "2"]))
        #expect(throws: (any Error).self) { try authenticate(&provider, .assertion(another, id: "other")) }
    }

    @Test(arguments: [
        ["iss": JSON.string("nobody")], ["sub": "else"], ["aud": "http://other/token"], ["aud": nil], ["exp": nil],
        ["exp": 1_799_999_000], ["exp": 1_800_009_000], ["iat": 1_800_000_500], ["nbf": 1_800_000_500],
        ["exp": "soon"], ["aud": [1, 2]],
    ])
    func `an assertion with a wrong claim is refused`(_ changes: [String: JSON?]) throws {
        var provider = try provider(.p256)
        let token = try Signer.p256.token(claims(changes))
        #expect(throws: Refusal.self) { try authenticate(&provider, .assertion(token, id: nil)) }
    }

    @Test func `an assertion that is not signed by the client is refused`() throws {
        var provider = try provider(.p256)
        let good = try Signer.p256.token(claims())
        let parts = good.split(separator: ".")
        let unsigned = Data(JSON(["alg": "none"] as JSONObject).utf8).base64URL + ".\(parts[1])."
        let foreign = try Signer.rsa.token(claims())
        let mislabelled = try Signer.rsa.token(claims(), algorithm: "ES256")
        for token in [unsigned, foreign, mislabelled, "\(parts[0]).\(parts[1]).AAAA", "", "a.b", "..", good + "x"] {
            #expect(throws: Refusal.self) { try authenticate(&provider, .assertion(token, id: nil)) }
        }
        #expect(throws: Never.self) { try authenticate(&provider, .assertion(good, id: nil)) }
    }

    @Test func `an assertion gets a grant for the client, or for a person`() throws {
        var provider = try provider(.rsa)
        let own = try provider.grant(
            assertion: Signer.rsa.token(claims(["jti": "a", "scope": "x y"])), audiences: [ClientTests.audience],
            scope: nil, terms: Terms(), at: ClientTests.now)
        #expect(own.userName == nil && own.scope == ["x", "y"] && own.refreshToken == nil)
        let person = try provider.grant(
            assertion: Signer.rsa.token(claims(["jti": "b", "sub": "ada"])), audiences: [ClientTests.audience],
            scope: ["z"], terms: Terms(), at: ClientTests.now)
        #expect(person.userName == "ada" && person.scope == ["z"])
        #expect(throws: Refusal.self) {
            try provider.grant(
                assertion: try Signer.rsa.token(claims(["jti": "c", "sub": "nobody"])),
                audiences: [ClientTests.audience], scope: nil, terms: Terms(), at: ClientTests.now)
        }
    }

    @Test(arguments: ["", "hello", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
    func `what is no key is none`(_ text: String) { #expect(PublicKey(pem: text) == nil) }
}

extension JSON {
    fileprivate init(_ object: JSONObject) { self = .object(object) }
}
