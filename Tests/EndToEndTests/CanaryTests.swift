// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import TestServices
import Testing

/// Secrets with a name that is searched for afterwards, in everything the server wrote and said.
@Suite struct CanaryTests {
    private static let canary = "canary-4f1d9c"

    @Test func `no secret is in an answer, a log line, or a byte of the database's files`() async throws {
        let server = try await ServerProcess.start(settings: ["TENON_LOG_LEVEL": "debug"])
        let nginx = try await TestServices.shared.nginx()
        var answers: [String] = []
        func say(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> String {
            let answer = try await server.call(method, path, body)
            answers.append(answer.text + answer.headers.description)
            return answer.text
        }
        let secret = JSON.string(Self.canary)
        let drafts: [JSON] = [
            ["accountType": "http-bearer", "url": .string("http://127.0.0.1:\(nginx.port)/echo"), "token": secret],
            [
                "accountType": "http-api-key", "url": .string("http://127.0.0.1:\(nginx.port)/query/me"), "key": secret,
                "placement": "query", "name": "api_key",
            ],
            [
                "accountType": "http-basic", "url": .string("http://127.0.0.1:\(nginx.port)/status/500"),
                "username": "u", "password": secret,
            ],
            ["accountType": "make", "apiKey": secret, "url": .string(server.address)],
            ["accountType": "slack", "clientId": "1", "clientSecret": secret, "scopes": ["chat:write"]],
            [
                "accountType": "imap", "host": "127.0.0.1", "port": JSON(try LoopbackPort.free()), "username": "u",
                "password": secret,
            ],
        ]
        for draft in drafts {
            let text = try await say("POST", "/connections?teamId=1", draft)
            guard let id = try JSONReader.read(text)["connection"]?["id"]?.int else {
                Issue.record("not stored: \(text)")
                continue
            }
            _ = try await say("POST", "/connections/\(id)/test")
            _ = try await say("GET", "/connections/\(id)")
            _ = try await say("POST", "/connections/\(id)/set-data", ["nonsense": secret])
            _ = try await say("PATCH", "/connections/\(id)", ["name": "renamed"])
            // The third party may say it to whoever may use it; nobody writes it down.
            _ = try await LoopbackHTTP.send(
                "GET", "\(server.address)/proxy/\(id)/echo", headers: [("Authorization", "Bearer \(server.token)")])
        }
        // What is refused may be repeated by nobody either.
        _ = try await say("POST", "/connections?teamId=1", ["accountType": "make", "apiKey": ["a": secret], "url": 1])
        _ = try await say("POST", "/connections?teamId=1", ["accountType": "none", "apiKey": secret])
        _ = try await say("GET", "/connections?teamId=\(Self.canary)")
        _ = try await say("GET", "/connections?teamId=1")
        _ = try await say("GET", "/\(Self.canary)")
        _ = try await say("DELETE", "/connections/1")
        // The uses are in the audit log by then.
        try await Task.sleep(for: .milliseconds(1500))
        #expect(try await say("GET", "/audit-events").contains("connection.used"))
        let encoded = Data(Self.canary.utf8).base64EncodedString()
        for text in answers { #expect(!text.contains(Self.canary) && !text.contains(encoded), "\(text)") }
        let log = try server.log
        #expect(!log.isEmpty)
        #expect(!log.contains(Self.canary) && !log.contains(encoded))
        #expect(!log.contains(server.token))
        let stored = try server.storedBytes
        await server.stop()
        for bytes in [stored, try server.storedBytes] {
            #expect(bytes.count > 10_000)
            #expect(bytes.range(of: Data(Self.canary.utf8)) == nil)
            #expect(bytes.range(of: Data(encoded.utf8)) == nil)
            #expect(bytes.range(of: Data(server.token.utf8)) == nil)
        }
    }
}
