// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import Testing

/// The operator's own definitions, read again while the server runs.
@Suite struct CatalogReloadTests {
    private func definition(label: String) -> String {
        """
        app: mine
        label: Mine
        connections:
          mine:
            label: \(label)
            type: basic
            hosts: [api.mine.test]
            parameters: [{name: key, label: Key, type: password, required: true, editable: true}]
            api: {url: "https://api.mine.test/me", headers: {authorization: "Bearer {{connection.key}}"}}
        """
    }

    /// Asks until the label is there, or 10 seconds are over.
    private func label(_ wanted: String, on server: ServerProcess) async throws -> String? {
        var label: String?
        for _ in 0..<100 {
            label = try await server.call("GET", "/connection-types/mine").json["connectionType"]?["label"]?.string
            if label == wanted { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        return label
    }

    @Test func `SIGHUP reads them again, and a broken file leaves its last good version in use`() async throws {
        let scratch = try ScratchDirectory()
        let folder = scratch.path + "/definitions"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        func write(_ text: String) throws {
            try text.write(toFile: folder + "/mine.yaml", atomically: true, encoding: .utf8)
        }
        try write(definition(label: "First"))
        let server = try await ServerProcess.start(in: scratch, settings: ["TENON_CATALOG_PATH": folder])
        #expect(try await label("First", on: server) == "First")
        try write(definition(label: "Second"))
        kill(server.processIdentifier, SIGHUP)
        #expect(try await label("Second", on: server) == "Second")
        try write(definition(label: "Third") + "\nwrong: true\n")
        kill(server.processIdentifier, SIGHUP)
        for _ in 0..<100 where try !server.log.contains("definition refused") {
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(try server.log.contains("mine.yaml:10"))
        #expect(try await label("Second", on: server) == "Second")
        _ = try await server.create(["accountType": "mine", "key": "canary-m1"])
    }
}
