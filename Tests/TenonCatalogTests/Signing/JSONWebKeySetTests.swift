// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation
import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

@Suite struct JSONWebKeySetTests {
    private static let curve = P256.Signing.PrivateKey()
    private static let claims: JSONObject = ["sub": "42", "aud": "tenon"]

    private static func part(_ bytes: some Sequence<UInt8>) -> String { Base64.encodeURL(Array(bytes)) }

    private static func token(
        _ header: JSONObject, _ claims: JSONObject = claims, sign: ([UInt8]) throws -> [UInt8]
    ) rethrows -> Secret {
        let signed = "\(part(JSON.object(header).text().utf8)).\(part(JSON.object(claims).text().utf8))"
        return Secret("\(signed).\(part(try sign(Array(signed.utf8))))")
    }

    private static func es256(_ bytes: [UInt8]) throws -> [UInt8] {
        Array(try curve.signature(for: SHA256.hash(data: bytes)).rawRepresentation)
    }

    private static var curveKey: JSONObject {
        let raw = curve.publicKey.rawRepresentation
        return [
            "kty": "EC", "crv": "P-256", "kid": "one", "x": .string(part(raw.prefix(32))),
            "y": .string(part(raw.suffix(32))),
        ]
    }

    private let keys = JSONWebKeySet(["keys": [.object(curveKey)]])

    @Test func `what a key has signed is believed`() throws {
        for header in [["alg": "ES256", "kid": "one"], ["alg": "ES256"]] as [JSONObject] {
            #expect(try keys.claims(of: try Self.token(header, sign: Self.es256)) == Self.claims)
        }
    }

    @Test func `RSA signatures of both kinds are believed, by the key's modulus and exponent`() throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let primitives = try key.publicKey.getKeyPrimitives()
        let keys = JSONWebKeySet([
            "keys": [
                [
                    "kty": "RSA", "use": "sig", "n": .string(Self.part(primitives.modulus)),
                    "e": .string(Self.part(primitives.publicExponent)),
                ]
            ]
        ])
        for (name, padding) in [("RS256", _RSA.Signing.Padding.insecurePKCS1v1_5), ("PS256", .PSS)] {
            let token = try Self.token(["alg": .string(name)]) {
                Array(try key.signature(for: SHA256.hash(data: $0), padding: padding).rawRepresentation)
            }
            #expect(try keys.claims(of: token) == Self.claims, "\(name)")
        }
        #expect(throws: SigningFault.self) {
            _ = try keys.claims(of: try Self.token(["alg": "ES256"], sign: Self.es256))
        }
    }

    @Test(
        arguments: [
            ["alg": "none"], ["alg": "HS256", "kid": "one"], ["alg": "RS256", "kid": "one"], ["alg": "es256"], [:],
            ["alg": "ES256", "kid": "two"], ["alg": "ES256", "crit": ["b64"], "b64": false],
        ] as [JSONObject])
    func `a header that asks for something else is not obeyed`(_ header: JSONObject) throws {
        let token = try Self.token(header, sign: Self.es256)
        #expect(throws: SigningFault.self) { _ = try keys.claims(of: token) }
    }

    @Test func `a public key is no shared secret`() throws {
        let secret = Array(Self.curve.publicKey.rawRepresentation)
        let token = Self.token(["alg": "HS256", "kid": "one"]) {
            Array(HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: secret)))
        }
        #expect(throws: SigningFault.self) { _ = try keys.claims(of: token) }
    }

    @Test func `a token of which anything was changed is refused`() throws {
        let good = try Self.token(["alg": "ES256"], sign: Self.es256).reveal()
        let parts = good.split(separator: ".").map(String.init)
        let other = Self.part(JSON.object(["sub": "1"]).text().utf8)
        let hostile = [
            "", ".", "..", "a.b", "a.b.c", "\(parts[0]).\(other).\(parts[2])", "\(parts[0]).\(parts[1]).",
            "\(good).x", "\(good)=", " \(good)", "\(parts[0]).\(parts[1]).\(parts[2].dropLast(4))",
            parts.joined(separator: "\u{0}"), good.replacing("_", with: "/").replacing("-", with: "+") + "+",
            String(repeating: "a", count: 70_000),
        ]
        for text in hostile { #expect(throws: SigningFault.self) { _ = try keys.claims(of: Secret(text)) } }
    }

    @Test(
        arguments: [
            [:], ["keys": 1], ["keys": []], ["keys": [1, "x", [:]]],
            ["keys": [["kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"]]],
            ["keys": [["kty": "RSA", "n": "AQAB", "e": "AQAB"]]], ["keys": [["kty": "oct", "k": "c2VjcmV0"]]],
        ] as [JSONObject])
    func `keys that cannot be used sign nothing`(_ document: JSONObject) throws {
        let token = try Self.token(["alg": "ES256"], sign: Self.es256)
        #expect(throws: SigningFault.self) { _ = try JSONWebKeySet(document).claims(of: token) }
    }

    @Test func `a key for encryption signs nothing`() throws {
        var key = Self.curveKey
        key.append("use", "enc")
        let token = try Self.token(["alg": "ES256"], sign: Self.es256)
        #expect(throws: SigningFault.self) { _ = try JSONWebKeySet(["keys": [.object(key)]]).claims(of: token) }
    }
}
