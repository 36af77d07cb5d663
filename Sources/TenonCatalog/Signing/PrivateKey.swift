// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import CryptoExtras
internal import Foundation
internal import TenonDomain

/// A private key in PEM: PKCS#8, PKCS#1 or SEC 1, without a passphrase.
///
/// It is forgiving about how a key was copied: surrounding text, line lengths, and line breaks written as `\n`, as in
/// the JSON files in which some providers hand keys out. Errors name no byte of it.
struct PrivateKey {
    /// The longest key, in bytes of DER: RSA with 8192 bits, beyond which a signature takes too long.
    static let derBytesMax = 5_000

    private let der: [UInt8]

    init(pem: String) throws(SigningFault) {
        let text = pem.replacing("\\n", with: "\n").replacing("\\r", with: "")
        var rest = Substring(text)
        while let begin = rest.firstRange(of: "-----BEGIN ") {
            rest = rest[begin.upperBound...]
            guard let dashes = rest.firstRange(of: "-----") else { break }
            let label = rest[..<dashes.lowerBound]
            rest = rest[dashes.upperBound...]
            // An EC key may come with its parameters before it.
            guard label.hasSuffix("PRIVATE KEY") else { continue }
            guard let end = rest.firstRange(of: "-----END \(label)-----") else { break }
            let body = rest[..<end.lowerBound]
            guard !label.hasPrefix("ENCRYPTED"), !body.contains("ENCRYPTED") else {
                throw SigningFault(.keyEncrypted)
            }
            let digits = body.filter { !$0.isWhitespace }
            guard digits.utf8.count <= PrivateKey.derBytesMax * 4 / 3 + 4, let der = Base64.decode(digits) else {
                break
            }
            self.der = der
            return
        }
        throw SigningFault(.keyNotPEM)
    }

    /// It is not what `kind` says.
    private static func unusable(_ kind: SigningFault.Name, _ values: [String: String] = [:]) -> SigningFault {
        let kind = Sentence(of: kind, values)
        return SigningFault(Sentence(of: SigningFault.Name.keyUnusable, ["kind": .sentence(kind)]))
    }

    /// An RSA key with at least 2048 bits, as RFC 7518 §3.3 demands.
    func rsa() throws(SigningFault) -> _RSA.Signing.PrivateKey {
        do { return try _RSA.Signing.PrivateKey(derRepresentation: der) } catch {
            // What the parser says could quote the key.
            throw PrivateKey.unusable(.keyOfLength, ["count": "2048"])
        }
    }

    /// RSASSA-PKCS1-v1_5 with SHA-1, for OAuth 1.0a (RFC 5849 §3.4.3), whose keys are old and may have 1024 bits.
    func rsaSHA1Signature(_ bytes: [UInt8]) throws(SigningFault) -> [UInt8] {
        do {
            let key = try _RSA.Signing.PrivateKey(unsafeDERRepresentation: der)
            let digest = Insecure.SHA1.hash(data: bytes)
            return [UInt8](try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
        } catch {
            throw PrivateKey.unusable(.keyOfLength, ["count": "1024"])
        }
    }

    func p256() throws(SigningFault) -> P256.Signing.PrivateKey {
        do { return try P256.Signing.PrivateKey(derRepresentation: der) } catch {
            throw PrivateKey.unusable(.keyOnCurve, ["name": "P-256"])
        }
    }

    func p384() throws(SigningFault) -> P384.Signing.PrivateKey {
        do { return try P384.Signing.PrivateKey(derRepresentation: der) } catch {
            throw PrivateKey.unusable(.keyOnCurve, ["name": "P-384"])
        }
    }

    func p521() throws(SigningFault) -> P521.Signing.PrivateKey {
        do { return try P521.Signing.PrivateKey(derRepresentation: der) } catch {
            throw PrivateKey.unusable(.keyOnCurve, ["name": "P-521"])
        }
    }

    func ed25519() throws(SigningFault) -> Curve25519.Signing.PrivateKey {
        // The parser below takes any algorithm with a key of that length, such as X25519 (RFC 8410 §3).
        let identifier: [UInt8] = [0x06, 0x03, 0x2B, 0x65, 0x70]
        guard der.prefix(32).firstRange(of: identifier) != nil else { throw PrivateKey.unusable(.keyOfEdwards) }
        do { return try Curve25519.Signing.PrivateKey(derRepresentation: der) } catch {
            throw PrivateKey.unusable(.keyOfEdwards)
        }
    }
}

extension PrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "‹private key›" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
