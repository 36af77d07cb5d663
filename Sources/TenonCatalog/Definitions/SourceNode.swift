// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON
internal import Yams

/// A value of a definition's file with its place.
struct SourceNode: Sendable {
    struct Member: Sendable {
        let name: String
        /// Where the name stands.
        let line: Int
        let column: Int
        let value: SourceNode
    }

    enum Content: Sendable {
        case null
        case bool(Bool)
        case number(JSONNumber)
        case text(String)
        case sequence([SourceNode])
        case mapping([Member])
    }

    /// The largest file, in bytes.
    static let bytesMax = 256 << 10
    /// How deep its values may nest.
    static let depthMax = 32

    let content: Content
    let line: Int
    let column: Int

    /// What is wrong with a file's syntax.
    struct Fault: Error {
        let line: Int
        let column: Int
        let reason: String
    }

    /// Reads YAML, or JSON when `isJSON`.
    static func read(_ bytes: [UInt8], isJSON: Bool) throws(Fault) -> SourceNode {
        guard bytes.count <= bytesMax else {
            throw Fault(line: 1, column: 1, reason: "the file is larger than \(bytesMax) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Fault(line: 1, column: 1, reason: "the file is not valid UTF-8")
        }
        if let zero = bytes.firstIndex(of: 0) {
            let line = bytes[..<zero].count { $0 == 0x0A } + 1
            throw Fault(line: line, column: 1, reason: "the file contains a NUL character")
        }
        if isJSON {
            do { _ = try JSONReader.read(bytes, options: .init(depthMax: depthMax)) } catch {
                throw Fault(line: error.line, column: error.column, reason: error.reason)
            }
        } else {
            try refuseHostileSyntax(text)
        }
        return try compose(text)
    }

    /// Refuses anchors, and with them aliases, and flow collections nested too deep, before the parser sees them.
    ///
    /// The parser compares the keys of each mapping, which takes exponential time on aliases of aliases. It sees an
    /// anchor only where `&` follows a space or an opening and a letter follows it.
    private static func refuseHostileSyntax(_ text: String) throws(Fault) {
        var previous: UInt8 = 0x20
        var (line, column, opened) = (1, 1, 0)
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0x20
            let followsOpening = [0x20, 0x0A, 0x0D, 0x09].contains(previous) || "[{,:-?!".utf8.contains(previous)
            if byte == UInt8(ascii: "&"), followsOpening, next > 0x20, next != UInt8(ascii: "&") {
                throw Fault(
                    line: line, column: column,
                    reason: "anchors are not allowed; where '&' is an operator, write a space behind it")
            }
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { opened += 1 }
            if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { opened = max(0, opened - 1) }
            guard opened <= 200 else { throw Fault(line: line, column: column, reason: "nested too deep") }
            column = byte == 0x0A ? 1 : column + 1
            line += byte == 0x0A ? 1 : 0
            previous = byte
        }
    }

    private static func compose(_ text: String) throws(Fault) -> SourceNode {
        let root: Node?
        do {
            root = try Parser(yaml: text, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw fault(error)
        } catch {
            throw Fault(line: 1, column: 1, reason: "the file cannot be read as YAML")
        }
        guard let root else { throw Fault(line: 1, column: 1, reason: "the file is empty") }
        return try SourceNode(root, depth: 0)
    }

    private static func fault(_ error: YamlError) -> Fault {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            Fault(line: max(1, mark.line), column: max(1, mark.column), reason: problem)
        case .duplicatedKeysInMapping(let names, let context):
            Fault(
                line: context.mark.line, column: context.mark.column,
                reason: "'\(names.first ?? "")' occurs more than once")
        case .reader(let problem, _, _, _): Fault(line: 1, column: 1, reason: problem)
        default: Fault(line: 1, column: 1, reason: "the file cannot be read as YAML")
        }
    }

    private init(_ node: Node, depth: Int) throws(Fault) {
        line = max(1, node.mark?.line ?? 1)
        column = max(1, node.mark?.column ?? 1)
        guard depth <= SourceNode.depthMax else {
            throw Fault(line: line, column: column, reason: "nested deeper than \(SourceNode.depthMax) levels")
        }
        switch node {
        case .alias: throw Fault(line: line, column: column, reason: "aliases are not allowed")
        case .sequence(let sequence):
            var elements: [SourceNode] = []
            for element in sequence { elements.append(try SourceNode(element, depth: depth + 1)) }
            content = .sequence(elements)
        case .mapping(let mapping):
            var members: [Member] = []
            for (key, value) in mapping {
                guard case .scalar(let name) = key else {
                    throw Fault(line: line, column: column, reason: "a member's name is not text")
                }
                members.append(
                    Member(
                        name: name.string, line: name.mark?.line ?? line, column: name.mark?.column ?? column,
                        value: try SourceNode(value, depth: depth + 1)))
            }
            content = .mapping(members)
        case .scalar(let scalar):
            let tag = scalar.tag.description
            guard tag.isEmpty || tag == "tag:yaml.org,2002:str" else {
                throw Fault(line: line, column: column, reason: "tags are not allowed")
            }
            content = scalar.style == .plain && tag.isEmpty ? SourceNode.plain(scalar.string) : .text(scalar.string)
        }
    }

    /// YAML's core schema with JSON's numbers: `yes`, `0x10` and dates are text.
    private static func plain(_ text: String) -> Content {
        switch text {
        case "", "~", "null": .null
        case "true": .bool(true)
        case "false": .bool(false)
        default: JSONNumber(text: text).map { .number($0) } ?? .text(text)
        }
    }
}

extension SourceNode {
    var json: JSON {
        switch content {
        case .null: .null
        case .bool(let value): .bool(value)
        case .number(let value): .number(value)
        case .text(let value): .string(value)
        case .sequence(let elements): .array(elements.map(\.json))
        case .mapping(let members): .object(JSONObject(members.map { .init(name: $0.name, value: $0.value.json) }))
        }
    }

    var kind: String {
        switch content {
        case .null: "nothing"
        case .bool: "a boolean"
        case .number: "a number"
        case .text: "text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
