// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// Takes members out of a JSON object and says which one is amiss.
///
/// A member that is missing and one that is `null` are the same.
package struct BodyReader {
    private let object: JSONObject

    package init(_ json: JSON) throws {
        guard case .object(let object) = json else { throw WireFormatError(member: "", expected: "an object") }
        self.object = object
    }

    /// The member's value, `nil` when it is missing or `null`.
    package func value(_ name: String) -> JSON? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    package func optionalText(_ name: String) throws -> String? { try optional(name, "text", \.string) }
    package func text(_ name: String) throws -> String { try required(name, "text", \.string) }
    package func optionalInt(_ name: String) throws -> Int64? { try optional(name, "a whole number", \.int) }
    package func int(_ name: String) throws -> Int64 { try required(name, "a whole number", \.int) }
    package func optionalBool(_ name: String) throws -> Bool? { try optional(name, "true or false", \.bool) }
    package func bool(_ name: String) throws -> Bool { try required(name, "true or false", \.bool) }
    package func array(_ name: String) throws -> [JSON] { try required(name, "an array", \.array) }

    package func texts(_ name: String) throws -> [String] {
        try array(name).map { element in
            guard let text = element.string else { throw WireFormatError(member: name, expected: "an array of text") }
            return text
        }
    }

    /// The member's value as a body of its own, with faults named from here.
    package func body<Body>(_ name: String, _ read: (JSON) throws -> Body) throws -> Body {
        guard let value = value(name) else { throw WireFormatError(member: name, expected: "there") }
        return try Self.within(name) { try read(value) }
    }

    package func optionalBody<Body>(_ name: String, _ read: (JSON) throws -> Body) throws -> Body? {
        guard let value = value(name) else { return nil }
        return try Self.within(name) { try read(value) }
    }

    package func bodies<Body>(_ name: String, _ read: (JSON) throws -> Body) throws -> [Body] {
        let elements = try array(name)
        return try Self.within(name) { try elements.map(read) }
    }

    private static func within<Body>(_ name: String, _ read: () throws -> Body) throws -> Body {
        do {
            return try read()
        } catch let error as WireFormatError {
            throw error.within(name)
        }
    }

    private func required<Value>(_ name: String, _ expected: String, _ read: (JSON) -> Value?) throws -> Value {
        guard let value = try optional(name, expected, read) else {
            throw WireFormatError(member: name, expected: expected)
        }
        return value
    }

    private func optional<Value>(_ name: String, _ expected: String, _ read: (JSON) -> Value?) throws -> Value? {
        guard let json = value(name) else { return nil }
        guard let value = read(json) else { throw WireFormatError(member: name, expected: expected) }
        return value
    }
}
