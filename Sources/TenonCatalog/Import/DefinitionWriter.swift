// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON

/// Writes a definition as YAML that ``SourceNode`` reads as the same values.
///
/// Yams' own writer leaves texts such as `yes` and `1e3` bare, which other readers of YAML take for something else.
struct DefinitionWriter {
    /// Longer names are marked as such: YAML's parsers look 1024 characters ahead for the colon.
    private static let nameCharactersMax = 512

    private(set) var text = ""

    mutating func write(_ node: SourceNode) { write(node, indent: 0) }

    private mutating func write(_ node: SourceNode, indent: Int) {
        switch node.content {
        case .mapping(let members) where !members.isEmpty:
            for member in members {
                line(indent)
                let name = DefinitionWriter.scalar(member.name)
                if name.count > DefinitionWriter.nameCharactersMax {
                    text += "? \(name)\n"
                    line(indent)
                    text += ":"
                } else {
                    text += name + ":"
                }
                value(member.value, indent: indent)
            }
        case .sequence(let elements) where !elements.isEmpty:
            for element in elements {
                guard element.hasLines else {
                    line(indent)
                    text += "-"
                    value(element, indent: indent)
                    continue
                }
                var inner = DefinitionWriter()
                inner.write(element, indent: indent + 1)
                line(indent)
                text += "- " + inner.text.dropFirst(2 * indent + 2)
            }
        default:
            line(indent)
            text += node.line + "\n"
        }
    }

    private mutating func line(_ indent: Int) { text += String(repeating: "  ", count: indent) }

    private mutating func value(_ node: SourceNode, indent: Int) {
        guard node.hasLines else {
            text += " \(node.line)\n"
            return
        }
        text += "\n"
        write(node, indent: indent + 1)
    }

    /// The text bare where nobody could misread it, else in quotes.
    fileprivate static func scalar(_ text: String) -> String {
        let words: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
        let isPlain = text.unicodeScalars.enumerated().allSatisfy { index, scalar in
            guard scalar.isASCII else { return false }
            let character = Character(scalar)
            return character.isLetter || character == "_"
                || index > 0 && (character.isNumber || "./-".contains(character))
        }
        return isPlain && !text.isEmpty && !words.contains(text.lowercased()) ? text : quoted(text)
    }

    /// JSON's quotes, and escapes for what YAML does not let stand (YAML 1.2, section 5.1) or the reader mistakes.
    private static func quoted(_ text: String) -> String {
        var quoted = ""
        let scalars = Array(JSON.string(text).text().unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            let isUnprintable =
                (0x7F...0x9F).contains(scalar.value) || [0x2028, 0x2029, 0xFEFF].contains(scalar.value)
                || scalar.value & 0xFFFE == 0xFFFE
            var isMistaken = false
            if scalar == "&" {
                let next = index + 1 < scalars.count ? scalars[index + 1] : " "
                isMistaken = SourceNode.looksLikeAnchor(
                    after: scalars[index - 1].isASCII ? UInt8(scalars[index - 1].value) : 0x78,
                    before: next.isASCII ? UInt8(next.value) : 0x78)
            }
            guard isUnprintable || isMistaken else {
                quoted.unicodeScalars.append(scalar)
                continue
            }
            let digits = String(scalar.value, radix: 16, uppercase: true)
            let width = scalar.value > 0xFFFF ? 8 : 4
            quoted += (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
        }
        return quoted
    }
}

extension SourceNode {
    /// Whether it takes lines of its own.
    fileprivate var hasLines: Bool { !members.isEmpty || !elements.isEmpty }

    /// What takes no lines of its own.
    fileprivate var line: String {
        switch content {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let number): number.text
        case .text(let text): DefinitionWriter.scalar(text)
        case .sequence: "[]"
        case .mapping: "{}"
        }
    }
}
