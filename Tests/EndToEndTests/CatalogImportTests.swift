// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import Testing

/// `tenon catalog import`, as a person would use it, up to a server that knows the type.
@Suite struct CatalogImportTests {
    private let scratch: ScratchDirectory
    private var app: String { scratch.path + "/acme-app" }

    init() throws {
        scratch = try ScratchDirectory()
        try write("base.imljson", #"{"baseUrl": "https://api.acme.example", /* a comment */}"#)
        try write("connections/acme/parameters.imljson", #"[{"name": "key", "type": "password", "required": true}]"#)
        try write("connections/acme/api.imljson", #"{"url": "/me", "headers": {"x-key": "{{connection.key}}"}}"#)
        try write("modules/get/api.imljson", "{}")
    }

    private func write(_ name: String, _ text: String) throws {
        let file = URL(filePath: app + "/" + name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: false, encoding: .utf8)
    }

    @Test func `a custom app becomes a definition that the lint and a server take`() async throws {
        let printed = try await Binary.run(["catalog", "import", app])
        #expect(printed.exitCode == 0 && printed.output.contains("app: acme-app"))
        #expect(
            printed.errors.contains(
                "acme-app/connections/acme/api.imljson:1:1: warning: hosts were taken from the URLs"))
        let folder = scratch.path + "/catalog"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = folder + "/acme.yaml"
        let written = try await Binary.run(["catalog", "import", app, "--output", file, "--name", "other"])
        #expect(written.exitCode == 0 && written.output.isEmpty)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text == printed.output.replacing("acme-app", with: "other"))
        let lint = try await Binary.run(["catalog", "lint", file])
        #expect(lint.exitCode == 0 && lint.output == "Nothing to complain about.\n")
        let again = try await Binary.run(["catalog", "import", app, "--output", file])
        #expect(again.exitCode == 64 && again.errors.contains("exists already"))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == text)

        let server = try await ServerProcess.start(in: scratch, settings: ["TENON_CATALOG_PATH": folder])
        let types = try await server.call("GET", "/connection-types")
        #expect(types.status == 200 && types.text.contains("\"acme\""))
        await server.stop()
    }

    @Test func `errors have their place, and nothing is written`() async throws {
        try write("connections/acme/api.imljson", "{\n  \"url\": \"/me\",\n  \"nope\": \"{{nope()}}\"\n}")
        let file = scratch.path + "/acme.yaml"
        let result = try await Binary.run(["catalog", "import", app, "--output", file])
        #expect(result.exitCode == 65 && result.output.isEmpty)
        #expect(
            result.errors.contains("\(app)/connections/acme/api.imljson:3:3: error: unknown member 'nope' of api\n"))
        #expect(result.errors.hasSuffix("tenon: 1 error(s), nothing was written.\n"))
        #expect(!FileManager.default.fileExists(atPath: file))
        let lint = try await Binary.run(["catalog", "lint", app])
        #expect(lint.exitCode == 65 && lint.output.contains("api.imljson:3:3: error"))
    }

    @Test func `a program reads everything as JSON`() async throws {
        let result = try await Binary.run(["catalog", "import", app, "--json"])
        let report = try JSONReader.read(result.output)
        #expect(report["app"] == "acme-app" && report["types"] == ["acme"])
        #expect(report["definition"]?.string?.contains("hosts:") == true)
        #expect(report["findings"]?.array?.count == 2)
        try write("base.imljson", "{")
        let broken = try await Binary.run(["catalog", "import", app, "--json"])
        let faults = try JSONReader.read(broken.output)
        #expect(broken.exitCode == 65 && faults["definition"] == .null)
        #expect(faults["findings"]?.array?.contains { $0["line"] == 1 && $0["column"] == 2 } == true)
    }
}
