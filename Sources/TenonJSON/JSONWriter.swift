// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Writes JSON text (RFC 8259) with members in the order of the value.
package struct JSONWriter {
    /// The text so far, as UTF-8.
    package private(set) var bytes: [UInt8] = []
    private let isPretty: Bool
    private var depth = 0

    package init(pretty: Bool = false, reserving capacity: Int = 256) {
        isPretty = pretty
        bytes.reserveCapacity(capacity)
    }

    package mutating func write(_ value: JSON) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number): bytes.append(contentsOf: number.text.utf8)
        case .string(let text): write(text)
        case .array(let elements):
            enclose("[", "]", elements) { $0.write($1) }
        case .object(let object):
            enclose("{", "}", object.members) { writer, member in
                writer.write(member.name)
                writer.bytes.append(contentsOf: (writer.isPretty ? ": " : ":").utf8)
                writer.write(member.value)
            }
        }
    }

    private mutating func enclose<Element>(
        _ open: Character, _ close: Character, _ elements: [Element], _ element: (inout JSONWriter, Element) -> Void
    ) {
        bytes.append(open.asciiValue ?? 0)
        depth += 1
        for (index, value) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine()
            element(&self, value)
        }
        depth -= 1
        if !elements.isEmpty { breakLine() }
        bytes.append(close.asciiValue ?? 0)
    }

    private mutating func breakLine() {
        guard isPretty else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: depth * 2))
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        // Most texts have nothing to escape: they are copied whole.
        let isCopied = text.withUTF8 { utf8 in
            guard !utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
                return false
            }
            bytes.append(contentsOf: utf8)
            return true
        }
        if !isCopied { escape(text) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
            case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
            case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
            case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
            case ..<0x20:
                let hex = String(byte, radix: 16)
                bytes.append(contentsOf: (byte < 0x10 ? "\\u000" : "\\u00").utf8)
                bytes.append(contentsOf: hex.utf8)
            default: bytes.append(byte)
            }
        }
    }
}

extension JSON {
    /// The value as UTF-8 text without white space.
    package var utf8: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// The value as text; `pretty` breaks lines and indents by two.
    package func text(pretty: Bool = false) -> String {
        var writer = JSONWriter(pretty: pretty)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
