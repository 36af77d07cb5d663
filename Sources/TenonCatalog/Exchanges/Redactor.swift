// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Takes secrets out of texts that came from outside.
struct Redactor: Sendable {
    /// Shorter secrets would be found in innocent text.
    static let lengthMin = 4
    /// The longest message, in characters.
    static let messageMax = 500
    /// How much of a text is looked at.
    static let inputMax = 16 << 10

    private var needles: Set<String> = []

    init(_ secrets: [Secret] = []) {
        for secret in secrets { add(secret.reveal()) }
    }

    /// Adds a secret in the forms in which it could come back.
    mutating func add(_ secret: String) {
        for text in [secret, secret.trimmingSpace()] where text.count >= Redactor.lengthMin {
            let bytes = Array(text.utf8)
            let encoded = PercentEncoding.encode(text)
            let escaped = String(JSON.string(text).text().dropFirst().dropLast())
            let base64 = Base64.encode(bytes)
            needles.formUnion([
                text, encoded, encoded.lowercased(), encoded.replacing("%20", with: "+"), escaped,
                escaped.replacing("/", with: "\\/"), base64, Base64.encodeURL(bytes), Base64.hex(bytes),
                String(base64.prefix { $0 != "=" }), PercentEncoding.encode(base64),
            ])
        }
    }

    /// Adds what was computed from secrets: a whole header such as `Basic …`, and its credential alone.
    mutating func add(derived value: Value) {
        switch value.content {
        case .array(let elements): for element in elements where element.isSecret { add(derived: element) }
        case .collection(let collection):
            for entry in collection where entry.value.isSecret { add(derived: entry.value) }
        case .text, .number, .binary:
            let text = value.text
            add(text)
            if let last = text.split(separator: " ").last, last.count >= 8 { add(String(last)) }
        default: break
        }
    }

    /// The whole text without secrets.
    func hide(in text: String) -> String {
        var text = text
        for needle in needles.sorted(by: { ($0.utf8.count, $0) > ($1.utf8.count, $1) }) where text.contains(needle) {
            text = text.replacing(needle, with: "‹redacted›")
        }
        return text
    }

    /// The text without secrets, without control characters, on one line, and cut off.
    func clean(_ text: String) -> String {
        let text = hide(in: String(text.prefix(Redactor.inputMax)))
        let plain = text.unicodeScalars.map { scalar -> UnicodeScalar in
            let category = scalar.properties.generalCategory
            return [.control, .format, .lineSeparator, .paragraphSeparator].contains(category) ? " " : scalar
        }
        let line = String(String.UnicodeScalarView(plain)).trimmingSpace()
        return line.count > Redactor.messageMax ? String(line.prefix(Redactor.messageMax - 1)) + "…" : line
    }
}

extension Redactor: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "‹redactor›" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
