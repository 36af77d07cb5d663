// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import TestServices
import Testing

/// `tenon simulate`, as a person starts it.
@Suite struct SimulateCommandTests {
    @Test func `it says where it listens and what to try, answers, and ends on SIGTERM`() async throws {
        let process = ChildProcess()
        process.executableURL = try Binary.url
        process.arguments = ["simulate", "--port", "0"]
        process.environment = Binary.clean
        let scratch = try ScratchDirectory()
        let path = scratch.path + "/output"
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: path))
        try process.run()
        defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        var text = ""
        while !text.contains("/admin/counters"), process.isRunning {
            try await Task.sleep(for: .milliseconds(20))
            text = try String(contentsOfFile: path, encoding: .utf8)
        }
        let first = try #require(text.split(separator: "\n").first)
        let prefix = "Tenon's simulator is listening on "
        #expect(first.hasPrefix(prefix + "http://127.0.0.1:"))
        let url = String(first.dropFirst(prefix.count))
        #expect(text.contains("simulator-client") && text.contains("simulator-secret"))

        let response = try await HTTPClient.shared.execute(
            HTTPClientRequest(url: url + "/.well-known/oauth-authorization-server"), timeout: .seconds(20))
        let body = String(buffer: try await response.body.collect(upTo: 1 << 20))
        #expect(body.contains("\"issuer\":\"\(url)\""))

        let second = try await Binary.run(["simulate", "--port", "\(try #require(URL(string: url)?.port))"])
        #expect(second.exitCode == 69 && second.errors.contains("in use"))
        #expect(second.output.isEmpty)

        kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    }

    @Test func `a port that is none is wrong usage`() async throws {
        #expect(try await Binary.run(["simulate", "--port", "65536"]).exitCode == 64)
        #expect(try await Binary.run(["simulate"]).exitCode == 64)
    }
}
