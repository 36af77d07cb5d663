// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonCatalog
import Testing

@Suite struct HostileFileTests {
    private static func bomb(_ opening: String) -> String {
        var text = "a0: &a0 [x, x]\n"
        for level in 1..<40 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1), *a\(level - 1)]\n" }
        return opening + text + "? *a39\n: x\n"
    }

    @Test(arguments: [
        bomb(""), "a: &b 1\nc: *b\n", "a: *b\n", "{a: &x [*x]}", String(repeating: "[", count: 100_000),
        String(repeating: "- ", count: 900) + "x",
        String(repeating: "{a: ", count: 150) + "1" + String(repeating: "}", count: 150),
        "app: !!binary aGVsbG8=", "app: !ruby/object:Gem 1", "? [a, b]\n: c", "app: a\napp: b", "", "---\n", "- 1",
        "just text",
        "app: \"\\ud800\"", "\u{0}app: x", "app: 'unclosed", "\tapp: x", "app: a\n---\napp: b", "{",
        "%YAML 9.9\n---\na: b",
        "app: acme\nconnections: {a: {type: basic, parameters: [" + String(repeating: "{nested: [", count: 80),
        String(repeating: "x: y\n", count: 60_000), "app: acme\nconnections: 5",
        "app: {a: b}\nconnections: {'a b': []}",
    ])
    func `a hostile file is refused, quickly and in words`(_ text: String) throws {
        let started = ContinuousClock.now
        let findings = try lint(text)
        #expect(findings.contains { $0.severity == .error && !$0.message.isEmpty && $0.line > 0 && $0.column > 0 })
        #expect(findings.count <= 100)
        #expect(ContinuousClock.now - started < .seconds(10))
    }

    @Test func `bytes that are no UTF-8 are refused`() throws {
        let folder = try DefinitionFolder()
        for name in ["a.yaml", "a.json"] {
            let file = try folder.write(bytes: [0x61, 0x3A, 0x20, 0xFF, 0xFE], name)
            #expect(Lint.lint(path: file).map(\.message) == ["the file is not valid UTF-8"])
        }
        let large = try folder.write(bytes: Array(repeating: 0x20, count: 300 << 10), "b.yaml")
        #expect(Lint.lint(path: large).first?.message.contains("larger than") == true)
    }

    @Test func `what is no plain file is not read`() throws {
        let folder = try DefinitionFolder()
        let pipe = folder.path + "/pipe.yaml"
        #expect(mkfifo(pipe, 0o600) == 0)
        try FileManager.default.createDirectory(atPath: folder.path + "/dir.yaml", withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/null.yaml", withDestinationPath: "/dev/null")
        #expect(Lint.lint(path: folder.path).count == 3)
        #expect(Lint.lint(path: folder.path + "/missing").first?.message == "there is no such file or folder")
        #expect(throws: CatalogError.self) { try Catalog(operatorFolder: folder.path + "/missing") }
    }
}
