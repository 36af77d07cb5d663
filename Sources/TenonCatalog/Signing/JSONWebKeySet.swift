// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import CryptoExtras
internal import Foundation
package import TenonDomain
package import TenonJSON

/// The keys with which a provider signs (RFC 7517), and the check of what it has signed (RFC 7515).
///
/// Signatures by public keys only: RS256, PS256 and ES256. A token that names another algorithm, or none, is refused.
package struct JSONWebKeySet: Sendable {
    /// More are not looked at.
    package static let keysMax = 64
    /// The longest token.
    package static let tokenBytesMax = 64 << 10

    private struct Key: Sendable {
        let id: String?
        let material: Material
    }

    private enum Material: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
    }

    private let keys: [Key]

    /// Takes the keys that can be used; others are left out.
    package init(_ document: JSONObject) {
        keys = (document["keys"]?.array ?? []).prefix(JSONWebKeySet.keysMax).compactMap { key in
            // A key for encryption is not one for signatures (RFC 7517 §4.2).
            guard let members = key.object, members["use"]?.string ?? "sig" == "sig" else { return nil }
            return JSONWebKeySet.material(members).map { Key(id: members["kid"]?.string, material: $0) }
        }
    }

    /// The claims of a token that one of the keys has signed.
    ///
    /// What they say is for the caller to judge: issuer, audience, times.
    ///
    /// - Throws: ``SigningFault`` when it is malformed, or nobody here has signed it.
    package func claims(of token: Secret) throws(SigningFault) -> JSONObject {
        guard token.count <= JSONWebKeySet.tokenBytesMax else { throw SigningFault(.tokenTooLong) }
        let parts = token.reveal().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = JSONWebKeySet.object(parts[0]),
            let claims = JSONWebKeySet.object(parts[1]), let signature = JSONWebKeySet.bytes(parts[2])
        else { throw SigningFault(.tokenMalformed) }
        // An extension that has to be understood is not (RFC 7515 §4.1.11).
        guard header["crit"] == nil, let name = header["alg"]?.string else {
            throw SigningFault(.tokenHeaderUnknown)
        }
        let id = header["kid"]?.string
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        let candidates = keys.filter { id == nil || $0.id == nil || $0.id == id }
        guard candidates.contains(where: { JSONWebKeySet.accepts($0.material, name, signature, over: signed) }) else {
            throw SigningFault(.tokenOfAnother)
        }
        return claims
    }

    /// The algorithm belongs to the key, whatever the token's header says (RFC 8725 §3.1).
    private static func accepts(_ key: Material, _ algorithm: String, _ signature: [UInt8], over bytes: [UInt8]) -> Bool
    {
        switch (key, algorithm) {
        case (.rsa(let key), "RS256"), (.rsa(let key), "PS256"):
            key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: bytes),
                padding: algorithm == "PS256" ? .PSS : .insecurePKCS1v1_5)
        case (.p256(let key), "ES256"):
            // What is no signature at all is not the key's either.
            (try? P256.Signing.ECDSASignature(rawRepresentation: signature))
                .map { key.isValidSignature($0, for: SHA256.hash(data: bytes)) } ?? false
        default: false
        }
    }

    private static func material(_ key: JSONObject) -> Material? {
        // A key that cannot be read signs nothing that we believe.
        switch key["kty"]?.string {
        case "RSA":
            guard let modulus = bytes(key["n"]?.string), let exponent = bytes(key["e"]?.string) else { return nil }
            return (try? _RSA.Signing.PublicKey(n: modulus, e: exponent)).map(Material.rsa)
        case "EC":
            guard key["crv"]?.string == "P-256", let x = bytes(key["x"]?.string), let y = bytes(key["y"]?.string),
                x.count == 32, y.count == 32
            else { return nil }
            return (try? P256.Signing.PublicKey(rawRepresentation: x + y)).map(Material.p256)
        default: return nil
        }
    }

    private static func object(_ part: Substring) -> JSONObject? {
        // Why it is no JSON does not matter.
        bytes(part).flatMap { try? JSONReader.read($0) }?.object
    }

    /// Base64url without padding, and nothing more lenient (RFC 7515 §2).
    private static func bytes(_ text: (some StringProtocol)?) -> [UInt8]? {
        guard let text, !text.isEmpty,
            text.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x2D || byte == 0x5F
            })
        else { return nil }
        return Base64.decode(String(text))
    }
}
