// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto

extension Secret {
    /// 256 random bits as 64 hexadecimal digits: for links, states and cookies.
    package static func randomToken(from randomness: some Randomness) -> Secret {
        Secret(randomness.bytes(32).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }

    /// SHA-256 of the bytes: what is stored of a token that only has to be recognized.
    package var sha256: [UInt8] { withRevealedBytes { Array(SHA256.hash(data: $0)) } }

    /// Whether the hash is that of the bytes, in a time that does not depend on where they differ.
    package func hasSHA256(_ hash: [UInt8]) -> Bool {
        let own = sha256
        guard own.count == hash.count else { return false }
        return zip(own, hash).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
