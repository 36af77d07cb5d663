// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// The body, member by member.
extension Input {
    /// The required text of that name; empty text counts.
    package mutating func text(body name: String) -> String? {
        guard let value = member(name) else { return missing(name) }
        return text(value, name)
    }

    /// The text of that name, `nil` when it is missing or `null`.
    package mutating func optionalText(body name: String) -> String? {
        member(name).flatMap { text($0, name) }
    }

    /// The required identifier of that name, as a number or its digits.
    package mutating func identifier<Resource>(body name: String) -> Identifier<Resource>? {
        guard let value = member(name) else { return missing(name) }
        return identifier(value, name)
    }

    /// The identifier of that name, `nil` when it is missing or `null`.
    package mutating func optionalIdentifier<Resource>(body name: String) -> Identifier<Resource>? {
        member(name).flatMap { identifier($0, name) }
    }

    /// The array of identifiers of that name, as numbers or their digits; `nil` when it is missing or `null`.
    package mutating func optionalIdentifiers<Resource>(body name: String) -> [Identifier<Resource>]? {
        guard let value = member(name) else { return nil }
        guard let elements = value.array else {
            faults.invalid(name, "must be an array of whole numbers, not \(value.kind)")
            return nil
        }
        return elements.compactMap { identifier($0, name) }
    }

    /// The whole number of that name, `nil` when it is missing or `null`.
    package mutating func optionalInt(body name: String) -> Int64? {
        guard let value = member(name) else { return nil }
        if let int = value.int { return int }
        faults.invalid(name, "must be a whole number")
        return nil
    }

    /// The required array of text of that name.
    package mutating func texts(body name: String) -> [String]? {
        guard let value = member(name) else { return missing(name) }
        return texts(value, name)
    }

    /// The array of text of that name, `nil` when it is missing or `null`.
    package mutating func optionalTexts(body name: String) -> [String]? {
        member(name).flatMap { texts($0, name) }
    }

    /// Whether the member is there, be it `null`; without a body, nothing is.
    package func has(body name: String) -> Bool { body?[name] != nil }

    /// One of a few words in any case, `nil` when the member is missing or `null`.
    package mutating func optionalChoice<Choice: RawRepresentable & CaseIterable>(
        body name: String, of _: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        guard let text = optionalText(body: name) else { return nil }
        return choice(text, name)
    }

    /// JSON text, or, since clients forget to make it text, an object: its text in either case.
    package mutating func optionalJSONText(body name: String) -> String? {
        guard let value = member(name) else { return nil }
        switch value {
        case .object: return value.text()
        case .string(let text): return text
        default:
            faults.invalid(name, "must be JSON text")
            return nil
        }
    }

    /// Like ``optionalJSONText(body:)`` for one that has to be there.
    package mutating func jsonText(body name: String) -> String? {
        guard member(name) != nil else { return missing(name) }
        return optionalJSONText(body: name)
    }

    private func member(_ name: String) -> JSON? {
        guard let value = body?[name], !value.isNull else { return nil }
        return value
    }

    /// Says that the member is missing, unless there is no body to look in.
    private mutating func missing<Value>(_ name: String) -> Value? {
        if body != nil { faults.missing(name) }
        return nil
    }

    private mutating func text(_ value: JSON, _ name: String) -> String? {
        guard let text = value.string else {
            faults.invalid(name, "must be text, not \(value.kind)")
            return nil
        }
        return text
    }

    private mutating func identifier<Resource>(_ value: JSON, _ name: String) -> Identifier<Resource>? {
        let text = value.int.map { String($0) } ?? value.string
        guard let identifier = text.flatMap({ Identifier<Resource>(text: $0) }) else {
            faults.invalid(name, "must be a positive whole number")
            return nil
        }
        return identifier
    }

    private mutating func texts(_ value: JSON, _ name: String) -> [String]? {
        guard let elements = value.array else {
            faults.invalid(name, "must be an array of text, not \(value.kind)")
            return nil
        }
        let texts = elements.compactMap(\.string)
        guard texts.count == elements.count else {
            faults.invalid(name, "must be an array of text")
            return nil
        }
        return texts
    }
}
