// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
package import TenonJSON

/// How a value of one kind is taken for another.
extension Value {
    package var isNull: Bool { content == .null }

    /// Nothing to show: null, empty text, no elements.
    package var isEmpty: Bool {
        switch content {
        case .null, .ignore, .erase: true
        case .text(let text): text.isEmpty
        case .binary(let bytes): bytes.isEmpty
        case .array(let elements): elements.isEmpty
        case .collection(let collection): collection.isEmpty
        case .bool, .number, .date, .pattern: false
        }
    }

    /// What counts as true in a condition: everything but null, false, zero and empty text.
    package var isTrue: Bool {
        switch content {
        case .null, .ignore, .erase: false
        case .bool(let value): value
        case .number(let number): number.double != 0
        case .text(let text): !text.isEmpty
        case .date, .binary, .pattern, .array, .collection: true
        }
    }

    /// As it is written into text.
    package var text: String {
        switch content {
        case .null, .ignore, .erase: ""
        case .bool(let value): value ? "true" : "false"
        case .number(let number): number.int.map { String($0) } ?? number.text
        case .text(let text): text
        case .date(let date): date.iso8601
        case .binary(let bytes): String(decoding: bytes, as: UTF8.self)
        case .pattern(let pattern): pattern.source
        case .array(let elements): elements.map(\.text).joined(separator: ", ")
        case .collection: json.text()
        }
    }

    /// The number it is or spells; `nil` for everything else, null too.
    package var double: Double? {
        switch content {
        case .number(let number): number.double
        case .bool(let value): value ? 1 : 0
        case .date(let date): Double(date.milliseconds)
        case .text(let text): Value.spelledNumber(text)
        case .null, .ignore, .erase, .binary, .pattern, .array, .collection: nil
        }
    }

    private static func spelledNumber(_ text: String) -> Double? {
        let trimmed = text.trimmingSpace()
        guard trimmed.utf8.count <= 64, let first = trimmed.utf8.first,
            (0x30...0x39).contains(first) || "+-.".utf8.contains(first), let value = Double(trimmed), value.isFinite
        else { return nil }
        return value
    }

    /// The whole number it is or spells, cut off behind the point.
    package var int: Int? { double.flatMap { Int(exactly: $0.rounded(.towardZero)) } }

    /// The bytes of binary, or the text's.
    package var bytes: [UInt8] {
        guard case .binary(let bytes) = content else { return Array(text.utf8) }
        return bytes
    }

    /// The moment it is or spells: ISO 8601 text, or milliseconds since 1970.
    package var date: Timestamp? {
        switch content {
        case .date(let date): date
        case .number(let number): Int64(exactly: number.double.rounded()).map { Timestamp(milliseconds: $0) }
        case .text(let text): CivilTime.parseISO(text)
        default: nil
        }
    }

    /// The elements of an array; null has none, and any other value is the only one.
    package var elements: [Value] {
        switch content {
        case .array(let elements): elements
        case .null, .ignore, .erase: []
        default: [self]
        }
    }

    package var collection: ValueCollection? {
        guard case .collection(let collection) = content else { return nil }
        return collection
    }

    package var json: JSON {
        switch content {
        case .null, .ignore: return .null
        case .erase: return .string("")
        case .bool(let value): return .bool(value)
        case .number(let number): return .number(number)
        case .text, .date, .pattern: return .string(text)
        case .binary(let bytes): return .string(Base64.encode(bytes))
        case .array(let elements):
            return .array(elements.filter { $0.content != .ignore }.map(\.json))
        case .collection(let collection):
            var object = JSONObject()
            for entry in collection where entry.value.content != .ignore {
                object.append(entry.name, entry.value.json)
            }
            return .object(object)
        }
    }
}

/// Comparison as expressions know it: by what the values stand for, not by their kind.
extension Value {
    package func looselyEquals(_ other: Value) -> Bool {
        switch (content, other.content) {
        case (.null, .null): return true
        case (.null, _), (_, .null): return false
        case (.text(let left), .text(let right)): return left == right
        case (.number(let left), .number(let right)):
            return left == right || left.double == right.double && left.isExact
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.looselyEquals($1) }
        case (.collection(let left), .collection(let right)):
            return left.count == right.count
                && left.allSatisfy { entry in right[entry.name].map { entry.value.looselyEquals($0) } ?? false }
        case (.date(let left), _): return other.date.map { $0 == left } ?? false
        case (_, .date(let right)): return date.map { $0 == right } ?? false
        default: break
        }
        if let left = double, let right = other.double { return left == right }
        return text == other.text
    }

    /// Whether it comes before `other`: numbers and dates by size, everything else by its text; null is nothing.
    package func precedes(_ other: Value) -> Bool {
        if case .date = content, let left = date, let right = other.date { return left < right }
        if case .date = other.content, let left = date, let right = other.date { return left < right }
        let left = isNull ? 0 : double
        let right = other.isNull ? 0 : other.double
        if let left, let right { return left < right }
        return text < other.text
    }
}

extension JSONNumber {
    /// Whether a double holds every digit of it.
    fileprivate var isExact: Bool {
        int.map { Int64(exactly: Double($0)) == $0 && abs($0) <= 1 << 53 } ?? (text.count < 16)
    }
}

extension StringProtocol {
    /// Without white space and line ends at either side.
    package func trimmingSpace() -> String {
        var scalars = Substring(self).unicodeScalars
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }
}
