// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import TestServices
import Testing

/// `backup`, `restore` and `migrate-database` of the built program, on both databases.
@Suite(.timeLimit(.minutes(4))) struct BackupTests {
    private static let canary = "canary-b7e2"

    private enum Kind: String, CaseIterable { case sqlite, postgres }

    /// Where a server keeps its data, and how the commands find it.
    private struct Place {
        let scratch: ScratchDirectory
        let url: String?

        init(_ kind: Kind) async throws {
            scratch = try ScratchDirectory()
            try FileManager.default.createDirectory(atPath: scratch.data, withIntermediateDirectories: true)
            guard kind == .postgres else {
                url = nil
                return
            }
            let postgres = try await TestServices.shared.postgres()
            url = postgres.url(try await postgres.makeDatabase())
        }

        var environment: [String: String] { url.map { ["TENON_DATABASE": $0] } ?? [:] }
        var address: String { url ?? "sqlite:" + scratch.data }

        func run(_ arguments: [String]) async throws -> Binary.Result {
            try await Binary.run(arguments, environment: environment)
        }

        func start(token: String = UUID().uuidString.lowercased()) async throws -> ServerProcess {
            try await ServerProcess.start(in: scratch, token: token, settings: environment)
        }

        func takeKeys(of other: Place) throws {
            try FileManager.default.copyItem(
                atPath: other.scratch.data + "/keyring.json", toPath: scratch.data + "/keyring.json")
        }
    }

    private func connection(_ index: Int) -> JSON {
        [
            "accountType": "make", "accountName": .string("c\(index)"),
            "apiKey": .string("\(Self.canary)-\(index)"), "url": "https://example.com",
        ]
    }

    /// Proves that the connections are there and that their secrets open.
    private func check(_ server: ServerProcess, has ids: [Int64]) async throws {
        for id in ids {
            let answer = try await server.call(
                "POST", "/connections/\(id)/set-data?missing=keep", ["url": "https://example.com", "apiKey": "new"])
            #expect(answer.status == 200, "\(answer.text)")
        }
    }

    @Test(arguments: Kind.allCases)
    private func `a backup of a running server restores to either database, and opens with the key ring`(
        _ kind: Kind
    ) async throws {
        let source = try await Place(kind)
        let server = try await source.start()
        var ids: [Int64] = []
        for index in 0..<5 { ids.append(try await server.create(connection(index))) }
        let path = source.scratch.path + "/backup"
        async let writing: Void = withThrowingTaskGroup { group in
            for index in 5..<60 { group.addTask { _ = try await server.create(connection(index)) } }
            try await group.waitForAll()
        }
        let backup = try await source.run(["backup", "--data", source.scratch.data, "--to", path])
        try await writing
        #expect(backup.exitCode == 0, "\(backup.errors)")
        let keys = try await source.run(["keys", "list", "--json", "--data", source.scratch.data]).output
        let key = try #require(try JSONReader.read(keys)["rootKeys"]?.array?.first?["id"]?.string)
        #expect(backup.output.contains("root key(s) \(key)"), "\(backup.output)")
        let content = try Data(contentsOf: URL(filePath: path))
        for secret in [Self.canary, Data(Self.canary.utf8).base64EncodedString(), server.token] {
            #expect(content.range(of: Data(secret.utf8)) == nil)
        }
        #expect(content.range(of: Data("https://example.com".utf8)) == nil)
        await server.stop()

        for other in Kind.allCases {
            let target = try await Place(other)
            let restore = try await target.run(["restore", "--from", path, "--data", target.scratch.data])
            #expect(restore.exitCode == 0, "\(restore.errors)")
            #expect(restore.errors.contains("lacks the root key(s) \(key)"), "\(restore.errors)")
            let keyless = try await target.run(["serve", "--data", target.scratch.data, "--port", "0"])
            #expect(keyless.exitCode == 78, "\(keyless.errors)")
            try target.takeKeys(of: source)
            let again = try await target.start(token: server.token)
            try await check(again, has: ids)
            let audit = try await target.run(["audit", "verify", "--data", target.scratch.data])
            #expect(audit.exitCode == 0, "\(audit.output)\(audit.errors)")
            await again.stop()
            let twice = try await target.run(["restore", "--from", path, "--data", target.scratch.data])
            #expect(twice.exitCode == 73)
            #expect(twice.errors.contains("is not empty"), "\(twice.errors)")
        }
    }

    @Test func `what cannot be is refused in one sentence`() async throws {
        let place = try await Place(.sqlite)
        let server = try await place.start()
        let (data, path) = (place.scratch.data, place.scratch.path)
        #expect(try await place.run(["backup", "--data", data, "--to", path + "/b", "--json"]).exitCode == 0)
        var bytes = try Data(contentsOf: URL(filePath: path + "/b"))
        try bytes.dropLast(40).write(to: URL(filePath: path + "/cut"))
        bytes[bytes.count / 2] ^= 4
        try bytes.write(to: URL(filePath: path + "/flipped"))
        try Data("hello".utf8).write(to: URL(filePath: path + "/other"))
        let (new, absent) = (path + "/new", path + "/absent")
        let closed = "postgres://u:canary-x@127.0.0.1:\(try LoopbackPort.free())/x"
        let cases: [(arguments: [String], code: Int32, words: String)] = [
            (["backup", "--data", data, "--to", path + "/b"], 73, "already"),
            (["backup", "--data", data, "--to", absent + "/b"], 73, "no such file"),
            (["backup", "--data", absent, "--to", path + "/c"], 65, "no database"),
            (["restore", "--from", path + "/cut", "--data", new], 65, "damaged"),
            (["restore", "--from", path + "/flipped", "--data", new], 65, "checksum"),
            (["restore", "--from", path + "/other", "--data", new], 65, "not a backup"),
            (["restore", "--from", absent, "--data", new], 65, "no file"),
            (["restore", "--from", path + "/b", "--data", data], 75, "uses the data directory"),
            (["migrate-database", "--from", "sqlite:" + data, "--to", "sqlite:" + new], 75, "uses the data directory"),
            (["migrate-database", "--from", "sqlite:" + absent, "--to", "sqlite:" + new], 65, "no database"),
            (["migrate-database", "--from", "sqlite:" + data, "--to", closed], 64, "holds a password"),
            (["migrate-database", "--from", "mysql://x", "--to", "sqlite:" + new], 64, "postgres://"),
            (["migrate-database", "--to", "sqlite:" + new], 64, "--from"),
        ]
        for (arguments, code, words) in cases {
            let result = try await place.run(arguments)
            #expect(result.exitCode == code, "\(arguments): \(result.errors)")
            #expect(result.errors.contains(words), "\(arguments): \(result.errors)")
            #expect(!result.errors.contains("canary"))
            #expect(!FileManager.default.fileExists(atPath: new + "/tenon.sqlite"), "\(arguments)")
        }
        #expect(await server.stop() == 0)
    }

    /// Enough to copy that a kill comes in between.
    private func filled(_ kind: Kind) async throws -> (place: Place, ids: [Int64]) {
        let place = try await Place(kind)
        let server = try await place.start()
        var ids: [Int64] = []
        for index in 0..<5 { ids.append(try await server.create(connection(index))) }
        let pad = String(repeating: "x", count: 200_000)
        for index in 0..<12 {
            let blueprint: JSON = ["name": .string("s\(index)"), "flow": [], "metadata": ["pad": .string(pad)]]
            let answer = try await server.call(
                "POST", "/scenarios",
                ["teamId": 1, "blueprint": .string(blueprint.text()), "scheduling": #"{"type":"indefinitely"}"#])
            #expect(answer.status == 200, "\(answer.text)")
        }
        await server.stop()
        return (place, ids)
    }

    /// Runs the program and kills it after `delay`; whether it had ended by itself before.
    private func killed(
        _ arguments: [String], in place: Place, after delay: Duration
    ) async throws -> Bool {
        let process = ChildProcess()
        process.executableURL = try Binary.url
        process.arguments = arguments
        process.environment = Binary.clean.merging(place.environment) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        try await Task.sleep(for: delay)
        let hasEnded = !process.isRunning
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return hasEnded
    }

    @Test(arguments: Kind.allCases)
    private func `a kill leaves no half backup and no half database, and the next attempt works`(
        _ kind: Kind
    ) async throws {
        let (source, ids) = try await filled(kind)
        let (folder, file) = (source.scratch.path, source.scratch.path + "/backup")
        let started = ContinuousClock.now
        #expect(try await source.run(["backup", "--data", source.scratch.data, "--to", file]).exitCode == 0)
        let length = ContinuousClock.now - started
        for part in 1...6 {
            let path = folder + "/killed-\(part)"
            _ = try await killed(
                ["backup", "--data", source.scratch.data, "--to", path], in: source, after: length * part / 7)
            guard FileManager.default.fileExists(atPath: path) else { continue }
            #expect(
                try Data(contentsOf: URL(filePath: path)).count == Data(contentsOf: URL(filePath: file)).count,
                "a file of that name is whole")
        }
        for other in Kind.allCases {
            let target = try await Place(other)
            let migration = ["migrate-database", "--from", source.address, "--to", target.address]
            let restoring = ["restore", "--from", file, "--data", target.scratch.data]
            var isDone = false
            for part in 1...6 where !isDone {
                let arguments = part.isMultiple(of: 2) ? restoring : migration
                isDone = try await killed(arguments, in: target, after: length * part / 3)
                // A kill behind the last step comes too late: all is there then, as is proved below.
                isDone = isDone || FileManager.default.fileExists(atPath: target.scratch.data + "/tenon.sqlite")
            }
            if !isDone {
                let last = try await target.run(migration + ["--json"])
                #expect([0, 73].contains(last.exitCode), "\(last.errors)")
                if last.exitCode == 0 {
                    let report = try JSONReader.read(last.output)
                    #expect(report["tables"]?["scenarios"] == 12, "\(last.output)")
                    #expect(report["rootKeyIds"]?.array?.count == 1)
                }
            }
            try target.takeKeys(of: source)
            let server = try await target.start()
            let answer = try await Binary.run(
                ["token", "recover", "--data", target.scratch.data], environment: target.environment)
            let token = answer.output.trimmingCharacters(in: .whitespacesAndNewlines)
            for id in ids {
                let changed = try await server.call(
                    "POST", "/connections/\(id)/set-data?missing=keep", ["apiKey": "new"], token: .some(token))
                #expect(changed.status == 200, "\(changed.text)")
            }
            #expect(await server.stop() == 0)
        }
    }
}
