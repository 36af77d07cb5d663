// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import Testing

/// Connections that nobody asks about are verified all the same.
@Suite struct ScheduledVerificationTests {
    private func health(_ server: ServerProcess, _ id: Int64) async throws -> JSON? {
        try await server.call("GET", "/connections/\(id)/health").json["health"]
    }

    @Test func `a key that dies is found out and told, and a provider that is down breaks nothing`() async throws {
        let scratch = try ScratchDirectory()
        let settings = ["TENON_VERIFICATION_INTERVAL_SECONDS": "1"]
        var server = try await ServerProcess.start(in: scratch, settings: settings)
        let (thirdParty, receiver) = (try await Receiver.start(.status(200)), try await Receiver.start())
        let events: JSON = ["connection.broken", "connection.recovered"]
        try await server.call("POST", "/webhooks", ["url": .string(receiver.url), "events": events])
        let id = try await server.create([
            "accountType": "http-bearer", "url": .string(thirdParty.url), "token": "canary-88e1",
        ])
        #expect(try await eventually { try await health(server, id)?["status"] == "ok" })
        #expect(try await health(server, id)?["nextVerification"]?.string != nil)

        thirdParty.become(.status(500))
        var asked = thirdParty.requests.count
        #expect(try await eventually { thirdParty.requests.count > asked + 1 })
        #expect(try await health(server, id)?["status"] == "ok")
        #expect(receiver.requests.isEmpty)

        await server.stop(SIGKILL)
        thirdParty.become(.status(401))
        server = try await ServerProcess.start(in: scratch, token: server.token, settings: settings)
        #expect(try await eventually { try await health(server, id)?["status"] == "failing" })
        #expect(try await eventually { receiver.requests.count == 1 })
        asked = thirdParty.requests.count
        #expect(try await eventually { thirdParty.requests.count > asked + 1 })
        #expect(receiver.requests.count == 1, "it is told once")

        thirdParty.become(.status(200))
        #expect(try await eventually { receiver.requests.count == 2 })
        #expect(
            try receiver.requests.map { try JSONReader.read($0.body)["type"]?.string } == [
                "connection.broken", "connection.recovered",
            ])
        let log = try await server.call("GET", "/audit-events?action=connection.verified&pg[limit]=1").json
        #expect(log["auditEvents"]?.array?.first?["userId"] == .null, "the server itself")
        #expect(!(try server.log).contains("canary-88e1"))
    }

    @Test func `switched off, nobody is asked`() async throws {
        let server = try await ServerProcess.start(settings: ["TENON_VERIFICATION_INTERVAL_SECONDS": "0"])
        let thirdParty = try await Receiver.start(.status(200))
        let id = try await server.create([
            "accountType": "http-bearer", "url": .string(thirdParty.url), "token": "t",
        ])
        try await Task.sleep(for: .seconds(7))
        #expect(thirdParty.requests.isEmpty)
        #expect(try await health(server, id)?["nextVerification"] == .null)
    }
}
