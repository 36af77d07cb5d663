// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import TestServices
import Testing

/// Names that lie, told by a real name server, in a network of their own: the system's resolver is asked as always.
@Suite struct HostileNamesTests {
    @Test func `whatever a name server says, only global addresses are reached`() async throws {
        let scratch = try ScratchDirectory()
        let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "TestServices/Resources/hostile_names.py")
        let process = ChildProcess()
        process.executableURL = URL(filePath: try Tool.path("unshare"))
        let option: JSON = ["program": .string(try Binary.url.path), "folder": .string(scratch.path)]
        process.arguments = [
            "--map-root-user", "--net", "--mount", "--fork", "--kill-child", try Tool.path("python3"), "-I", "-B",
            source.path, option.text(),
        ]
        process.environment = Binary.clean
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let data = (try? output.fileHandleForReading.readToEnd()) ?? nil
                process.waitUntilExit()
                continuation.resume(returning: String(decoding: data ?? Data(), as: UTF8.self))
            }
        }
        #expect(process.terminationStatus == 0, "a network namespace is needed: as root, or with user namespaces")
        let report = try JSONReader.read(text)
        #expect(report["reached"] == [:], "\(text)")
        #expect(report["logHasSecret"] == false)
        let answers = try #require(report["answers"]?.object)
        for (kind, uses) in try #require(answers["steady"]?.object).members.map({ ($0.name, $0.value) }) {
            let statuses = uses.array?.compactMap { $0.array?.first?.int } ?? []
            #expect(statuses.count == 10 && statuses.allSatisfy { $0 == 200 }, "\(kind): \(text)")
        }
        // Names that always lie get nothing; those that change were asked for again and again.
        for name in ["mixed", "mixed6", "loop", "loop6", "mapped", "nat64", "meta", "private", "zero", "cname"] {
            let uses = answers[name]?.object?.members.flatMap { $0.value.array ?? [] } ?? []
            #expect(!uses.isEmpty && uses.allSatisfy { $0.array?.first?.int ?? 0 >= 400 }, "\(name): \(text)")
        }
        for name in ["rebind", "flip", "flop"] {
            #expect(report["asked"]?["\(name).test"]?.int ?? 0 > 4, "\(name): \(text)")
        }
        // Redirects come back from the proxy, and are followed by nobody.
        for path in ["/to-loop", "/to-meta", "/to-name", "/to-mapped"] {
            let statuses = answers[path]?["bearer"]?.array?.compactMap { $0.array?.first?.int } ?? []
            #expect(statuses.contains(302) && statuses.allSatisfy { $0 != 200 }, "\(path): \(text)")
        }
    }
}
