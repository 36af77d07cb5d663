// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Testing

@testable import tenon

/// Where a command finds the server and the token.
@Suite struct ServerOptionsTests {
    private func failure(_ body: () throws -> Void) -> CommandFailure? {
        do {
            try body()
            return nil
        } catch {
            return CommandFailure(reporting: error)
        }
    }

    @Test func `the address is the option, else TENON_URL, else this machine`() throws {
        let named = try ServerOptions.parse(["--url", "https://a.example"])
        let unnamed = try ServerOptions.parse([])
        let environment = ["TENON_URL": "https://b.example"]
        #expect(try named.baseURL(in: environment).absoluteString == "https://a.example")
        #expect(try unnamed.baseURL(in: environment).absoluteString == "https://b.example")
        #expect(try unnamed.baseURL(in: ["TENON_URL": ""]).absoluteString == "http://127.0.0.1:8080")
    }

    @Test func `without a token the sentence names both ways`() throws {
        let options = try ServerOptions.parse([])
        for environment in [[:], ["TENON_TOKEN": ""]] {
            let failure = failure { _ = try options.token(in: environment) }
            #expect(failure?.exitCode == 64)
            #expect(failure?.lines.first?.contains("TENON_TOKEN") == true)
            #expect(failure?.lines.first?.contains("--token-file") == true)
        }
    }

    @Test func `a token that is none is not repeated`() throws {
        let options = try ServerOptions.parse([])
        let failure = failure { _ = try options.token(in: ["TENON_TOKEN": "canary 1"]) }
        #expect(failure?.exitCode == 64)
        #expect(failure?.lines.joined().contains("canary") == false)
    }

    @Test func `a token file is read, and a missing one is named`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "tenon-\(UUID().uuidString)").path
        try "abc\n".write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: Never.self) { try ServerOptions.parse(["--token-file", path]).token(in: [:]) }
        #expect(throws: Never.self) { try ServerOptions.parse([]).token(in: ["TENON_TOKEN_FILE": path]) }
        let failure = failure { _ = try ServerOptions.parse(["--token-file", path + "-"]).token(in: [:]) }
        #expect(failure?.lines.first?.contains(path + "-") == true)
    }
}
