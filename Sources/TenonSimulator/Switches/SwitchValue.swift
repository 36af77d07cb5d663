// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// A value that a switch may have: in JSON for the admin call, in a word for the `Simulate` header.
package protocol SwitchValue: Hashable, Sendable {
    init?(json: JSON)
    init?(text: String)
    var json: JSON { get }
}

extension Bool: SwitchValue {
    package init?(json: JSON) {
        guard let value = json.bool else { return nil }
        self = value
    }

    package init?(text: String) {
        switch text {
        case "on", "true", "yes", "": self = true
        case "off", "false", "no": self = false
        default: return nil
        }
    }

    package var json: JSON { .bool(self) }
}

extension Int: SwitchValue {
    package init?(json: JSON) {
        // A year of seconds is the most that makes sense anywhere.
        guard let value = json.int, abs(value) <= 366 * 86_400 else { return nil }
        self = Int(value)
    }

    package init?(text: String) {
        guard let value = Int(text, radix: 10) else { return nil }
        self.init(json: JSON(value))
    }

    package var json: JSON { JSON(self) }
}

extension String: SwitchValue {
    package init?(json: JSON) {
        guard let value = json.string, value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
        self = value
    }

    package init?(text: String) { self.init(json: .string(text)) }

    package var json: JSON { .string(self) }
}

extension Array: SwitchValue where Element: SwitchValue {
    /// The most elements of a list.
    private static var countMax: Int { 64 }

    package init?(json: JSON) {
        guard let elements = json.array, elements.count <= Self.countMax else { return nil }
        let values = elements.compactMap { Element(json: $0) }
        guard values.count == elements.count else { return nil }
        self = values
    }

    package init?(text: String) {
        let parts = text.split(separator: " ")
        let values = parts.compactMap { Element(text: String($0)) }
        guard values.count == parts.count else { return nil }
        self = values
    }

    package var json: JSON { .array(map(\.json)) }
}

extension SwitchValue where Self: RawRepresentable, RawValue == String {
    package init?(json: JSON) {
        guard let value = json.string.flatMap(Self.init(rawValue:)) else { return nil }
        self = value
    }

    package init?(text: String) { self.init(rawValue: text) }

    package var json: JSON { .string(rawValue) }
}
