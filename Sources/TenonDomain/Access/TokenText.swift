// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// The clear text of an API token: a version 4 UUID, because Make's clients send the scheme `Token` only for those.
package struct TokenText: Sendable {
    package let secret: Secret
    /// SHA-256 of the lower-case text; all that is stored.
    package let hash: [UInt8]
    /// The first eight digits, to tell one token from another.
    package let hint: String

    /// Returns `nil` when `text` is no version 4 UUID; letters may have any case.
    package init?(_ text: String) {
        guard ProxyToken(text) != nil else { return nil }
        let bytes = Array(text.lowercased().utf8)
        secret = Secret(bytes: bytes)
        hash = Array(SHA256.hash(data: bytes))
        hint = String(decoding: bytes.prefix(8), as: UTF8.self)
    }

    /// A new token with 122 random bits (RFC 9562 §5.4).
    package static func random(from randomness: some Randomness) -> TokenText {
        var bytes = randomness.bytes(16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
        let groups = [digits[0..<4], digits[4..<6], digits[6..<8], digits[8..<10], digits[10..<16]]
        let text = groups.map { $0.joined() }.joined(separator: "-")
        guard let token = TokenText(text) else { preconditionFailure("a version 4 UUID is one") }
        return token
    }
}
