// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A JSON value that keeps the order of members and every digit of a number.
///
/// Foundation's coders keep neither, and the wire promises both (RFC 8259 leaves them to the implementation).
package enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSON])
    case object(JSONObject)
}

extension JSON {
    /// The text of a string value, else `nil`.
    package var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The value of a boolean, else `nil`.
    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// A whole number within 64 bits, else `nil`; `1.0` and `1e2` are whole.
    package var int: Int64? {
        guard case .number(let value) = self else { return nil }
        return value.int
    }

    /// The nearest double of a number, else `nil`.
    package var double: Double? {
        guard case .number(let value) = self else { return nil }
        return value.double
    }

    /// The elements of an array, else `nil`.
    package var array: [JSON]? {
        guard case .array(let value) = self else { return nil }
        return value
    }

    /// The members of an object, else `nil`.
    package var object: JSONObject? {
        guard case .object(let value) = self else { return nil }
        return value
    }

    package var isNull: Bool { self == .null }

    /// The member of that name when this is an object that has it, else `nil`.
    package subscript(_ name: String) -> JSON? { object?[name] }

    /// The kind of the value as a person would say it, for error messages.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(nilLiteral: ()) { self = .null }
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(JSONObject(elements.map { JSONObject.Member(name: $0.0, value: $0.1) }))
    }

    package init(_ value: String?) { self = value.map(JSON.string) ?? .null }
    package init(_ value: Int64?) { self = value.map { .number(JSONNumber($0)) } ?? .null }
    package init(_ value: Int) { self = .number(JSONNumber(Int64(value))) }
    package init(_ value: [String]) { self = .array(value.map(JSON.string)) }
}

extension JSON: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind only: what passes through here may be a secret.
    ///
    /// ``text(pretty:)`` gives the content.
    package var description: String { "‹json \(kind)›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
