// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Splits HTML into tags and text, tolerantly: whatever comes, it ends after one pass.
struct HTMLTokens: Sequence, IteratorProtocol {
    enum Token {
        /// Attribute names are in small letters; of two with one name the first counts.
        case start(String, [String: String])
        case end(String)
        /// With references resolved.
        case text(String)
    }

    private let bytes: [UInt8]
    private var position = 0
    /// The element whose content is text up to its end tag.
    private var rawElement: String?

    init(_ html: String) { bytes = Array(html.utf8) }

    mutating func next() -> Token? {
        while position < bytes.count {
            if let element = rawElement {
                rawElement = nil
                let text = rawText(of: element)
                if !text.isEmpty { return .text(text) }
                continue
            }
            if bytes[position] == UInt8(ascii: "<"), let token = markup() {
                if let token { return token }
                continue
            }
            return .text(text())
        }
        return nil
    }

    /// A tag, `.some(nil)` for what says nothing (a comment, say), or `nil` when `<` is only a letter.
    private mutating func markup() -> Token?? {
        guard position + 1 < bytes.count else { return nil }
        let following = bytes[position + 1]
        if starts(with: "<!--", at: position) {
            position = find("-->", from: position + 4).map { $0 + 3 } ?? bytes.count
            return .some(nil)
        }
        if following == UInt8(ascii: "!") || following == UInt8(ascii: "?") {
            position = bytes[position...].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? bytes.count
            return .some(nil)
        }
        let isEnd = following == UInt8(ascii: "/")
        let nameStart = position + (isEnd ? 2 : 1)
        guard nameStart < bytes.count, Self.isLetter(bytes[nameStart]) else { return nil }
        position = nameStart
        let name = take { !Self.isSpace($0) && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }.lowercased()
        let attributes = attributes()
        if isEnd { return .end(name) }
        if ["script", "style", "textarea", "title"].contains(name) { rawElement = name }
        return .start(name, attributes)
    }

    /// Up to and with the `>`.
    private mutating func attributes() -> [String: String] {
        var attributes: [String: String] = [:]
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: ">") {
                position += 1
                break
            }
            if Self.isSpace(byte) || byte == UInt8(ascii: "/") {
                position += 1
                continue
            }
            let start = position
            let name = take { !Self.isSpace($0) && !"=/>".utf8.contains($0) }.lowercased()
            skipSpace()
            var value = ""
            if position < bytes.count, bytes[position] == UInt8(ascii: "=") {
                position += 1
                skipSpace()
                value = attributeValue()
            }
            if !name.isEmpty, attributes[name] == nil { attributes[name] = value }
            if position == start { position += 1 }
        }
        return attributes
    }

    private mutating func attributeValue() -> String {
        guard position < bytes.count else { return "" }
        let quote = bytes[position]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            return HTMLReferences.resolve(take { !Self.isSpace($0) && $0 != UInt8(ascii: ">") })
        }
        position += 1
        let value = take { $0 != quote }
        position = Swift.min(position + 1, bytes.count)
        return HTMLReferences.resolve(value)
    }

    private mutating func text() -> String {
        let start = position
        position += 1
        _ = take { $0 != UInt8(ascii: "<") }
        return HTMLReferences.resolve(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    /// The content of an element in which `<` is only a letter; its end tag is left.
    private mutating func rawText(of element: String) -> String {
        let start = position
        while position < bytes.count, !starts(with: "</\(element)", at: position) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        return ["script", "style"].contains(element) ? "" : HTMLReferences.resolve(text)
    }

    private mutating func take(while condition: (UInt8) -> Bool) -> String {
        let start = position
        while position < bytes.count, condition(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func skipSpace() {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    }

    private func find(_ needle: String, from start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        return (start..<bytes.count).first { starts(with: needle, at: $0) }
    }

    /// `needle` is in small letters.
    private func starts(with needle: String, at index: Int) -> Bool {
        guard index + needle.utf8.count <= bytes.count else { return false }
        return zip(bytes[index...], needle.utf8).allSatisfy { byte, wanted in
            byte == wanted || (Self.isLetter(byte) && byte | 0x20 == wanted)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0a, 0x0c, 0x0d].contains(byte) }
}

/// Character references: numbers, and the names that pages in fact use.
enum HTMLReferences {
    private static let names: [Substring: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{a0}", "hellip": "…", "ndash": "–",
        "mdash": "—", "larr": "←", "rarr": "→", "copy": "©",
    ]
    private static let lengthMax = 10

    static func resolve(_ text: String) -> String {
        guard text.contains("&") else { return text }
        var result = ""
        var rest = Substring(text)
        while let ampersand = rest.firstIndex(of: "&") {
            result += rest[..<ampersand]
            rest = rest[rest.index(after: ampersand)...]
            if let end = rest.prefix(lengthMax).firstIndex(of: ";"), let character = character(rest[..<end]) {
                result += character
                rest = rest[rest.index(after: end)...]
            } else {
                result += "&"
            }
        }
        return result + rest
    }

    private static func character(_ name: Substring) -> String? {
        guard name.hasPrefix("#") else { return names[name] }
        let digits = name.dropFirst()
        let isHexadecimal = digits.hasPrefix("x") || digits.hasPrefix("X")
        let code = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return code.flatMap(UnicodeScalar.init).map { String($0) }
    }
}
