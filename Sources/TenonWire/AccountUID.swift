// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// The third party's own identifier of the account behind a connection.
///
/// A number may be longer than any machine type, so it is kept as its digits.
public struct AccountUID: Hashable, Sendable, CustomStringConvertible {
    /// How the identifier is written in JSON.
    public enum Form: Hashable, Sendable {
        /// A number, digit for digit.
        case number
        /// A string.
        case text
    }

    /// The identifier without quotes.
    public let text: String
    /// How it is written in JSON.
    public let form: Form

    /// Takes the identifier as it is.
    ///
    /// A `text` that is no number in JSON's grammar is written as text whatever `form` says.
    public init(_ text: String, form: Form) {
        self.text = text
        self.form = JSONNumber(text: text) == nil ? .text : form
    }

    /// The identifier as the dialect writes it: only whole numbers without a leading zero can be numbers.
    package init(_ text: String, in dialect: Dialect) {
        let isWhole = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        self.init(text, form: isWhole && dialect.numericUIDIsNumber ? .number : .text)
    }

    package init(json: JSON) throws {
        switch json {
        case .string(let text): self.init(text, form: .text)
        case .number(let number): self.init(number.text, form: .number)
        default: throw WireFormatError(member: "", expected: "a number or text")
        }
    }

    /// The identifier without quotes.
    public var description: String { text }

    package var json: JSON {
        guard form == .number, let number = JSONNumber(text: text) else { return .string(text) }
        return .number(number)
    }
}
