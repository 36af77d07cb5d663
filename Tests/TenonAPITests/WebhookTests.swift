// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TenonDomain
import TenonEngine
import TenonJSON
import TenonServer
import TenonStore
import Testing

/// Webhooks over the API, with receivers that say what a test tells them to.
@Suite struct WebhookTests {
    private func make(_ api: APIFixture, _ body: JSON = ["url": "https://ops.example.com/tenon"]) async throws -> JSON {
        let answer = try await api.send(.post, "webhooks", body: body)
        return try #require(answer.json?["webhook"], "\(answer.text)")
    }

    /// Runs the courier until `isDone`, or for 20 seconds.
    private func deliver(_ api: APIFixture, until isDone: () async throws -> Bool) async throws {
        let courier = api.house.courier
        async let run: Void = courier.run()
        let deadline = ContinuousClock.now + .seconds(20)
        while try await !isDone(), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
        courier.stop()
        await run
        #expect(try await isDone())
    }

    private func deliveries(_ api: APIFixture, _ webhook: JSON) async throws -> [JSON] {
        let id = try #require(webhook["id"]?.int)
        return try await api.send(.get, "webhooks/\(id)/deliveries").json?["deliveries"]?.array ?? []
    }

    @Test func `a webhook is made, read, changed and deleted, and its secret is shown once`() async throws {
        try await APIFixture.run { api in
            let made = try await make(
                api,
                [
                    "url": "https://ops.example.com:8443/x?y=1", "events": ["connection.deleted", "connection.broken"],
                    "teamId": 1,
                ])
            let secret = try #require(made["secret"]?.string)
            #expect(secret.hasPrefix("whsec_"))
            #expect(made["name"] == "ops.example.com" && made["enabled"] == true)
            #expect(made["events"] == ["connection.broken", "connection.deleted"])
            let id = try #require(made["id"]?.int)
            let shown = try await api.send(.get, "webhooks/\(id)")
            #expect(shown.json?["webhook"]?["url"] == made["url"] && shown.json?["webhook"]?["secret"] == nil)
            let changed = try await api.send(
                .patch, "webhooks/\(id)", body: ["name": "On call", "enabled": false, "events": ["connection.created"]])
            #expect(changed.json?["webhook"]?["name"] == "On call" && changed.json?["webhook"]?["enabled"] == false)
            let listed = try await api.send(.get, "webhooks")
            #expect(listed.json?["webhooks"]?.array?.count == 1)
            for answer in [shown, changed, listed] { #expect(!answer.text.contains(secret)) }
            #expect(try await api.send(.delete, "webhooks/\(id)").json == ["webhook": JSON(id)])
            for (method, path) in [
                (HTTPRequest.Method.get, ""), (.delete, ""), (.post, "/test"), (.get, "/deliveries"),
            ] {
                #expect(try await api.send(method, "webhooks/\(id)\(path)").status == 404)
            }
            #expect(try await api.send(.patch, "webhooks/\(id)", body: ["enabled": true]).status == 404)
            #expect(!api.logText.contains(secret))
            for file in try FileManager.default.contentsOfDirectory(at: api.directory, includingPropertiesForKeys: nil)
            {
                let bytes = try Data(contentsOf: file)
                let key = try #require(Data(base64Encoded: String(secret.dropFirst(6))))
                #expect(bytes.range(of: Data(secret.dropFirst(6).utf8)) == nil && bytes.range(of: key) == nil)
            }
        }
    }

    @Test(
        arguments: [
            (["url": "ftp://x.example"], "url"), (["url": "https://u:p@x.example/"], "url"),
            (["url": "x.example"], "url"),
            (["url": "https://x.example/ y"], "url"), ([:], "url"), (["url": 5], "url"),
            (["url": "https://x.example", "events": []], "events"),
            (["url": "https://x.example", "events": ["connection.created", "nonsense"]], "events"),
            (["url": "https://x.example", "events": ["webhook.test"]], "events"),
            (["url": "https://x.example", "name": " "], "name"),
            (["url": "https://x.example", "teamId": "x"], "teamId"),
        ] as [(JSON, String)])
    func `what is wrong is refused by its name`(_ body: JSON, _ name: String) async throws {
        try await APIFixture.run { api in
            let answer = try await api.send(.post, "webhooks", body: body)
            #expect(answer.status == 400, "\(answer.text)")
            #expect(answer.suberrors.contains { $0.contains("'\(name)'") }, "\(answer.text)")
            let id = try #require(try await make(api)["id"]?.int)
            #expect(try await api.send(.patch, "webhooks/\(id)", body: [:]).status == 400)
            #expect(
                try await api.send(.post, "webhooks", body: ["url": "https://x.example", "teamId": 99]).status == 404)
        }
    }

    @Test func `what happens arrives, signed, and says nothing secret`() async throws {
        try await APIFixture.run { api in
            let webhook = try await make(api)
            let id = try await api.makeConnection(named: "Ada's", secret: "canary-2b7a")
            api.egress.answer(.status(401, #"{"error":"no canary-2b7a"}"#))
            #expect(try await api.send(.post, "connections/\(id)/test").json?["verified"] == false)
            api.egress.answer(.status(200, "{}"))
            #expect(try await api.send(.post, "connections/\(id)/test").json?["verified"] == true)
            _ = try await api.send(.delete, "connections/\(id)?confirmed=true")
            try await deliver(api) {
                try await deliveries(api, webhook).filter { $0["state"] == "delivered" }.count == 4
            }
            let sent = api.egress.requests.filter { $0.host == "ops.example.com" }
            let bodies = sent.compactMap { $0.body?.reveal() }
            #expect(bodies.count == 4 && !bodies.joined().contains("canary"))
            let types = try bodies.map { try JSONReader.read($0)["type"]?.string }
            #expect(
                Set(types) == ["connection.created", "connection.broken", "connection.recovered", "connection.deleted"])
            let secret = Secret(try #require(webhook["secret"]?.string))
            for (request, body) in zip(sent, bodies) {
                let header = { (name: String) in request.headers.first { $0.name == name }?.value.reveal() ?? "" }
                let seconds = try #require(Int64(header("webhook-timestamp")))
                let signature = WebhookSignature.value(
                    id: header("webhook-id"), timestampSeconds: seconds, body: body, secret: secret)
                #expect(header("webhook-signature") == signature)
                #expect(request.method == "POST" && request.target.reveal() == "/tenon" && request.redirectsMax == 0)
                #expect(request.allowedHosts.map(\.description) == ["ops.example.com"])
            }
            #expect(Set(sent.map { $0.headers.first { $0.name == "webhook-id" }?.value.reveal() }).count == 4)
            #expect(!api.logText.contains("canary") && !api.logText.contains(secret.reveal()))
        }
    }

    @Test func `a receiver that fails is asked again later, and one that is gone no more`() async throws {
        try await APIFixture.run { api in
            let webhook = try await make(api)
            api.egress.answer(.status(503, "x"))
            _ = try await api.makeConnection()
            try await deliver(api) { try await deliveries(api, webhook).first?["attempts"]?.int ?? 0 > 0 }
            let waiting = try #require(try await deliveries(api, webhook).first)
            #expect(
                waiting["state"] == "pending" && waiting["lastStatus"] == 503 && waiting["nextAttempt"]?.string != nil)
            let id = try #require(webhook["id"]?.int)
            #expect(try await api.send(.get, "webhooks/\(id)").json?["webhook"]?["failingSince"]?.string != nil)
        }
        try await APIFixture.run { api in
            let webhook = try await make(api)
            let id = try #require(webhook["id"]?.int)
            api.egress.answer(.status(410, ""))
            _ = try await api.makeConnection()
            try await deliver(api) {
                try await api.send(.get, "webhooks/\(id)").json?["webhook"]?["enabled"] == false
            }
            let reason = try await api.send(.get, "webhooks/\(id)").json?["webhook"]?["disabledReason"]?.string
            #expect(reason?.contains("410") == true)
            #expect(try await api.auditActions().last == .webhookDisabled)
        }
    }

    @Test func `a test is answered with what came of it`() async throws {
        try await APIFixture.run { api in
            let id = try #require(try await make(api)["id"]?.int)
            let good = try await api.send(.post, "webhooks/\(id)/test").json?["delivery"]
            #expect(good?["state"] == "delivered" && good?["lastStatus"] == 200 && good?["event"] == "webhook.test")
            api.egress.answer(.none(.addressNotAllowed("ops.example.com")))
            let bad = try await api.send(.post, "webhooks/\(id)/test").json?["delivery"]
            #expect(bad?["state"] == "failed" && bad?["lastStatus"] == .null && bad?["nextAttempt"] == .null)
            #expect(bad?["lastError"]?.string?.contains("egress.allow") == true)
            #expect(try await api.send(.get, "webhooks/\(id)").json?["webhook"]?["failingSince"] == .null)
        }
    }

    @Test func `only owners see and change them`() async throws {
        try await APIFixture.run { api in
            let id = try #require(try await make(api)["id"]?.int)
            for person in Person.allCases where person != .owner {
                for path in ["webhooks", "webhooks/\(id)", "webhooks/\(id)/deliveries"] {
                    #expect(try await api.send(.get, path, as: person).status == 403)
                }
                let made = try await api.send(.post, "webhooks", as: person, body: ["url": "https://x.example"])
                #expect(made.status == 403)
            }
        }
    }
}
