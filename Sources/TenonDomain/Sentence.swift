// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What the server says about something that went wrong: one of a closed list of sentences, and the values in it.
///
/// The wire says it in English, in the words of its name. A page looks its own words up by the code, in whatever
/// language it speaks.
package struct Sentence: Hashable, Sendable, CustomStringConvertible {
    /// What stands in a place for a value.
    package enum Value: Hashable, Sendable {
        /// Numbers and identifiers, and now and then what somebody else said.
        case text(String)
        /// A cause, say; each language has its own words for it.
        case sentence(Sentence)
    }

    /// What programs and files of words know it by: its group, and its name there.
    package let code: String
    /// English, with `{name}` for the value of that name.
    private let words: String
    package let values: [String: Value]

    package init(_ name: Name, _ values: [String: String] = [:]) { self.init(of: name, values) }

    package init(_ name: Name, _ values: [String: Value]) { self.init(of: name, values) }

    /// A sentence of another room's list.
    package init<List: SentenceName>(of name: List, _ values: [String: String] = [:]) {
        self.init(of: name, values.mapValues { .text($0) })
    }

    package init<List: SentenceName>(of name: List, _ values: [String: Value]) {
        code = name.code
        words = name.rawValue
        self.values = values
    }

    /// The wire's words.
    package var description: String {
        Sentence.fill(
            words,
            with: values.mapValues { value in
                switch value {
                case .text(let text): text
                case .sentence(let sentence): sentence.description
                }
            })
    }

    /// Words with `{name}` replaced by the value of that name; nothing in a value is replaced.
    package static func fill(_ words: String, with values: [String: String]) -> String {
        guard !values.isEmpty, words.contains("{") else { return words }
        var filled = ""
        var rest = Substring(words)
        while let open = rest.firstIndex(of: "{") {
            filled += rest[..<open]
            rest = rest[open...]
            guard let close = rest.firstIndex(of: "}"),
                let value = values[String(rest[rest.index(after: open)..<close])]
            else {
                filled.append(rest.removeFirst())
                continue
            }
            filled += value
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }
}

/// A closed list of sentences: each raw value is English, with the names of values in braces.
///
/// `Strings/en.json` of the console has its words for each, under the code: a test compares the two.
package protocol SentenceName: RawRepresentable<String>, CaseIterable, Sendable {
    /// What the codes of the list begin with.
    static var group: String { get }
}

extension SentenceName {
    package var code: String { "\(Self.group).\(self)" }
}
