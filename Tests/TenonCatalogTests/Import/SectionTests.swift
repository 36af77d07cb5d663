// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON
import Testing

@testable import TenonCatalog

/// The text of one section, good, odd and hostile.
@Suite struct SectionTests {
    @Test func `comments, trailing commas and tabs are Make's`() throws {
        let api = """
            // A comment before,
            {
            \t"url": "https://api.acme.test/a//b/*c*/", /* one
            \t\tof two lines */ "headers": {"x-a": "// no comment",},
            \t// "nope": 1,
            \t"qs": {"list": [1, 2.50, 1e3, true, null,],},
            } // and one behind
            """
        let type = try roundTrip(app([.api: api]))[0]
        let request = try #require(type.requests[.info]?.first)
        #expect(request.url?.literalText == "https://api.acme.test/a//b/*c*/" && request.headers.count == 1)
        guard case .array(let list) = request.query[0].value else { return #expect(Bool(false)) }
        #expect(list.count == 5)
    }

    @Test(arguments: ["", "  \n\t", "\"\"", "null", "{}", "[]"])
    func `an empty section says nothing`(_ text: String) throws {
        var sections = Dictionary(uniqueKeysWithValues: ConnectionSection.allCases.map { ($0, text) })
        sections[.api] = #"{"url": "/me"}"#
        if text == "[]" { sections[.tenon] = "" }
        let (types, findings) = app(sections).compose(version: 1)
        #expect(findings.map(\.message) == ["hosts were taken from the URLs: api.acme.test; check them"])
        #expect(types.first?.parameters.isEmpty == true && types.first?.common.isEmpty == true)
    }

    @Test(arguments: [
        ("{", 1, 2), ("{\"a\": 1", 1, 8), ("{\n  \"a\" 1}", 2, 7), ("{\"a\": 1}}", 1, 9), ("{\"a\": 'x'}", 1, 7),
        ("{a: 1}", 1, 2), ("{\n/* no end", 2, 1), ("{\"a\": \"no end", 1, 14), ("{\"a\": 1,, \"b\": 2}", 1, 9),
        ("{\"a\": 1, \"a\": 2}", 1, 10), ("{\"a\": \"\\ud800\"}", 1, 14), ("{\"a\": \"\\x\"}", 1, 9),
        ("{\"a\": \"tab\there\"}", 1, 11), ("{\"a\": \u{0}1}", 1, 1), ("{\"a\":\n\u{0}1}", 2, 1),
        ("{\n\"a\": \"\\u0000\"}", 2, 6), ("{\n\"\\u0000\": 1}", 2, 1), ("{\"a\": \"\\ufeff\"}", 1, 7), ("[01]", 1, 2),
        ("{} {}", 1, 4), ("/", 1, 2), ("//", 1, 3), ("{\"a\": NaN}", 1, 7), ("{,}", 1, 2), ("\u{FEFF}{}", 1, 1),
    ])
    func `what cannot be read is told with its place`(_ text: String, _ line: Int, _ column: Int) {
        for section in [ConnectionSection.api, .common, .tenon] {
            let found = app([section: text]).compose(version: 1).findings.filter { $0.file == "acme/\(section)" }
            let syntax = found.first { $0.severity == .error }
            #expect(syntax?.line == line && syntax?.column == column, "\(found)")
        }
        let base = app([.api: #"{"url": "https://api.acme.test/"}"#], base: text).compose(version: 1).findings
        #expect(base.contains { $0.file == "base" && $0.line == line && $0.column == column }, "\(base)")
    }

    @Test(arguments: [
        String(repeating: "[", count: 60_000), String(repeating: "{\"a\":", count: 12_000),
        String(repeating: "/*", count: 30_000), "[" + String(repeating: "1,", count: 30_000),
        String(repeating: " ", count: 70_000) + "{}", "{\"url\": \"" + String(repeating: "{{", count: 30_000) + "\"}",
        "{\"url\": \"{{" + String(repeating: "(", count: 30_000) + "\"}",
        "{\"url\": \"" + String(repeating: "{{a}}", count: 12_000) + "\"}",
        "{" + (0..<8_000).map { "\"\($0)\":1" }.joined(separator: ",") + "}",
        String(repeating: "[", count: 27) + String(repeating: "]", count: 27),
    ])
    func `a hostile section is refused, quickly and in words`(_ text: String) {
        let started = ContinuousClock.now
        for section in ConnectionSection.allCases where section != .install {
            // A scope may be called anything.
            if section == .scopes, text.hasPrefix("{\"url\"") { continue }
            let source = app([section: text])
            let found = source.compose(version: 1).findings
            #expect(found.contains { $0.severity == .error && $0.file == "acme/\(section)" }, "\(section): \(found)")
            #expect(found.count <= 100)
            _ = source.definitionText()
        }
        #expect(ContinuousClock.now - started < .seconds(20))
    }

    @Test func `every text is written so that it is read again`() throws {
        let texts = [
            "", " ", "yes", "null", "~", "1", "1e3", "-", "- a", "a: b", "a #b", "#", "&a", "a &b", "{{a &b}}", "*a",
            "!x",
            "'", "\"", "\\", "\n", "a\nb\n", "\t", "\r\n", "é", "😀", "\u{7F}", "\u{85}", "\u{2028}", "a\u{FEFF}",
            "\u{FFFE}", "\u{1F}", "\u{10FFFF}", "@", "`", "%", ">", "|", "?", "? a", ": ", "[", "]", "{", "}", ",",
            "---",
            "...", "<<", "0x10", "2026-01-01", "a ", "A-b_c.d/e", "e&x", "?&x", "\u{A0}",
        ]
        for text in texts + [String(repeating: "&x \u{85}", count: 500)] {
            let value: JSON = .object([text: [.string(text), .object(["a" + text: [[], [[2]], .string(text)]])]])
            var writer = DefinitionWriter()
            writer.write(SourceNode(json: value, at: .init("a")))
            let read = try SourceNode.read(Array(writer.text.utf8), .yaml, file: "a")
            #expect(read.json.text() == value.text(), "\(writer.text)")
        }
    }

    @Test func `the places of JSON are those of YAML`() throws {
        let text = "{\n  \"é\": [1, {\"b\": \"😀\", \"c\": null}],\n  \"d\": {}\n}"
        func places(_ node: SourceNode) -> [String] {
            ["\(node.place.line):\(node.place.column)"] + node.elements.flatMap(places)
                + node.members.flatMap { ["\($0.place.line):\($0.place.column)"] + places($0.value) }
        }
        let json = try SourceNode.read(Array(text.utf8), .json, file: "a")
        let yaml = try SourceNode.read(Array(text.utf8), .yaml, file: "a")
        #expect(places(json) == places(yaml) && json.json == yaml.json)
        #expect(places(json).count == 11)
    }
}
