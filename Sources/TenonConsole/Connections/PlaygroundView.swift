// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonEngine
internal import TenonJSON

/// The playground: a request, and what came of it.
struct PlaygroundView {
    /// What the person has entered.
    struct Entered {
        var connection: ConnectionID?
        var method = "GET"
        var target = ""
        /// A header a line.
        var headers = ""
        var body = ""

        var request: ConnectionTrial.Request {
            ConnectionTrial.Request(method: method, target: target, headers: headerList, body: body)
        }

        var headerList: [(name: String, value: String)] {
            headers.split(whereSeparator: \.isNewline).compactMap { line in
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                let name = parts[0].drop { $0 == " " || $0 == "\t" }
                guard name.contains(where: { !$0.isWhitespace }) || parts.count > 1 else { return nil }
                let value = parts.count > 1 ? parts[1].drop { $0 == " " || $0 == "\t" } : ""
                return (String(name), String(value))
            }
        }
    }

    struct Header {
        let name: String
        let value: String
    }

    struct Outcome {
        let status: String
        let tone: String
        let facts: String
        let headers: [Header]
        /// `nil` when it is no text.
        let text: String?
    }

    let hasConnections: Bool
    let connections: [Choice]
    let methods: [Choice]
    let target: String
    let headers: String
    let body: String
    let hasFaults: Bool
    let faults: [String]
    let outcome: Outcome?
    let hasCode: Bool
    let curl: String
    let swift: String
    let python: String

    init(
        _ entered: Entered, connections: [Connection], answer: ConnectionTrial.Answer?, faults: [String],
        origin: String, strings: Strings
    ) {
        self.connections = connections.map { connection in
            Choice(
                value: connection.id.description, label: "\(connection.name) (\(connection.type))",
                isChosen: connection.id == entered.connection)
        }
        hasConnections = !connections.isEmpty
        methods = ConnectionTrial.methods.map { Choice(value: $0, label: $0, isChosen: $0 == entered.method) }
        target = entered.target
        headers = entered.headers
        body = entered.body
        self.faults = faults
        hasFaults = !faults.isEmpty
        outcome = answer.map { Outcome($0, strings: strings) }
        hasCode = entered.connection != nil && outcome != nil
        let snippet = CodeSnippet(entered, origin: origin)
        (curl, swift, python) = (snippet.curl, snippet.swift, snippet.python)
    }
}

extension PlaygroundView.Outcome {
    fileprivate init(_ answer: ConnectionTrial.Answer, strings: Strings) {
        status = String(answer.status)
        switch answer.status {
        case ..<300: tone = "good"
        case ..<400: tone = "info"
        case ..<500: tone = "warn"
        default: tone = "bad"
        }
        let milliseconds =
            answer.duration.components.seconds * 1000
            + answer.duration.components.attoseconds / 1_000_000_000_000_000
        facts = strings(
            answer.attempts > 1 ? "playground.factsTwice" : "playground.facts",
            ["bytes": answer.byteCount.grouped, "time": Int(milliseconds).grouped])
        headers = answer.headers.map { PlaygroundView.Header(name: $0.name, value: $0.value) }
        text = answer.text.map(Self.indented)
    }

    /// JSON with line breaks; anything else as it is.
    private static func indented(_ text: String) -> String {
        // What is no JSON is shown as it came.
        guard let value = try? JSONReader.read(text), value.object != nil || value.array != nil else { return text }
        return value.text(pretty: true)
    }
}
