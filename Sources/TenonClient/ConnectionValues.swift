// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// The values of a connection type's parameters, credentials among them.
///
/// ```swift
/// let values: ConnectionValues = ["username": "tom", "password": ParameterValue(password)]
/// ```
/// They do not print.
public struct ConnectionValues: Sendable, ExpressibleByDictionaryLiteral {
    package private(set) var object: JSONObject

    package init(_ object: JSONObject) { self.object = object }

    /// Makes values by the names of the parameters; of two with one name, the last counts.
    public init(dictionaryLiteral elements: (String, ParameterValue)...) {
        object = [:]
        for (name, value) in elements { object[name] = value.json }
    }

    /// Adds a value, in place of one of the same name.
    public mutating func set(_ name: String, to value: ParameterValue) { object[name] = value.json }
}

extension ConnectionValues: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The names alone.
    public var description: String { "values of \(object.names.joined(separator: ", "))" }

    /// The names alone.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// One value of a connection: text, a whole number, or yes and no.
public struct ParameterValue: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral
{
    package let json: JSON

    /// A text.
    public init(_ text: String) { json = .string(text) }

    /// A text.
    public init(stringLiteral value: String) { json = .string(value) }

    /// A whole number.
    public init(integerLiteral value: Int64) { json = JSON(value) }

    /// Yes or no.
    public init(booleanLiteral value: Bool) { json = .bool(value) }
}

extension ParameterValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A placeholder, never the value.
    public var description: String { "‹redacted›" }

    /// A placeholder, never the value.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
