// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonClient
import Testing

/// The audit log, uses, drafts and webhooks, as the server answers them.
@Suite struct WatchingTests {
    private func withClient<Result: Sendable>(
        answering body: String, status: Int = 200, _ use: (TenonClient, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        try await ScriptedServer.answering(.init(status: status, body: body)) { server in
            let url = try #require(URL(string: server.url))
            return try await TenonClient.withClient(baseURL: url, token: nil) { try await use($0, server) }
        }
    }

    private let webhook = #"""
        {"id":3,"name":"Ops","url":"https://ops.example.com/x","events":["connection.broken"],"organizationId":1,
        "teamId":null,"enabled":true,"disabledReason":null,"failingSince":null,"created":"2026-01-31T09:00:00.000Z",
        "updated":"2026-01-31T09:00:00.000Z"
        """#

    private let delivery = #"""
        {"id":91,"messageId":"msg_1","event":"webhook.test","state":"failed","attempts":1,"nextAttempt":null,
        "lastAttempt":"2026-01-31T09:00:00.000Z","lastStatus":500,"lastError":"No.",
        "created":"2026-01-31T09:00:00.000Z","payload":{"type":"webhook.test"}}
        """#

    @Test func `only filters that are set are sent`() async throws {
        let body = #"""
            {"auditEvents":[{"sequence":9,"at":"2026-01-31T09:00:00.000Z","action":"connection.used",
            "subject":"connection:12","teamId":1,"userId":2,"tokenId":4,"address":"192.0.2.7","requestId":"r",
            "details":{"count":3}}],"pg":{}}
            """#
        try await withClient(answering: body) { client, server in
            let events = try await client.auditEvents(
                .init(action: "connection.used", teamId: 1, from: "2026-01-31T00:00:00Z"), limit: 5, before: 10)
            #expect(events.map(\.tokenId) == [4] && events.map(\.teamId) == [1] && events.map(\.requestId) == ["r"])
            #expect(
                server.exchanges.first?.target
                    == "/api/v2/audit-events?action=connection.used&teamId=1&from=2026-01-31T00%3A00%3A00Z"
                    + "&before=10&pg%5Blimit%5D=5")
            _ = try await client.auditEvents()
            #expect(server.exchanges.last?.target == "/api/v2/audit-events")
        }
    }

    @Test func `health says how a connection was used, if the server does`() async throws {
        let rest = #""requestedScopes":[],"grantedScopes":[],"missingScopes":[],"trouble":null"#
        let old = #"{"health":{"status":"ok","reason":"Fine.",\#(rest)}}"#
        try await withClient(answering: old) { client, _ in
            let health = try await client.health(ofConnection: 12)
            #expect(health.usage == nil && health.errorRate == nil && health.lastUsed == nil)
        }
        let new = #"""
            {"health":{"status":"ok","reason":"Fine.",\#(rest),"nextVerification":"2026-02-01T09:00:00.000Z",
            "lastUsed":"2026-01-31T09:00:00.000Z","errorRate":0.25,"usage":{
            "hours":[{"at":"2026-01-31T09:00:00.000Z","uses":4,"errors":1}],"days":[],
            "callers":[{"userId":1,"userName":null,"tokenId":2,"tokenLabel":"ci","uses":4,"errors":1,
            "lastUsed":"2026-01-31T09:00:00.000Z"}]}}}
            """#
        try await withClient(answering: new) { client, _ in
            let health = try await client.health(ofConnection: 12)
            #expect(health.errorRate == 0.25)
            #expect(health.usage?.hours.map(\.errors) == [1])
            #expect(health.usage?.callers.map(\.tokenLabel) == ["ci"])
            #expect(health.nextVerification == "2026-02-01T09:00:00.000Z")
        }
    }

    @Test func `a new secret comes with the end of the former one`() async throws {
        let answer = #"{"webhook":\#(webhook),"secret":"whsec_YQ==","formerSecretEnds":"2026-02-01T09:00:00.000Z"}}"#
        try await withClient(answering: answer) { client, server in
            let rotated = try await client.rotateSecret(ofWebhook: 3, graceSeconds: 60)
            #expect(rotated.secret == "whsec_YQ==" && rotated.formerSecretEnds == "2026-02-01T09:00:00.000Z")
            #expect(!"\(rotated)".contains("whsec"))
            #expect(server.exchanges.last?.target == "/api/v2/webhooks/3/secret")
            #expect(server.exchanges.last?.body == #"{"graceSeconds":60}"#)
            _ = try await client.rotateSecret(ofWebhook: 3)
            #expect(server.exchanges.last?.body == "{}")
        }
    }

    @Test func `a draft has the three answers of a connection`() async throws {
        try await withClient(answering: #"{"verified":false}"#) { client, server in
            let answer = try await client.verify(["token": "canary-1"], asConnectionOfType: "airtable2", inTeam: 1)
            #expect(answer == .refused(nil))
            #expect(server.exchanges.first?.target == "/api/v2/connections/verify?teamId=1")
            #expect(server.exchanges.first?.body == #"{"accountType":"airtable2","token":"canary-1"}"#)
        }
        let down = #"{"detail":"x","code":"SC424","suberrors":[{"message":"busy","name":"ConnectionError"}]}"#
        try await withClient(answering: down, status: 424) { client, _ in
            let answer = try await client.verify([:], asConnectionOfType: "airtable2", inTeam: 1)
            guard case .undetermined = answer else {
                Issue.record("\(answer)")
                return
            }
        }
    }

    @Test func `a webhook's secret is in the answer to its making, and is not printed`() async throws {
        let body = #"{"webhook":\#(webhook),"secret":"whsec_canary"}}"#
        try await withClient(answering: body) { client, server in
            let made = try await client.createWebhook(
                url: "https://ops.example.com/x", events: ["connection.broken"], aboutTeam: 1)
            #expect(made.secret == "whsec_canary")
            #expect(!"\(made) \(String(reflecting: made))".contains("canary"))
            var dumped = ""
            dump(made, to: &dumped)
            #expect(!dumped.contains("canary"))
            #expect(
                server.exchanges.first?.body
                    == #"{"url":"https://ops.example.com/x","events":["connection.broken"],"teamId":1}"#)
        }
    }

    @Test func `webhooks are listed, read, changed, tested and deleted`() async throws {
        try await withClient(answering: #"{"webhooks":[\#(webhook)}],"pg":{}}"#) { client, _ in
            let webhooks = try await client.webhooks()
            #expect(webhooks.map(\.name) == ["Ops"])
        }
        try await withClient(answering: #"{"webhook":\#(webhook)}}"#) { client, server in
            let read = try await client.webhook(3)
            #expect(read.secret == nil)
            _ = try await client.updateWebhook(3, enabled: false)
            #expect(server.exchanges.last?.method == "PATCH" && server.exchanges.last?.body == #"{"enabled":false}"#)
        }
        try await withClient(answering: #"{"delivery":\#(delivery)}"#) { client, server in
            let tested = try await client.testWebhook(3)
            #expect(tested.state == "failed" && tested.lastStatus == 500)
            #expect(tested.payload == #"{"type":"webhook.test"}"#)
            #expect(server.exchanges.last?.target == "/api/v2/webhooks/3/test")
        }
        try await withClient(answering: #"{"deliveries":[\#(delivery)],"pg":{}}"#) { client, server in
            let deliveries = try await client.deliveries(toWebhook: 3, limit: 2)
            #expect(deliveries.map(\.messageId) == ["msg_1"])
            #expect(server.exchanges.last?.target == "/api/v2/webhooks/3/deliveries?pg%5Blimit%5D=2")
        }
        try await withClient(answering: #"{"webhook":3}"#) { client, server in
            try await client.deleteWebhook(3)
            #expect(server.exchanges.last?.method == "DELETE")
        }
    }
}
