// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Where something stands.
struct SourcePlace: Sendable {
    let file: String
    /// Counted from 1.
    let line: Int
    let column: Int

    /// The beginning of `file`, for what is nowhere in particular.
    init(_ file: String, line: Int = 1, column: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
    }
}

/// A value of a definition's file with its place.
struct SourceNode: Sendable {
    struct Member: Sendable {
        let name: String
        /// Where the name stands.
        let place: SourcePlace
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
    let place: SourcePlace

    init(_ content: Content, at place: SourcePlace) {
        self.content = content
        self.place = place
    }

    /// What is wrong with a file's syntax.
    struct Fault: Error {
        let place: SourcePlace
        let reason: Sentence

        init(_ reason: Sentence, at place: SourcePlace) {
            self.place = place
            self.reason = reason
        }

        init(_ name: Finding.Name, _ values: [String: String] = [:], at place: SourcePlace) {
            self.init(Sentence(of: name, values), at: place)
        }
    }

    enum Syntax {
        case yaml
        case json
        /// JSON with comments and trailing commas, which is what Make's files are.
        case jsonc
    }

    /// Reads the one value in `bytes`; `file` names them in places.
    static func read(
        _ bytes: [UInt8], _ syntax: Syntax, file: String, depthMax: Int = SourceNode.depthMax
    ) throws(Fault) -> SourceNode {
        guard bytes.count <= bytesMax else {
            throw Fault(.fileTooLarge, ["bytes": String(bytesMax)], at: .init(file))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Fault(.fileNotUnicode, at: .init(file))
        }
        if let zero = bytes.firstIndex(of: 0) {
            let line = bytes[..<zero].count { $0 == 0x0A } + 1
            throw Fault(.fileWithNUL, at: .init(file, line: line))
        }
        guard syntax == .yaml else {
            let options = JSONReader.Options(depthMax: depthMax, allowsComments: syntax == .jsonc)
            return try readJSON(bytes, options, file: file)
        }
        try refuseHostileSyntax(text, file: file)
        return try compose(text, file: file)
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

    /// What it is, in the words of findings.
    var kind: Sentence {
        let name: Finding.Name =
            switch content {
            case .null: .nothing
            case .bool: .boolean
            case .number: .number
            case .text: .text
            case .sequence: .list
            case .mapping: .mapping
            }
        return Sentence(of: name)
    }
}
