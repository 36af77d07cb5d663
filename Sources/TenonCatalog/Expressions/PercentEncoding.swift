// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// RFC 3986 §2.1.
package enum PercentEncoding {
    package static let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    /// What may stand in a path as it is.
    package static let path = unreserved.union("!$&'()*+,;=:@/".utf8)
    /// What may stand in a query as it is.
    package static let query = path.union("?".utf8)

    /// Encodes every byte that is not in `allowed`; escapes that are there already stay when `keepsEscapes`.
    package static func encode(_ text: String, allowed: Set<UInt8> = unreserved, keepsEscapes: Bool = false) -> String {
        encode(Array(text.utf8), allowed: allowed, keepsEscapes: keepsEscapes)
    }

    package static func encode(
        _ bytes: [UInt8], allowed: Set<UInt8> = unreserved, keepsEscapes: Bool = false
    ) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        encoded.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            if allowed.contains(byte) || keepsEscapes && isEscape(bytes, at: index) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Decodes what can be decoded; `nil` when the result is no UTF-8.
    package static func decode(_ text: String) -> String? {
        String(validating: decodedBytes(text), as: UTF8.self)
    }

    /// The bytes for which the text stands; what looks like an escape and is none stands for itself.
    package static func decodedBytes(_ text: some StringProtocol) -> [UInt8] { decodedBytes(Array(text.utf8)) }

    package static func decodedBytes(_ bytes: [UInt8]) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if isEscape(bytes, at: index) {
                let digits = String(decoding: bytes[index + 1...index + 2], as: UTF8.self)
                decoded.append(UInt8(digits, radix: 16) ?? 0)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return decoded
    }

    private static func isEscape(_ bytes: [UInt8], at index: Int) -> Bool {
        func isHex(_ byte: UInt8) -> Bool { Character(UnicodeScalar(byte)).isHexDigit }
        return bytes[index] == UInt8(ascii: "%") && index + 2 < bytes.count && isHex(bytes[index + 1])
            && isHex(bytes[index + 2])
    }
}
