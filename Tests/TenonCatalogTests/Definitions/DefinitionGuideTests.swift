// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonCatalog
import Testing

/// `docs/definitions.md`: its examples are definitions, and it leaves nothing out.
@Suite struct DefinitionGuideTests {
    private let text: String

    init() throws {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        text = try String(contentsOf: package.appending(path: "docs/definitions.md"), encoding: .utf8)
    }

    /// The blocks of YAML that are whole files.
    private var examples: [String] {
        text.components(separatedBy: "```yaml\n").dropFirst()
            .compactMap { $0.components(separatedBy: "\n```").first }.filter { $0.hasPrefix("app:") }
    }

    @Test func `its examples pass the lint without a warning`() throws {
        #expect(examples.count >= 3)
        for example in examples {
            let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
            try example.write(to: file, atomically: true, encoding: .utf8)
            defer { try? FileManager.default.removeItem(at: file) }
            let findings = Lint.lint(path: file.path)
            #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))")
        }
    }

    @Test func `it names every function, block, flow, method and kind there is`() {
        var names = Function.names + ConnectionType.Block.allCases.map(\.rawValue)
        names += ConnectionType.Flow.allCases.map(\.rawValue) + ClientDefinition.Method.allCases.map(\.rawValue)
        names += Parameter.Kind.allCases.map(\.rawValue) + RequestDefinition.BodyType.allCases.map(\.rawValue)
        names += ResponseDefinition.BodyKind.allCases.map(\.rawValue)
        for name in names { #expect(text.contains("`\(name)`"), "\(name) is missing") }
        for name in Failure.Name.allCases { #expect(text.contains(name.rawValue), "\(name.rawValue) is missing") }
    }
}
