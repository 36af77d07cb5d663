// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TenonClient
import TenonJSON
import TenonServer
import Testing

@testable import tenon

/// What 'tenon app import' sends, and says afterwards.
@Suite struct AppImportCommandTests {
    /// Reads an app of these files.
    private func read(_ files: [String: String], name: String? = nil) throws -> AppImportReport {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tenon-import-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, text) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return Operations.importApp(path: folder.path, name: name)
    }

    private let files = [
        "metadata.json": ##"{"name": "acme", "label": "Acme", "theme": "#4a154b"}"##,
        "base.imljson": #"{"baseUrl": "https://api.acme.example"} // how"#,
        "connections/acme/metadata.json": #"{"label": "Acme key", "type": "basic"}"#,
        "connections/acme/api.imljson": #"{"url": "/me"} /* é */"#,
        "connections/acme/common.imljson": #"{"clientId": "c"}"#, "connections/acme/scopes.imljson": "",
    ]

    @Test func `it needs a path, and takes what goes over the files`() throws {
        #expect(throws: (any Error).self) { try AppImportCommand.parse([]) }
        let command = try AppImportCommand.parse(["x", "--name", "n", "--label", "l", "--publish", "--json"])
        #expect(command.path == "x" && command.name == "n" && command.label == "l")
        #expect(command.publish && command.server.json)
    }

    @Test func `texts are sent as they are in the files`() throws {
        let report = try read(files)
        #expect(report.definition != nil, "\(report.findings)")
        let call = Call.importApp(TenonClient.AppTexts(report.texts, label: nil))
        #expect(call.method == .post && call.target == "/api/v2/sdk/apps/import")
        #expect(
            call.body == [
                "name": "acme", "label": "Acme", "theme": "#4a154b",
                "base": #"{"baseUrl": "https://api.acme.example"} // how"#,
                "connections": [
                    [
                        "name": "acme", "label": "Acme key", "type": "basic",
                        "sections": ["api": #"{"url": "/me"} /* é */"#, "common": #"{"clientId": "c"}"#],
                    ]
                ],
            ])
        let named = TenonClient.AppTexts(try read(files, name: "other").texts, label: "Other")
        #expect(named.form.name == "other" && named.form.label == "Other")
    }

    @Test func `errors in the files leave nothing to send`() throws {
        let report = try read(files.merging(["connections/acme/api.imljson": "{"]) { $1 })
        #expect(report.definition == nil)
        #expect(report.findings.contains { $0.severity == "error" })
    }

    @Test func `the names come first, and what was found already is not said twice`() throws {
        let report = try read(files)
        let known = try #require(report.findings.first { $0.message.hasPrefix("hosts were taken") })
        let answer: JSON = [
            "app": ["name": "acme-1\u{1B}"], "connections": [["name": "acme-1"], ["name": "acme-1-2"]],
            "findings": [
                [
                    "severity": "warning", "file": "acme-1/api", "line": 1, "column": 1,
                    "message": .string(known.message),
                ],
                ["severity": "warning", "file": "acme-1/common", "line": 1, "column": 1, "message": "Left\u{1B} out."],
            ],
        ]
        #expect(AppImportCommand.lines(of: answer) == ["App acme-1\u{FFFD}", "Type acme-1", "Type acme-1-2"])
        let remarks = AppImportCommand.remarks(answer, beyond: report.findings)
        #expect(remarks == ["acme-1/common:1:1: warning: Left\u{FFFD} out."])
        let published = answer.object?.merging(["published": ["version": 1, "warnings": []]])
        #expect(AppImportCommand.lines(of: .object(published ?? [:])).last == "Published version 1.")
    }
}
