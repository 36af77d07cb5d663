// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A JSON number as it was written.
///
/// The text is kept, because a provider's id such as 225874569526501080000 exceeds every machine type.
package struct JSONNumber: Hashable, Sendable {
    /// The number's text in JSON's grammar (RFC 8259 §6).
    package let text: String

    package init(_ value: Int64) { text = String(value) }

    /// Returns `nil` for NaN and the infinities, which JSON has no form for; whole values are written without a fraction.
    package init?(_ value: Double) {
        guard value.isFinite else { return nil }
        text = Int64(exactly: value).map { String($0) } ?? "\(value)"
    }

    /// Returns `nil` when `text` is not a number in JSON's grammar.
    package init?(text: String) {
        guard JSONNumber.isValid(Array(text.utf8)) else { return nil }
        self.text = text
    }

    init(validated text: String) { self.text = text }

    /// The value when it is whole and fits 64 bits.
    package var int: Int64? {
        if let value = Int64(text) { return value }
        guard text.contains(where: { ".eE".contains($0) }), let value = Double(text) else { return nil }
        return Int64(exactly: value)
    }

    /// The nearest double; a number beyond its range is infinite.
    package var double: Double { Double(text) ?? .nan }

    private static func isValid(_ bytes: [UInt8]) -> Bool {
        let reader = JSONReader(bytes: bytes, options: .init())
        guard let end = try? reader.scanNumber() else { return false }
        return end == bytes.count && !bytes.isEmpty
    }
}
