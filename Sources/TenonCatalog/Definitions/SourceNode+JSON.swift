// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

extension SourceNode {
    static func readJSON(
        _ bytes: [UInt8], _ options: JSONReader.Options, file: String
    ) throws(Fault) -> SourceNode {
        let read: (value: JSON, offsets: [Int])
        do { read = try JSONReader.readPlaced(bytes, options: options) } catch {
            throw Fault(error.sentence, at: .init(file, line: error.line, column: error.column))
        }
        var builder = PlacedJSON(bytes: bytes, offsets: read.offsets[...], file: file)
        let node = builder.node(read.value)
        if let place = builder.unwritable { throw Fault(.textUnwritable, at: place) }
        return node
    }
}

/// Puts values and the offsets at which they were read together again.
private struct PlacedJSON {
    let bytes: [UInt8]
    /// Of every value and every member's name that is still to come, ascending.
    var offsets: ArraySlice<Int>
    let file: String
    /// Where the first text is that no file of YAML could hold.
    private(set) var unwritable: SourcePlace?
    private var (index, line, column) = (0, 1, 1)

    init(bytes: [UInt8], offsets: ArraySlice<Int>, file: String) {
        self.bytes = bytes
        self.offsets = offsets
        self.file = file
    }

    mutating func node(_ json: JSON) -> SourceNode {
        let place = next()
        let content: SourceNode.Content
        switch json {
        case .null: content = .null
        case .bool(let value): content = .bool(value)
        case .number(let number): content = .number(number)
        case .string(let text):
            note(text, place)
            content = .text(text)
        case .array(let elements): content = .sequence(elements.map { node($0) })
        case .object(let object):
            content = .mapping(
                object.members.map { member in
                    let place = next()
                    note(member.name, place)
                    return .init(name: member.name, place: place, value: node(member.value))
                })
        }
        return SourceNode(content, at: place)
    }

    private mutating func note(_ text: String, _ place: SourcePlace) {
        guard unwritable == nil, text.utf8.contains(0) || text.unicodeScalars.first == "\u{FEFF}" else { return }
        unwritable = place
    }

    /// The next place; columns count characters, as those of YAML do.
    private mutating func next() -> SourcePlace {
        let offset = offsets.popFirst() ?? index
        while index < offset {
            let isContinuation = bytes[index] & 0xC0 == 0x80
            column = bytes[index] == 0x0A ? 1 : isContinuation ? column : column + 1
            line += bytes[index] == 0x0A ? 1 : 0
            index += 1
        }
        return SourcePlace(file, line: line, column: column)
    }
}
