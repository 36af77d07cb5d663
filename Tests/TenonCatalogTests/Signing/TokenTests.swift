// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation
import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

@Suite struct TokenTests {
    private struct Token {
        let header: JSON
        let payload: JSON
        let signed: [UInt8]
        let signature: [UInt8]

        init(_ text: String) throws {
            let parts = text.split(separator: ".").map { String($0) }
            try #require(parts.count == 3)
            header = try JSONReader.read(#require(Base64.decode(parts[0])))
            payload = try JSONReader.read(#require(Base64.decode(parts[1])))
            signed = Array((parts[0] + "." + parts[1]).utf8)
            signature = try #require(Base64.decode(parts[2]))
        }
    }

    private func value(_ algorithm: String, _ key: String, _ rest: String = "") throws -> Value {
        var evaluator = evaluator()
        evaluator.variables["pem"] = .text(key, isSecret: true)
        return try evaluator.evaluate(try Template("{{jwt(a.b; pem; '\(algorithm)'\(rest))}}"))
    }

    private func token(_ algorithm: String, _ key: String, _ rest: String = "") throws -> Token {
        try Token(value(algorithm, key, rest).text)
    }

    private func reason(_ algorithm: String, _ key: String) throws -> String? {
        #expect(throws: ExpressionError.self) { try value(algorithm, key) }?.reason.description
    }

    /// The payload of RFC 7515, appendix A.
    private static let payload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

    @Test func `RFC 7515, A 1, is signed as printed there`() throws {
        let key = try #require(
            Base64.decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"))
        let input = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + Self.payload
        let signature = try TokenAlgorithm.hs256.signature(over: Array(input.utf8), key: key)
        #expect(Base64.encodeURL(signature) == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    }

    @Test func `RFC 7515, A 2, is signed as printed there`() throws {
        let input = "eyJhbGciOiJSUzI1NiJ9." + Self.payload
        for key in [SigningKeys.rsa, SigningKeys.rsaPKCS8] {
            let signature = try TokenAlgorithm.rs256.signature(over: Array(input.utf8), key: Array(key.utf8))
            #expect(
                Base64.encodeURL(signature)
                    == "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGb"
                    + "ds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0G"
                    + "arZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6Lbg"
                    + "GY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw")
        }
    }

    /// These signatures are random, so that the published one and ours are verified with the same key.
    @Test func `RFC 7515, A 3 and A 4, have signatures of our form`() throws {
        let input = Array(("eyJhbGciOiJFUzI1NiJ9." + Self.payload).utf8)
        let small = try P256.Signing.PublicKey(pemRepresentation: SigningKeys.p256Public)
        let published = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        let own = try TokenAlgorithm.es256.signature(over: input, key: Array(SigningKeys.p256.utf8))
        for bytes in [try #require(Base64.decode(published)), own] {
            #expect(bytes.count == 64)
            #expect(small.isValidSignature(try .init(rawRepresentation: bytes), for: SHA256.hash(data: input)))
        }
        let large = try P521.Signing.PublicKey(pemRepresentation: SigningKeys.p521Public)
        let second = Array("eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA".utf8)
        let printed =
            "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2Y"
            + "BJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn"
        let other = try TokenAlgorithm.es512.signature(over: second, key: Array(SigningKeys.p521.utf8))
        for bytes in [try #require(Base64.decode(printed)), other] {
            #expect(bytes.count == 132)
            #expect(large.isValidSignature(try .init(rawRepresentation: bytes), for: SHA512.hash(data: second)))
        }
    }

    /// RFC 8037, appendix A.4.
    @Test func `EdDSA is signed as printed in its specification`() throws {
        let input = Array("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".utf8)
        let published = try #require(
            Base64.decode("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"))
        let key = try Curve25519.Signing.PublicKey(pemRepresentation: SigningKeys.ed25519Public)
        let own = try TokenAlgorithm.edDSA.signature(over: input, key: Array(SigningKeys.ed25519.utf8))
        for signature in [published, own] { #expect(key.isValidSignature(signature, for: input)) }
    }

    @Test(arguments: [
        ("RS256", SigningKeys.rsa), ("RS384", SigningKeys.rsa), ("RS512", SigningKeys.rsaPKCS8),
        ("PS256", SigningKeys.rsa), ("PS384", SigningKeys.rsaPKCS8), ("PS512", SigningKeys.rsa),
    ])
    func `a token with RSA is verified with the public key`(_ algorithm: String, _ key: String) throws {
        let token = try token(algorithm, key)
        let publicKey = try _RSA.Signing.PublicKey(pemRepresentation: SigningKeys.rsaPublic)
        let signature = _RSA.Signing.RSASignature(rawRepresentation: Data(token.signature))
        let padding: _RSA.Signing.Padding = algorithm.hasPrefix("PS") ? .PSS : .insecurePKCS1v1_5
        let other: _RSA.Signing.Padding = algorithm.hasPrefix("PS") ? .insecurePKCS1v1_5 : .PSS
        let isValid: (_RSA.Signing.Padding) -> Bool = { padding in
            switch algorithm.suffix(3) {
            case "256": publicKey.isValidSignature(signature, for: SHA256.hash(data: token.signed), padding: padding)
            case "384": publicKey.isValidSignature(signature, for: SHA384.hash(data: token.signed), padding: padding)
            default: publicKey.isValidSignature(signature, for: SHA512.hash(data: token.signed), padding: padding)
            }
        }
        #expect(isValid(padding) && !isValid(other))
        #expect(token.header == ["alg": .string(algorithm), "typ": "JWT"] && token.payload == ["c": "deep"])
    }

    @Test func `a token on each curve is verified with the public key`() throws {
        for key in [SigningKeys.p256, SigningKeys.p256PKCS8] {
            let token = try token("ES256", key)
            let publicKey = try P256.Signing.PublicKey(pemRepresentation: SigningKeys.p256Public)
            let signature = try P256.Signing.ECDSASignature(rawRepresentation: token.signature)
            #expect(publicKey.isValidSignature(signature, for: SHA256.hash(data: token.signed)))
        }
        for key in [SigningKeys.p384, SigningKeys.p384PKCS8] {
            let token = try token("es384", key)
            let publicKey = try P384.Signing.PublicKey(pemRepresentation: SigningKeys.p384Public)
            let signature = try P384.Signing.ECDSASignature(rawRepresentation: token.signature)
            #expect(publicKey.isValidSignature(signature, for: SHA384.hash(data: token.signed)))
            #expect(token.signature.count == 96 && token.header.object?["alg"] == "ES384")
        }
        for key in [SigningKeys.p521, SigningKeys.p521PKCS8] {
            let token = try token("ES512", key)
            let publicKey = try P521.Signing.PublicKey(pemRepresentation: SigningKeys.p521Public)
            let signature = try P521.Signing.ECDSASignature(rawRepresentation: token.signature)
            #expect(publicKey.isValidSignature(signature, for: SHA512.hash(data: token.signed)))
        }
        let token = try token("EdDSA", SigningKeys.ed25519)
        let publicKey = try Curve25519.Signing.PublicKey(pemRepresentation: SigningKeys.ed25519Public)
        #expect(publicKey.isValidSignature(token.signature, for: token.signed))
        #expect(token.header.object?["alg"] == "EdDSA")
    }

    @Test func `headers are added, and cannot name another algorithm`() throws {
        let token = try token("RS256", SigningKeys.rsa, "; collection('kid'; 'k1'; 'typ'; 'at+jwt'; 'alg'; 'none')")
        #expect(token.header == ["alg": "RS256", "typ": "at+jwt", "kid": "k1"])
    }

    @Test func `no claim is added`() throws {
        #expect(try token("HS256", "secret").payload == ["c": "deep"])
    }

    @Test func `a token is a secret even when its key is not`() throws {
        #expect(try evaluate("{{jwt(a.b; 'k')}}").isSecret)
    }

    @Test func `a key may have been copied badly`() throws {
        let expected = try value("RS256", SigningKeys.rsa).text
        let lines = SigningKeys.rsa.split(separator: "\n").map { String($0) }
        let body = lines.dropFirst().dropLast().joined()
        let variants = [
            lines.joined(separator: "\r\n"), lines.joined(separator: "\\n"), "\n  " + SigningKeys.rsa + " \n\n",
            lines.map { "   " + $0 }.joined(separator: "\n"), lines[0] + body + lines[lines.count - 1],
            "Bag Attributes\n  x: y\n" + SigningKeys.rsa,
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + SigningKeys.rsa,
        ]
        for key in variants { #expect(try value("RS256", key).text == expected) }
    }

    @Test(arguments: [
        "", " ", "secret", "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n%%%%\n-----END PRIVATE KEY-----",
        "-----BEGIN -----BEGIN -----BEGIN PRIVATE KEY", "-----BEGIN PRIVATE KEY-----MIIB-----END RSA PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", SigningKeys.rsaPublic, SigningKeys.p256Public,
        SigningKeys.encrypted, SigningKeys.encryptedOld, SigningKeys.rsa1024, SigningKeys.x25519,
        String(SigningKeys.rsa.dropLast(80)), SigningKeys.rsa.replacing("MII", with: "MIM"),
        String(SigningKeys.p384.replacing("A", with: "B")),
        "-----BEGIN PRIVATE KEY-----\n" + String(repeating: "MIIB", count: 8_000) + "\n-----END PRIVATE KEY-----",
        String(repeating: "-----BEGIN PRIVATE KEY-----", count: 1_000),
    ])
    func `a key that cannot be used fails without a word of it`(_ key: String) throws {
        for algorithm in TokenAlgorithm.allCases where !algorithm.rawValue.hasPrefix("HS") {
            let reason = try #require(try reason(algorithm.rawValue, key))
            #expect(reason.hasPrefix("jwt: the private key is "))
            #expect(reason.utf8.count < 100 && reason.allSatisfy { $0.isASCII && !$0.isNewline })
            for word in key.split(whereSeparator: { $0.isWhitespace || $0 == "-" }) where word.count >= 16 {
                #expect(!reason.contains(word))
            }
        }
    }

    @Test func `a key of one kind does not sign for another`() throws {
        let keys = [
            "R": SigningKeys.rsa, "E2": SigningKeys.p256, "E3": SigningKeys.p384, "E5": SigningKeys.p521PKCS8,
            "Ed": SigningKeys.ed25519,
        ]
        let wanted = ["RS256": "R", "PS512": "R", "ES256": "E2", "ES384": "E3", "ES512": "E5", "EdDSA": "Ed"]
        for (algorithm, kind) in wanted {
            for (other, key) in keys where other != kind {
                #expect(try reason(algorithm, key)?.contains("that can be used") == true)
            }
        }
    }

    @Test func `an empty shared secret signs nothing`() throws {
        for algorithm in ["HS256", "HS384", "HS512"] { #expect(try reason(algorithm, "") == "jwt: the key is empty") }
    }

    @Test func `an expression cannot make signatures without end`() throws {
        let many = (0..<60).map { _ in "jwt(a; 'k')" }.joined(separator: "; ")
        #expect(throws: ExpressionError.self) { try evaluate("{{join(add(emptyarray; \(many)); ',')}}") }
    }
}
