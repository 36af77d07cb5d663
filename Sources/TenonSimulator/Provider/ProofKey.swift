// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Foundation

/// The challenge that a code was asked for with (RFC 7636).
package struct ProofKey: Hashable, Sendable {
    package enum Method: String, Sendable, CaseIterable {
        case plain
        case s256 = "S256"
    }

    package let challenge: String
    package let method: Method

    package init(challenge: String, method: Method) {
        self.challenge = challenge
        self.method = method
    }

    /// The challenge of a verifier (§4.2).
    package static func challenge(of verifier: String, method: Method) -> String {
        switch method {
        case .plain: verifier
        case .s256: Data(SHA256.hash(data: Data(verifier.utf8))).base64URL
        }
    }

    package func accepts(_ verifier: String) -> Bool {
        ProofKey.isWellFormed(verifier) && ProofKey.challenge(of: verifier, method: method) == challenge
    }

    /// Whether a verifier or challenge is of 43 to 128 unreserved characters (§4.1).
    package static func isWellFormed(_ text: String) -> Bool {
        (43...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                Character(UnicodeScalar(byte)).isASCIILetterOrDigit || "-._~".utf8.contains(byte)
            }
    }
}

extension Character {
    var isASCIILetterOrDigit: Bool { isASCII && (isLetter || isNumber) }
}
