// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
package import TenonJSON

/// What an expression works on: JSON's kinds, and dates, bytes, and the two answers about a field.
///
/// A value knows whether a secret took part in making it, and how much text it stands for. It never prints its content.
package struct Value: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        case null
        /// The field is left out.
        case ignore
        /// The field is emptied.
        case erase
        case bool(Bool)
        case number(JSONNumber)
        case text(String)
        case date(Timestamp)
        case binary([UInt8])
        case pattern(BoundedRegex)
        case array([Value])
        case collection(ValueCollection)
    }

    package let content: Content
    /// Whether a secret went into it; of an array or a collection, whether one went into any part.
    package let isSecret: Bool
    /// How many bytes it would take to write it out, about; shared parts count as often as they appear.
    package let weight: Int

    package init(_ content: Content, isSecret: Bool = false) {
        self.content = content
        var holdsSecret = isSecret
        var weight = 8
        switch content {
        case .text(let text): weight += text.utf8.count
        case .number(let number): weight += number.text.utf8.count
        case .binary(let bytes): weight += bytes.count
        case .array(let elements):
            for element in elements {
                holdsSecret = holdsSecret || element.isSecret
                weight = Value.sum(weight, element.weight)
            }
        case .collection(let collection):
            for entry in collection {
                holdsSecret = holdsSecret || entry.value.isSecret
                weight = Value.sum(weight, entry.value.weight + entry.name.utf8.count)
            }
        case .null, .ignore, .erase, .bool, .date, .pattern: break
        }
        self.isSecret = holdsSecret
        self.weight = weight
    }

    private static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max / 2 : min(sum, .max / 2)
    }

    /// The same value, secret in every part when `isTainted`.
    package func tainted(_ isTainted: Bool = true) -> Value {
        guard isTainted else { return self }
        switch content {
        case .array(let elements): return Value(.array(elements.map { $0.tainted() }), isSecret: true)
        case .collection(let collection):
            return Value(.collection(collection.mapValues { $0.tainted() }), isSecret: true)
        default: return isSecret ? self : Value(content, isSecret: true)
        }
    }
}

extension Value {
    package static let null = Value(.null)
    package static let ignore = Value(.ignore)
    package static let erase = Value(.erase)

    package static func bool(_ value: Bool) -> Value { Value(.bool(value)) }
    package static func text(_ value: String, isSecret: Bool = false) -> Value {
        Value(.text(value), isSecret: isSecret)
    }
    package static func number(_ value: JSONNumber) -> Value { Value(.number(value)) }
    package static func number(_ value: Int) -> Value { Value(.number(JSONNumber(Int64(value)))) }
    /// Null for what JSON has no number for: the infinities, and the result of dividing nothing by nothing.
    package static func number(_ value: Double) -> Value { JSONNumber(value).map { Value(.number($0)) } ?? .null }
    package static func date(_ value: Timestamp) -> Value { Value(.date(value)) }
    package static func binary(_ value: [UInt8]) -> Value { Value(.binary(value)) }
    package static func array(_ value: [Value]) -> Value { Value(.array(value)) }
    package static func collection(_ value: ValueCollection) -> Value { Value(.collection(value)) }

    package init(json: JSON, isSecret: Bool = false) {
        switch json {
        case .null: self.init(.null, isSecret: isSecret)
        case .bool(let value): self.init(.bool(value), isSecret: isSecret)
        case .number(let value): self.init(.number(value), isSecret: isSecret)
        case .string(let value): self.init(.text(value), isSecret: isSecret)
        case .array(let elements):
            self.init(.array(elements.map { Value(json: $0, isSecret: isSecret) }), isSecret: isSecret)
        case .object(let object):
            var collection = ValueCollection()
            for member in object { collection[member.name] = Value(json: member.value, isSecret: isSecret) }
            self.init(.collection(collection), isSecret: isSecret)
        }
    }
}

extension Value: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind only: expressions work on credentials.
    package var description: String { isSecret ? "‹redacted›" : "‹\(kind)›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// The kind of the value as a person would say it, for error messages.
    package var kind: String {
        switch content {
        case .null: "null"
        case .ignore: "ignore"
        case .erase: "erase"
        case .bool: "boolean"
        case .number: "number"
        case .text: "text"
        case .date: "date"
        case .binary: "binary"
        case .pattern: "regular expression"
        case .array: "array"
        case .collection: "collection"
        }
    }
}
