// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import CryptoExtras
internal import Foundation

/// A key that checks signatures of JWTs.
package struct PublicKey: Sendable {
    private enum Kind: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
    }

    private let kind: Kind

    /// Returns `nil` for anything but a PEM public key: RSA of 2048 bits or more, or P-256.
    package init?(pem: String) {
        // Which of the two it is shows only in trying.
        if let key = try? P256.Signing.PublicKey(pemRepresentation: pem) {
            kind = .p256(key)
        } else if let key = try? _RSA.Signing.PublicKey(pemRepresentation: pem) {
            kind = .rsa(key)
        } else {
            return nil
        }
    }

    /// The JWT algorithm (RFC 7518 §3.1) of its signatures.
    var algorithm: String {
        switch kind {
        case .rsa: "RS256"
        case .p256: "ES256"
        }
    }

    func isValid(_ signature: Data, for content: Data) -> Bool {
        switch kind {
        case .rsa(let key):
            return key.isValidSignature(.init(rawRepresentation: signature), for: content, padding: .insecurePKCS1v1_5)
        case .p256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: content)
        }
    }
}
