// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
package import TenonDomain

/// Proof keys for code exchange (RFC 7636).
package enum ProofKey {
    /// A verifier of 256 random bits: 43 characters (§4.1).
    package static func verifier(from randomness: some Randomness) -> Secret {
        Secret(Base64.encodeURL(randomness.bytes(32)))
    }

    /// The challenge of the method S256 (§4.2).
    package static func challenge(_ verifier: Secret) -> String {
        verifier.withRevealedBytes { Base64.encodeURL(Array(SHA256.hash(data: $0))) }
    }
}
