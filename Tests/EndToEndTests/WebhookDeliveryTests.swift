// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import TenonJSON
import TestServices
import Testing

/// Webhooks of the built program, to receivers that behave well or badly.
@Suite struct WebhookDeliveryTests {
    private func makeWebhook(
        _ server: ServerProcess, _ url: String, _ events: [String]? = nil
    ) async throws -> (id: Int64, secret: String) {
        var body: JSONObject = ["url": .string(url)]
        if let events { body.append("events", JSON(events)) }
        let answer = try await server.call("POST", "/webhooks", .object(body))
        let webhook = try answer.json["webhook"]
        return (
            try #require(webhook?["id"]?.int, "\(answer.text)"), try #require(webhook?["secret"]?.string)
        )
    }

    private func makeConnection(_ server: ServerProcess, _ url: String, secret: String = "tok-1") async throws -> Int64
    {
        try await server.create(["accountType": "http-bearer", "url": .string(url), "token": .string(secret)])
    }

    /// As the Standard Webhooks specification says.
    private func isSigned(_ request: Receiver.Request, _ secret: String) throws -> Bool {
        let key = SymmetricKey(data: try #require(Data(base64Encoded: String(secret.dropFirst("whsec_".count)))))
        let id = try #require(request.headers["webhook-id"])
        let time = try #require(request.headers["webhook-timestamp"])
        let signatures = try #require(request.headers["webhook-signature"]).split(separator: " ")
        let code = HMAC<SHA256>.authenticationCode(for: Data("\(id).\(time).\(request.body)".utf8), using: key)
        let age = Date().timeIntervalSince1970 - (Double(time) ?? 0)
        return signatures.contains("v1,\(Data(code).base64EncodedString())") && abs(age) < 120
    }

    @Test func `what happens to a connection arrives, signed, and says nothing secret`() async throws {
        let canary = "canary-7d3f1c"
        let server = try await ServerProcess.start(settings: ["TENON_LOG_LEVEL": "debug"])
        let (receiver, thirdParty) = (try await Receiver.start(.status(204)), try await Receiver.start(.status(401)))
        let hook = try await makeWebhook(server, receiver.url + "/hooks/tenon?team=ops")
        let id = try await makeConnection(server, thirdParty.url, secret: canary)
        #expect(try await server.verify(id) == false)
        thirdParty.become(.status(200))
        #expect(try await server.verify(id) == true)
        try await server.call("DELETE", "/connections/\(id)?confirmed=true")
        #expect(try await eventually { receiver.requests.count == 4 })
        let types = try receiver.requests.compactMap { try JSONReader.read($0.body)["type"]?.string }
        #expect(
            Set(types) == ["connection.created", "connection.broken", "connection.recovered", "connection.deleted"])
        for request in receiver.requests {
            #expect(request.method == "POST" && request.path == "/hooks/tenon?team=ops")
            #expect(try isSigned(request, hook.secret))
            #expect(!"\(request)".contains(canary) && !"\(request)".contains(server.token))
        }
        #expect(
            try await eventually {
                let log = try await server.call("GET", "/webhooks/\(hook.id)/deliveries").json["deliveries"]?.array
                return log?.count == 4
                    && log?.allSatisfy { $0["state"] == "delivered" && $0["lastStatus"] == 204 } == true
            })
        let log = try server.log
        #expect(!log.contains(canary) && !log.contains(hook.secret) && !log.contains("team=ops"))
        await server.stop()
        let stored = try server.storedBytes
        #expect(stored.range(of: Data(canary.utf8)) == nil)
        #expect(stored.range(of: Data(hook.secret.dropFirst(6).utf8)) == nil)
    }

    @Test func `a new secret signs at once, and the former one along with it for as long as is wanted`() async throws {
        let server = try await ServerProcess.start()
        let receiver = try await Receiver.start(.status(204))
        let hook = try await makeWebhook(server, receiver.url)
        func rotate(_ grace: JSON) async throws -> String {
            let answer = try await server.call("POST", "/webhooks/\(hook.id)/secret", ["graceSeconds": grace])
            return try #require(answer.json["webhook"]?["secret"]?.string, "\(answer.text)")
        }
        /// Which of the secrets have signed the message that a test sends.
        func signers(_ secrets: [String]) async throws -> [Bool] {
            try await server.call("POST", "/webhooks/\(hook.id)/test")
            let request = try #require(receiver.requests.last)
            return try secrets.map { try isSigned(request, $0) }
        }
        let second = try await rotate(3600)
        #expect(try await signers([hook.secret, second]) == [true, true])
        let third = try await rotate(3600)
        #expect(try await signers([hook.secret, second, third]) == [false, true, true])
        let fourth = try await rotate(0)
        #expect(try await signers([second, third, fourth]) == [false, false, true])
        let wrongs: [JSON] = [-1, 604_801, "x", true]
        for wrong in wrongs {
            let answer = try await server.call("POST", "/webhooks/\(hook.id)/secret", ["graceSeconds": wrong])
            #expect(answer.status == 400, "\(answer.text)")
        }
        #expect(try await server.call("POST", "/webhooks/99/secret", [:]).status == 404)
        await server.stop()
        let stored = try server.storedBytes
        for secret in [hook.secret, second, third, fourth] {
            #expect(stored.range(of: Data(secret.dropFirst(6).utf8)) == nil)
        }
    }

    /// Killed while an event was on its way, and right after a change was acknowledged.
    @Test func `kill -9 loses no event, and a second delivery has the id of the first`() async throws {
        let scratch = try ScratchDirectory()
        var server = try await ServerProcess.start(in: scratch)
        let receiver = try await Receiver.start(.silence)
        let hook = try await makeWebhook(server, receiver.url)
        var made: Set<Int64> = [try await makeConnection(server, "http://127.0.0.1:1/")]
        #expect(try await eventually { receiver.requests.count == 1 }, "it is on its way")
        let first = receiver.requests.first?.headers["webhook-id"]
        for _ in 0..<5 { made.insert(try await makeConnection(server, "http://127.0.0.1:1/")) }
        await server.stop(SIGKILL)
        receiver.become(.status(200))
        let before = receiver.requests.count
        server = try await ServerProcess.start(in: scratch, token: server.token)
        #expect(
            try await eventually(within: 90) {
                let told = try receiver.requests.dropFirst(before).compactMap {
                    try JSONReader.read($0.body)["data"]?["connectionId"]?.int
                }
                return Set(told) == made
            })
        let again = receiver.requests.dropFirst(before).filter { $0.headers["webhook-id"] == first }
        #expect(again.count == 1)
        #expect(try receiver.requests.allSatisfy { try isSigned($0, hook.secret) })
        #expect(
            try await eventually {
                let log = try await server.call("GET", "/webhooks/\(hook.id)/deliveries").json["deliveries"]?.array
                return log?.count == 6 && log?.allSatisfy { $0["state"] == "delivered" } == true
            })
    }

    @Test func `a receiver that is down for a while gets everything later`() async throws {
        let server = try await ServerProcess.start()
        let port = try LoopbackPort.free()
        let hook = try await makeWebhook(server, "http://127.0.0.1:\(port)/", ["connection.created"])
        let id = try await makeConnection(server, "http://127.0.0.1:1/")
        #expect(
            try await eventually {
                let webhook = try await server.call("GET", "/webhooks/\(hook.id)").json["webhook"]
                return webhook?["failingSince"]?.string != nil
            })
        let receiver = try await Receiver.start(port: port)
        #expect(try await eventually { receiver.requests.count == 1 })
        #expect(try JSONReader.read(receiver.requests[0].body)["data"]?["connectionId"]?.int == id)
        #expect(
            try await eventually {
                try await server.call("GET", "/webhooks/\(hook.id)").json["webhook"]?["failingSince"] == .null
            })
    }

    @Test func `hostile receivers harm nobody else`() async throws {
        let server = try await ServerProcess.start()
        let secretPlace = try await Receiver.start()
        let hostile: [(Receiver.Behaviour, String)] = [
            (.redirect(secretPlace.url + "/latest/meta-data"), "status 307"),
            (.huge(8 << 20), "larger than 65536 bytes"),
            (.silence, "did not answer in time"), (.drip, "did not answer in time"), (.status(500), "status 500"),
        ]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (behaviour, words) in hostile {
                group.addTask {
                    let receiver = try await Receiver.start(behaviour)
                    let hook = try await makeWebhook(server, receiver.url)
                    let answer = try await server.call("POST", "/webhooks/\(hook.id)/test")
                    let delivery = try answer.json["delivery"]
                    #expect(delivery?["state"] == "failed", "\(behaviour): \(answer.text)")
                    #expect(delivery?["lastError"]?.string?.contains(words) == true, "\(behaviour): \(answer.text)")
                    #expect(receiver.requests.count { $0.body.contains("webhook.test") } == 1, "one attempt")
                }
            }
            // Meanwhile somebody else's arrive.
            group.addTask {
                let good = try await Receiver.start()
                _ = try await makeWebhook(server, good.url, ["connection.created"])
                _ = try await makeConnection(server, "http://127.0.0.1:1/")
                #expect(try await eventually(within: 10) { good.requests.count == 1 })
            }
            try await group.waitForAll()
        }
        #expect(secretPlace.requests.isEmpty, "redirects are not followed")
    }

    @Test func `addresses that are not allowed are not connected to`() async throws {
        let server = try await ServerProcess.start(settings: ["TENON_EGRESS_ALLOW": ""])
        let receiver = try await Receiver.start()
        for url in [receiver.url, receiver.url.replacing("127.0.0.1", with: "localhost"), "http://169.254.169.254/"] {
            let hook = try await makeWebhook(server, url)
            let answer = try await server.call("POST", "/webhooks/\(hook.id)/test")
            #expect(answer.text.contains("egress.allow"), "\(answer.text)")
        }
        #expect(receiver.requests.isEmpty)
    }

    @Test func `the commands make, show, test and delete a webhook`() async throws {
        let server = try await ServerProcess.start()
        let receiver = try await Receiver.start()
        let environment = ["TENON_URL": server.address, "TENON_TOKEN": server.token]
        func tenon(_ arguments: String...) async throws -> Binary.Result {
            try await Binary.run(arguments, environment: environment)
        }
        let made = try await tenon("webhook", "create", receiver.url, "--event", "connection.created", "--name", "Ops")
        #expect(made.exitCode == 0 && made.output.hasPrefix("whsec_"), "\(made)")
        #expect(try await tenon("webhook", "list").output.contains("Ops"))
        #expect(try await tenon("webhook", "test", "1").exitCode == 0)
        receiver.become(.status(500))
        let failed = try await tenon("webhook", "test", "1")
        #expect(failed.exitCode == 2 && failed.errors.contains("status 500"))
        #expect(try await tenon("webhook", "deliveries", "1").output.contains("webhook.test"))
        #expect(try await tenon("webhook", "update", "1", "--disable").output.contains("no"))
        #expect(try await tenon("webhook", "show", "1").output.contains(receiver.url))
        #expect(try await tenon("webhook", "delete", "1").exitCode == 0)
        let log = try await tenon("audit", "list", "--action", "webhook.deleted", "--limit", "5")
        #expect(log.output.contains("webhook:1"), "\(log)")
        let draft = try await tenon(
            "connection", "verify-draft", "http-bearer", "--team", "1", "--set", "url=\(receiver.url)", "--set-file",
            "token=/dev/null")
        #expect(draft.exitCode != 0)
    }
}
