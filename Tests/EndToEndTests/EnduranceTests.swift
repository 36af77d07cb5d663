// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TenonJSON
import TestServices
import Testing

/// What a crash, a signal and a bad disk do to the server.
@Suite struct EnduranceTests {
    private func connection(_ index: Int) -> JSON {
        [
            "accountType": "make", "accountName": .string("c\(index)"), "apiKey": .string("canary-\(index)-e7"),
            "url": "https://example.com",
        ]
    }

    @Test func `what was acknowledged before kill -9 is there afterwards, and opens`() async throws {
        let scratch = try ScratchDirectory()
        let server = try await ServerProcess.start(in: scratch)
        let acknowledged = Acknowledged()
        await withTaskGroup { group in
            for client in 0..<200 {
                group.addTask { [connection = connection(client)] in
                    for _ in 0..<20 {
                        // The server is killed under these calls: one that fails was not acknowledged.
                        let answer = try? await server.call("POST", "/connections?teamId=1", connection)
                        guard let id = try? answer?.json["connection"]?["id"]?.int else { return }
                        let count = acknowledged.add(id)
                        if count == 300 { kill(server.processIdentifier, SIGKILL) }
                    }
                }
            }
        }
        await server.stop(SIGKILL)
        let ids = acknowledged.all
        #expect(ids.count >= 300)
        #expect(ids.count < 4000, "the server was killed too late to prove anything")
        let again = try await ServerProcess.start(
            in: scratch, token: server.token, settings: ["TENON_EGRESS_ALLOW": ""])
        let stored = try await again.call("GET", "/connections?teamId=1").json["connections"]?.array ?? []
        let found = Set(stored.compactMap { $0["id"]?.int })
        #expect(found.isSuperset(of: ids))
        // Keeping one field means opening what is stored.
        for id in ids {
            let answer = try await again.call(
                "POST", "/connections/\(id)/set-data?missing=keep", ["apiKey": "canary-new-e7"])
            #expect(answer.status == 200, "\(answer.text)")
        }
        let audit = try await Binary.run(["audit", "verify", "--data", scratch.data])
        #expect(audit.exitCode == 0, "\(audit.output)\(audit.errors)")
    }

    @Test func `SIGTERM lets a request in progress end, and exits with 0 within 10 seconds`() async throws {
        let server = try await ServerProcess.start()
        let thirdParty = try await HeldAnswer.start()
        let id = try await server.create(
            ["accountType": "http-bearer", "url": .string(thirdParty.url), "token": "canary-term"])
        async let isVerified = server.verify(id)
        try await thirdParty.requestArrived()
        let clock = ContinuousClock()
        let start = clock.now
        kill(server.processIdentifier, SIGTERM)
        // Long enough for a server that does not wait to be gone.
        try await Task.sleep(for: .milliseconds(300))
        try await thirdParty.answer()
        #expect(try await isVerified == true)
        #expect(await server.waitForEnd() == 0)
        #expect(clock.now - start < .seconds(10))
    }

    @Test func `rotating the root key under a running server loses nothing`() async throws {
        let scratch = try ScratchDirectory()
        let server = try await ServerProcess.start(in: scratch)
        let id = try await server.create(connection(1))
        let rotation = try await Binary.run(["keys", "rotate", "root", "--data", scratch.data])
        #expect(rotation.exitCode == 0, "\(rotation.errors)")
        let keep = try await server.call("POST", "/connections/\(id)/set-data?missing=keep", ["apiKey": "canary-k2"])
        #expect(keep.status == 200)
        _ = try await server.create(connection(2))
        await server.stop()
        let again = try await ServerProcess.start(in: scratch, token: server.token)
        let more = try await again.call("POST", "/connections/\(id)/set-data?missing=keep", ["apiKey": "canary-k3"])
        #expect(more.status == 200)
        let list = try await Binary.run(["keys", "list", "--data", scratch.data])
        #expect(list.output.split(separator: "\n").count >= 3)
    }

    @Test func `a tampered audit log is noticed`() async throws {
        let scratch = try ScratchDirectory()
        let server = try await ServerProcess.start(in: scratch)
        for index in 0..<3 { _ = try await server.create(connection(index)) }
        await server.stop()
        #expect(try await Binary.run(["audit", "verify", "--data", scratch.data]).exitCode == 0)
        try Tools.sqlite(scratch.data, "UPDATE audit_events SET subject = 'connection:9' WHERE sequence = 3")
        let audit = try await Binary.run(["audit", "verify", "--data", scratch.data])
        #expect(audit.exitCode == 65, "\(audit.output)")
        #expect((audit.output + audit.errors).contains("3"))
    }

    @Test func `a new token for the owner can be had on the machine itself`() async throws {
        let scratch = try ScratchDirectory()
        let server = try await ServerProcess.start(in: scratch)
        let recovered = try await Binary.run(["token", "recover", "--data", scratch.data])
        let token = recovered.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try await server.call("GET", "/users/me", token: .some(token)).status == 200)
    }
}

/// The connections whose creation was answered.
final class Acknowledged: Sendable {
    private let ids = Mutex<[Int64]>([])

    var all: [Int64] { ids.withLock { $0 } }

    /// Returns how many there are now.
    func add(_ id: Int64) -> Int {
        ids.withLock { ids in
            ids.append(id)
            return ids.count
        }
    }
}

/// Programs of the system's that tests use.
enum Tools {
    /// Runs statements, and returns what they say, without the last line's end.
    @discardableResult
    static func sqlite(_ data: String, _ statement: String) throws -> String {
        let process = ChildProcess()
        process.executableURL = URL(filePath: "/usr/bin/sqlite3")
        process.arguments = ["-cmd", ".timeout 5000", data + "/tenon.sqlite", statement]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "sqlite3: \(statement)")
        return String(decoding: answer, as: UTF8.self).trimmingCharacters(in: .newlines)
    }
}
