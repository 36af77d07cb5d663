// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Makes the unguessable texts that a provider hands out.
struct TokenMint: Sendable {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    /// As RFC 8628 §6.1 proposes: no vowels, so that no words come out.
    private static let userCodeAlphabet = Array("BCDFGHJKLMNPQRSTVWXZ".utf8)

    private var generator: any RandomNumberGenerator & Sendable

    init(_ generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()) {
        self.generator = generator
    }

    /// 192 bits behind the prefix.
    mutating func token(_ prefix: String = "") -> String { prefix + text(32, of: TokenMint.alphabet) }

    /// Two groups of four letters, as a person types them.
    mutating func userCode() -> String {
        text(4, of: TokenMint.userCodeAlphabet) + "-" + text(4, of: TokenMint.userCodeAlphabet)
    }

    private mutating func text(_ count: Int, of alphabet: [UInt8]) -> String {
        let bytes = (0..<count).map { _ in alphabet[Int(generator.next(upperBound: UInt64(alphabet.count)))] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
