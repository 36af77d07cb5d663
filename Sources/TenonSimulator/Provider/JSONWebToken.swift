// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
package import Foundation
internal import TenonJSON

/// A signed JWT in its compact form (RFC 7515 §3.1).
struct JSONWebToken: Sendable {
    /// The longest that is looked at.
    static let bytesMax = 16 << 10

    let algorithm: String
    let claims: JSON
    private let signed: Data
    private let signature: Data

    /// Returns `nil` when the text is no JWT; says nothing about the signature.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= JSONWebToken.bytesMax, parts.count == 3,
            let header = Data(base64URL: parts[0]), let payload = Data(base64URL: parts[1]),
            let signature = Data(base64URL: parts[2]),
            // What is no JSON is no JWT; the reason helps nobody.
            let algorithm = (try? JSONReader.read(header))?["alg"]?.string, let claims = try? JSONReader.read(payload),
            claims.object != nil
        else { return nil }
        self.algorithm = algorithm
        self.claims = claims
        self.signed = Data("\(parts[0]).\(parts[1])".utf8)
        self.signature = signature
    }

    func isSigned(byOneOf keys: [PublicKey]) -> Bool {
        keys.contains { $0.algorithm == algorithm && $0.isValid(signature, for: signed) }
    }
}

/// The key pair that signs the provider's own ID tokens (ES256).
struct SigningKey: Sendable {
    private let key = P256.Signing.PrivateKey()

    /// Names the key in headers and in the key set.
    static let id = "simulator-1"

    func sign(_ claims: JSONObject) -> String {
        let header: JSON = ["alg": "ES256", "typ": "JWT", "kid": .string(SigningKey.id)]
        let content = Data(header.utf8).base64URL + "." + Data(JSON.object(claims).utf8).base64URL
        // Signing with a key that was just made does not fail; without a signature nobody takes the token.
        let signature = (try? key.signature(for: Data(content.utf8)).rawRepresentation) ?? Data()
        return content + "." + signature.base64URL
    }

    /// The public half as a JWK (RFC 7517).
    var jsonWebKey: JSON {
        let point = key.publicKey.x963Representation.dropFirst()
        return [
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": .string(SigningKey.id),
            "x": .string(Data(point.prefix(32)).base64URL), "y": .string(Data(point.suffix(32)).base64URL),
        ]
    }
}

extension Data {
    /// Base64 in the alphabet for URLs, without padding (RFC 7515 §2).
    package var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    package init?(base64URL text: some StringProtocol) {
        guard !text.contains(where: { "+/=".contains($0) }) else { return nil }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        self.init(base64Encoded: String(text).replacing("-", with: "+").replacing("_", with: "/") + padding)
    }
}
