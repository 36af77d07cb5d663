// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestServices
import Testing

/// The console in a real browser: the scenarios stand in `Tests/BrowserTests`, in Python, where Selenium is at home.
@Suite struct BrowserTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let modules: [String] = {
        let folder = root.appending(path: "Tests/BrowserTests")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasPrefix("test_") && $0.hasSuffix(".py") }.map { String($0.dropLast(3)) }.sorted()
    }()

    @Test func `there are scenarios`() { #expect(!Self.modules.isEmpty) }

    @Test(arguments: modules)
    func `a person finds what they need, and no console complains`(_ module: String) async throws {
        let python = Self.root.appending(path: ".venv/bin/python")
        try #require(
            FileManager.default.isExecutableFile(atPath: python.path), "there is no .venv; run script/bootstrap")
        let process = ChildProcess()
        process.executableURL = python
        process.arguments = ["-m", "unittest", "-v", module]
        process.currentDirectoryURL = Self.root.appending(path: "Tests/BrowserTests")
        process.environment = Binary.clean.merging(
            [
                "TENON_TEST_BINARY": try Binary.url.path, "SE_OFFLINE": "true", "PYTHONDONTWRITEBYTECODE": "1",
                "TENON_SCREENSHOTS": ProcessInfo.processInfo.environment["TENON_SCREENSHOTS"] ?? "",
            ]) { $1 }
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let report = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
                    })
            }
        }
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(report)")
    }
}
