// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON
internal import Yams

extension SourceNode {
    /// Refuses anchors, and with them aliases, and flow collections nested too deep, before the parser sees them.
    ///
    /// The parser compares the keys of each mapping, which takes exponential time on aliases of aliases. It sees an
    /// anchor only where `&` follows a space or an opening and a letter follows it.
    static func refuseHostileSyntax(_ text: String, file: String) throws(Fault) {
        var previous: UInt8 = 0x20
        var (line, column, opened) = (1, 1, 0)
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0x20
            if byte == UInt8(ascii: "&"), looksLikeAnchor(after: previous, before: next) {
                throw Fault(.anchor, at: .init(file, line: line, column: column))
            }
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { opened += 1 }
            if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { opened = max(0, opened - 1) }
            guard opened <= 200 else { throw Fault(.tooDeep, at: .init(file, line: line, column: column)) }
            column = byte == 0x0A ? 1 : column + 1
            line += byte == 0x0A ? 1 : 0
            previous = byte
        }
    }

    /// Whether `&` between these two would be taken for an anchor.
    static func looksLikeAnchor(after previous: UInt8, before next: UInt8) -> Bool {
        let followsOpening = [0x20, 0x0A, 0x0D, 0x09].contains(previous) || "[{,:-?!".utf8.contains(previous)
        return followsOpening && next > 0x20 && next != UInt8(ascii: "&")
    }

    static func compose(_ text: String, file: String) throws(Fault) -> SourceNode {
        let root: Node?
        do {
            root = try Parser(yaml: text, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw fault(error, file: file)
        } catch {
            throw Fault(.fileNotYAML, at: .init(file))
        }
        guard let root else { throw Fault(.fileEmpty, at: .init(file)) }
        return try SourceNode(root, depth: 0, file: file)
    }

    private static func fault(_ error: YamlError, file: String) -> Fault {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            Fault(.said, ["words": problem], at: .init(file, line: max(1, mark.line), column: max(1, mark.column)))
        case .duplicatedKeysInMapping(let names, let context):
            Fault(
                .memberTwice, ["name": names.first ?? ""],
                at: .init(file, line: context.mark.line, column: context.mark.column))
        case .reader(let problem, _, _, _): Fault(.said, ["words": problem], at: .init(file))
        default: Fault(.fileNotYAML, at: .init(file))
        }
    }

    private init(_ node: Node, depth: Int, file: String) throws(Fault) {
        let place = SourcePlace(file, line: max(1, node.mark?.line ?? 1), column: max(1, node.mark?.column ?? 1))
        guard depth <= SourceNode.depthMax else {
            throw Fault(.deeperThan, ["count": String(SourceNode.depthMax)], at: place)
        }
        switch node {
        case .alias: throw Fault(.alias, at: place)
        case .sequence(let sequence):
            var elements: [SourceNode] = []
            for element in sequence { elements.append(try SourceNode(element, depth: depth + 1, file: file)) }
            self.init(.sequence(elements), at: place)
        case .mapping(let mapping):
            var members: [Member] = []
            for (key, value) in mapping {
                guard case .scalar(let name) = key else { throw Fault(.memberNameNotText, at: place) }
                members.append(
                    Member(
                        name: name.string,
                        place: .init(
                            file, line: name.mark?.line ?? place.line, column: name.mark?.column ?? place.column),
                        value: try SourceNode(value, depth: depth + 1, file: file)))
            }
            self.init(.mapping(members), at: place)
        case .scalar(let scalar):
            let tag = scalar.tag.description
            guard tag.isEmpty || tag == "tag:yaml.org,2002:str" else { throw Fault(.tag, at: place) }
            let isPlain = scalar.style == .plain && tag.isEmpty
            self.init(isPlain ? SourceNode.plain(scalar.string) : .text(scalar.string), at: place)
        }
    }

    /// YAML's core schema with JSON's numbers: `yes`, `0x10` and dates are text.
    static func plain(_ text: String) -> Content {
        switch text {
        case "", "~", "null": .null
        case "true": .bool(true)
        case "false": .bool(false)
        default: JSONNumber(text: text).map { .number($0) } ?? .text(text)
        }
    }
}
