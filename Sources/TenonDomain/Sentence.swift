// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What the server says about something that went wrong: one of a closed list of sentences, and the values in it.
///
/// The wire says it in English, in the words of ``Sentence/Name``. A page looks its own words up by the name's code, in
/// whatever language it speaks.
package struct Sentence: Hashable, Sendable, CustomStringConvertible {
    package let name: Name
    /// What stands for `{…}` in the words; numbers and identifiers, and now and then what somebody else said.
    package let values: [String: String]

    package init(_ name: Name, _ values: [String: String] = [:]) {
        self.name = name
        self.values = values
    }

    /// The wire's words.
    package var description: String { Sentence.fill(name.rawValue, with: values) }

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

extension Sentence {
    /// Sentences with values that are written down in English: why a third party did not answer.
    private static let stored: [Name] = [
        .hostNotAllowed, .addressNotAllowed, .nameNotResolved, .unreachable, .connectionLost, .tlsFailed,
        .responseTooLarge, .malformedAnswer, .requestNotMade, .redirected, .answered, .expressionFailed,
        .definitionsBroken,
    ]

    /// The sentence that a text once written down is; `nil` when it is somebody else's.
    package init?(stored text: String) {
        if let name = Name(rawValue: text), !text.contains("{") {
            self.init(name)
            return
        }
        for name in Self.stored {
            if let values = Self.values(of: name.rawValue, in: text) {
                self.init(name, values)
                return
            }
        }
        return nil
    }

    /// What stands in `text` in the place of the one value in `words`; `nil` when the rest is another.
    private static func values(of words: String, in text: String) -> [String: String]? {
        guard let open = words.firstIndex(of: "{"), let close = words[open...].firstIndex(of: "}") else { return nil }
        let (head, tail) = (words[..<open], words[words.index(after: close)...])
        guard text.count >= head.count + tail.count, text.hasPrefix(head), text.hasSuffix(tail) else { return nil }
        let value = text.dropFirst(head.count).dropLast(tail.count)
        return [String(words[words.index(after: open)..<close]): String(value)]
    }
}

extension Sentence.Name {
    /// What programs and files of words know it by.
    package var code: String { String(describing: self) }
}
