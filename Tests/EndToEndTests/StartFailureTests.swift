// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestServices
import Testing

/// What keeps the server from starting: one sentence on standard error, and an exit code.
@Suite struct StartFailureTests {
    private func serve(_ arguments: [String], _ environment: [String: String] = [:]) async throws -> Binary.Result {
        let result = try await Binary.run(["serve", "--port", "0"] + arguments, environment: environment)
        #expect(!result.output.contains("listening"))
        let sentence = result.errors.split(separator: "\n").filter { $0.hasPrefix("tenon: ") }
        #expect(sentence.count == 1, "\(result.errors)")
        #expect(!result.errors.contains("Fatal error"))
        return result
    }

    @Test func `the port is in use`() async throws {
        let server = try await ServerProcess.start()
        let result = try await serve(["--data", try ScratchDirectory().data, "--port", "\(try server.port)"])
        #expect(result.exitCode == 69)
        #expect(result.errors.contains("in use"))
    }

    @Test func `another server uses the directory`() async throws {
        let server = try await ServerProcess.start()
        let result = try await serve(["--data", server.scratch.data])
        #expect(result.exitCode == 75)
    }

    @Test func `the data directory cannot be made or written`() async throws {
        #expect(try await serve(["--data", "/dev/null/tenon"]).exitCode != 0)
        #expect(try await serve(["--data", "/proc/tenon"]).exitCode != 0)
    }

    @Test func `the key ring is gone, or another one`() async throws {
        let scratch = try ScratchDirectory()
        try await ServerProcess.start(in: scratch).stop()
        let ring = scratch.data + "/keyring.json"
        let content = try String(contentsOfFile: ring, encoding: .utf8)
        try FileManager.default.removeItem(atPath: ring)
        #expect(try await serve(["--data", scratch.data]).exitCode == 78)

        let other = try ScratchDirectory()
        try await ServerProcess.start(in: other).stop()
        try FileManager.default.copyItem(atPath: other.data + "/keyring.json", toPath: ring)
        let result = try await serve(["--data", scratch.data])
        #expect(result.exitCode == 78)
        let needed = try #require(content.firstMatch(of: /"active": "([0-9a-f]{16})"/)?.output.1)
        #expect(result.errors.contains(needed), "the key that is needed is named")

        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: ring)
        #expect(try await serve(["--data", scratch.data]).errors.contains("chmod 600"))
    }

    @Test func `the database is a newer one, or none`() async throws {
        let scratch = try ScratchDirectory()
        try await ServerProcess.start(in: scratch).stop()
        try Tools.sqlite(scratch.data, "INSERT INTO schema_migrations (version) VALUES (9999)")
        let newer = try await serve(["--data", scratch.data])
        #expect(newer.exitCode == 65)
        #expect(newer.errors.contains("newer"))

        let broken = try ScratchDirectory()
        try FileManager.default.createDirectory(atPath: broken.data, withIntermediateDirectories: true)
        try String(repeating: "no database ", count: 100)
            .write(toFile: broken.data + "/tenon.sqlite", atomically: false, encoding: .utf8)
        #expect(try await serve(["--data", broken.data]).exitCode == 65)
    }

    @Test func `a definition is broken: file, line and reason`() async throws {
        let scratch = try ScratchDirectory()
        let folder = scratch.path + "/definitions"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "app: mine\nlabel: Mine\nconnections:\n  mine:\n    label: Mine\n    type: basic\n    wrong: 1\n"
            .write(toFile: folder + "/mine.yaml", atomically: false, encoding: .utf8)
        let result = try await Binary.run(["serve", "--data", scratch.data, "--port", "0", "--catalog-path", folder])
        #expect(result.exitCode == 65)
        #expect(result.errors.contains("mine.yaml:7"), "\(result.errors)")
        let lint = try await Binary.run(["catalog", "lint", folder])
        #expect(lint.exitCode != 0)
        #expect(lint.output.contains("mine.yaml:7"))
    }

    @Test func `settings that are unknown or do not parse, all at once`() async throws {
        let scratch = try ScratchDirectory()
        let result = try await Binary.run(
            ["serve", "--data", scratch.data, "--limits-requests-per-minute", "many"],
            environment: ["TENON_EGRESS_ALLOW": "10.0.0.0/99", "TENON_NONSENSE": "1", "TENON_API_DIALECT": "klingon"])
        #expect(result.exitCode == 64)
        for name in ["limits.requests-per-minute", "egress.allow", "TENON_NONSENSE", "api.dialect"] {
            #expect(result.errors.contains(name), "\(name) is not named in: \(result.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: scratch.data))
    }

    @Test func `a bootstrap token that is no version 4 UUID is refused and not repeated`() async throws {
        let result = try await serve(["--data", try ScratchDirectory().data], ["TENON_BOOTSTRAP_TOKEN": "canary-b1"])
        #expect(result.exitCode == 64)
        #expect(!result.errors.contains("canary"))
    }

    @Test func `settings come from the file in the data directory, and flags win over it`() async throws {
        let scratch = try ScratchDirectory()
        try FileManager.default.createDirectory(atPath: scratch.data, withIntermediateDirectories: true)
        try "limits:\n  requests-per-minute: 7\n".write(
            toFile: scratch.data + "/tenon.yaml", atomically: false, encoding: .utf8)
        let server = try await ServerProcess.start(in: scratch)
        #expect(try await server.call("GET", "/users/me").headers["x-ratelimit-limit"] == "7")
        await server.stop()
        try "limits:\n  request-per-minute: 7\n".write(
            toFile: scratch.data + "/tenon.yaml", atomically: false, encoding: .utf8)
        let misspelt = try await serve(["--data", scratch.data])
        #expect(misspelt.exitCode == 64)
        #expect(misspelt.errors.contains("tenon.yaml:2"))
    }
}
