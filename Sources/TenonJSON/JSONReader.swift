// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Reads one JSON text (RFC 8259), strictly: no duplicate names, no lone surrogates, no invalid UTF-8, bounded depth.
package struct JSONReader {
    package struct Options: Sendable {
        /// How deep arrays and objects may nest.
        package var depthMax: Int
        /// Whether `//` and `/* */` comments and a trailing comma are let through (JSONC, what Make's files are).
        package var allowsComments: Bool

        package init(depthMax: Int = 64, allowsComments: Bool = false) {
            self.depthMax = depthMax
            self.allowsComments = allowsComments
        }
    }

    private let bytes: [UInt8]
    private let options: Options
    private var index = 0
    private var depth = 0
    /// Where values and names of members begin, in the order of the text; `nil` when nobody asked.
    private var offsets: [Int]?

    init(bytes: [UInt8], options: Options) {
        self.bytes = bytes
        self.options = options
    }

    /// Reads the one value in `bytes`.
    ///
    /// - Throws: ``JSONError`` with line and column, and never with a part of the text.
    package static func read(_ bytes: some Sequence<UInt8>, options: Options = Options()) throws(JSONError) -> JSON {
        var reader = JSONReader(bytes: Array(bytes), options: options)
        return try reader.whole()
    }

    /// Reads the one value in `bytes`, and where in them each value and each member's name begins, in their order.
    ///
    /// - Throws: ``JSONError`` with line and column, and never with a part of the text.
    package static func readPlaced(
        _ bytes: [UInt8], options: Options = Options()
    ) throws(JSONError) -> (value: JSON, offsets: [Int]) {
        var reader = JSONReader(bytes: bytes, options: options)
        reader.offsets = []
        let value = try reader.whole()
        return (value, reader.offsets ?? [])
    }

    package static func read(_ text: String, options: Options = Options()) throws(JSONError) -> JSON {
        try read(text.utf8, options: options)
    }

    private mutating func whole() throws(JSONError) -> JSON {
        try skipSpace()
        let value = try value()
        try skipSpace()
        guard index == bytes.count else { throw error(.contentAfterValue) }
        return value
    }

    private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func error(_ reason: JSONError.Reason, _ values: [String: String] = [:]) -> JSONError {
        let before = bytes[..<min(index, bytes.count)]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return JSONError(reason, values, line: line, column: before.count - lineStart + 1)
    }

    private mutating func value() throws(JSONError) -> JSON {
        guard let byte else { throw error(.unexpectedEnd) }
        offsets?.append(index)
        switch byte {
        case UInt8(ascii: "{"): return try nested { reader throws(JSONError) in try reader.object() }
        case UInt8(ascii: "["): return try nested { reader throws(JSONError) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let start = index
            index = try scanNumber()
            return .number(JSONNumber(validated: String(decoding: bytes[start..<index], as: UTF8.self)))
        default: throw error(.unexpectedCharacter)
        }
    }

    private mutating func nested(
        _ body: (inout JSONReader) throws(JSONError) -> JSON
    ) throws(JSONError) -> JSON {
        guard depth < options.depthMax else { throw error(.nestedTooDeep, ["count": "\(options.depthMax)"]) }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    private mutating func literal(_ text: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let end = index + text.utf8CodeUnitCount
        let matches = text.withUTF8Buffer { end <= bytes.count && bytes[index..<end].elementsEqual($0) }
        guard matches else { throw error(.unexpectedCharacter) }
        index = end
        return value
    }

    private mutating func object() throws(JSONError) -> JSON {
        index += 1
        var object = JSONObject()
        var names = Set<String>()
        while try !closes(UInt8(ascii: "}"), first: object.isEmpty) {
            guard byte == UInt8(ascii: "\"") else { throw error(.memberNameExpected) }
            let start = index
            offsets?.append(start)
            let name = try string()
            guard names.insert(name).inserted else {
                index = start
                throw error(.duplicateMember)
            }
            try skipSpace()
            guard byte == UInt8(ascii: ":") else { throw error(.colonExpected) }
            index += 1
            try skipSpace()
            object.append(name, try value())
        }
        return .object(object)
    }

    private mutating func array() throws(JSONError) -> JSON {
        index += 1
        var elements: [JSON] = []
        while try !closes(UInt8(ascii: "]"), first: elements.isEmpty) { elements.append(try value()) }
        return .array(elements)
    }

    /// Stands before an element, or past the closing bracket when that is what comes.
    private mutating func closes(_ bracket: UInt8, first: Bool) throws(JSONError) -> Bool {
        try skipSpace()
        if byte == bracket {
            index += 1
            return true
        }
        if first { return false }
        guard byte == UInt8(ascii: ",") else {
            throw error(.commaOrBracketExpected, ["bracket": "\(Character(UnicodeScalar(bracket)))"])
        }
        index += 1
        try skipSpace()
        guard byte == bracket else { return false }
        guard options.allowsComments else { throw error(.unexpectedComma) }
        index += 1
        return true
    }

    private mutating func skipSpace() throws(JSONError) {
        while let byte {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            case UInt8(ascii: "/") where options.allowsComments: try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws(JSONError) {
        let start = index
        index += 1
        if byte == UInt8(ascii: "/") {
            while let byte, byte != 0x0A { index += 1 }
            return
        }
        guard byte == UInt8(ascii: "*") else { throw error(.unexpectedCharacter) }
        index += 1
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "*"), bytes[index + 1] == UInt8(ascii: "/") {
                index += 2
                return
            }
            index += 1
        }
        index = start
        throw error(.commentWithoutEnd)
    }
}

// MARK: - Numbers and strings

extension JSONReader {
    /// The index behind the number that starts here.
    func scanNumber() throws(JSONError) -> Int {
        var end = index
        func digits(from start: Int) -> Int {
            var end = start
            while end < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[end]) { end += 1 }
            return end
        }
        if end < bytes.count, bytes[end] == UInt8(ascii: "-") { end += 1 }
        let whole = digits(from: end)
        let hasLeadingZero = whole - end > 1 && bytes[end] == UInt8(ascii: "0")
        guard whole > end, !hasLeadingZero else { throw error(.malformedNumber) }
        end = whole
        if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
            let fraction = digits(from: end + 1)
            guard fraction > end + 1 else { throw error(.malformedNumber) }
            end = fraction
        }
        if end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
            var start = end + 1
            if start < bytes.count, bytes[start] == UInt8(ascii: "+") || bytes[start] == UInt8(ascii: "-") {
                start += 1
            }
            let exponent = digits(from: start)
            guard exponent > start else { throw error(.malformedNumber) }
            end = exponent
        }
        return end
    }

    private mutating func string() throws(JSONError) -> String {
        index += 1
        let start = index
        while let byte, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { index += 1 }
        if byte == UInt8(ascii: "\"") {
            defer { index += 1 }
            return try validated(bytes[start..<index])
        }
        var content = Array(bytes[start..<index])
        while true {
            guard let byte else { throw error(.stringWithoutEnd) }
            switch byte {
            case UInt8(ascii: "\""):
                defer { index += 1 }
                return try validated(content[...])
            case UInt8(ascii: "\\"): try escape(into: &content)
            case ..<0x20: throw error(.controlInString)
            default:
                content.append(byte)
                index += 1
            }
        }
    }

    private func validated(_ content: ArraySlice<UInt8>) throws(JSONError) -> String {
        guard let text = String(validating: content, as: UTF8.self) else { throw error(.stringNotText) }
        return text
    }

    private mutating func escape(into content: inout [UInt8]) throws(JSONError) {
        index += 1
        guard let byte else { throw error(.stringWithoutEnd) }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): content.append(contentsOf: try String(unicodeEscape()).utf8)
        default:
            index -= 1
            throw error(.unknownEscape)
        }
    }

    private mutating func unicodeEscape() throws(JSONError) -> Character {
        let unit = try hexUnit()
        if let scalar = UnicodeScalar(UInt32(unit)) { return Character(scalar) }
        guard UTF16.isLeadSurrogate(unit), byte == UInt8(ascii: "\\"), index + 1 < bytes.count,
            bytes[index + 1] == UInt8(ascii: "u")
        else { throw error(.loneSurrogate) }
        index += 2
        let trail = try hexUnit()
        guard UTF16.isTrailSurrogate(trail) else { throw error(.loneSurrogate) }
        let value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(trail) - 0xDC00)
        guard let scalar = UnicodeScalar(value) else { throw error(.loneSurrogate) }
        return Character(scalar)
    }

    private mutating func hexUnit() throws(JSONError) -> UInt16 {
        guard index + 4 <= bytes.count,
            bytes[index..<index + 4].allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        else { throw error(.malformedEscape) }
        index += 4
        return unit
    }
}
