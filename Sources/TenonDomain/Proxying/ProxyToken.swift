// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// The caller's API token as the proxy compares it: the 122 random bits, never printed.
package struct ProxyToken: Hashable, Sendable {
    private let bits: UInt128

    /// Reads a version 4 UUID (RFC 9562 §5.4) whose letters may have any case; `nil` for anything else.
    package init?(_ text: UnsafeRawBufferPointer) {
        guard text.count == 36 else { return nil }
        var bits: UInt128 = 0
        for (index, byte) in text.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = ProxyToken.digit(byte) else { return nil }
            if index == 14, digit != 4 { return nil }
            if index == 19, digit & 0b1100 != 0b1000 { return nil }
            bits = bits << 4 | UInt128(digit)
        }
        self.bits = bits
    }

    package init?(_ text: String) {
        var text = text
        guard let token = text.withUTF8({ ProxyToken(UnsafeRawBufferPointer($0)) }) else { return nil }
        self = token
    }

    /// The text in lower case, for the look-up by its hash.
    package var text: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(36)
        for index in 0..<32 {
            if [8, 12, 16, 20].contains(index) { digits.append(UInt8(ascii: "-")) }
            let digit = UInt8(truncatingIfNeeded: bits >> UInt128(124 - index * 4) & 0xF)
            digits.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
        return String(decoding: digits, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension ProxyToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
