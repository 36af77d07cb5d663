// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

/// A folder that is gone after the test.
final class DefinitionFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("tenon-catalog-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ text: String, _ name: String = "acme.yaml") throws -> String {
        try write(bytes: Array(text.utf8), name)
    }

    @discardableResult
    func write(bytes: [UInt8], _ name: String = "acme.yaml") throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }
}

/// The findings in one definition.
func lint(_ text: String, _ name: String = "acme.yaml") throws -> [Finding] {
    let folder = try DefinitionFolder()
    return Lint.lint(path: try folder.write(text, name))
}

/// The connection type `acme` of a definition without errors.
func acme(_ text: String) throws -> ConnectionType {
    let folder = try DefinitionFolder()
    try folder.write(text)
    return try #require(try Catalog(operatorFolder: folder.path).type(named: "acme"))
}

func shipped(_ name: String) throws -> ConnectionType { try #require(try Catalog().type(named: name)) }

/// A definition of one basic type; `body` is indented by four.
func definition(_ body: String, base: String = "{baseUrl: \"https://api.acme.test/v1\"}") -> String {
    """
    app: acme
    label: Acme
    theme: "#4A154B"
    base: \(base)
    connections:
      acme:
        type: basic
        hosts: [api.acme.test]
    \(body.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }.joined(separator: "\n"))
    """
}
