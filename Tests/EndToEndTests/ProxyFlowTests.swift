// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import TestServices
import Testing

/// The third party's API through a connection, by the built program.
@Suite struct ProxyFlowTests {
    private func get(_ tenon: ServerProcess, _ path: String, token: String? = nil) async throws -> LoopbackHTTP.Answer {
        try await LoopbackHTTP.send(
            "GET", tenon.address + path, headers: [("Authorization", "Bearer \(token ?? tenon.token)")], body: [])
    }

    @Test func `a token that was taken back early is replaced once, and the caller notices nothing`() async throws {
        let tenon = try await ServerProcess.start()
        let provider = try await TestServices.shared.djangoOAuth()
        let client = try await provider.register(.basic, redirectURI: tenon.address + "/oauth/cb/http-oauth2")
        let id = try await tenon.create([
            "accountType": "http-oauth2", "url": .string(provider.challengingResourceURL),
            "issuer": .string(provider.issuer), "clientId": .string(client.id),
            "clientSecret": .string(client.secret ?? ""), "scopes": ["profile", "files:read"],
        ])
        let path = "/proxy/\(id)/challenge/files"
        let early = try await get(tenon, path)
        #expect(early.status == 424)
        #expect(early.header("tenon-error") == "reauthorization_required")

        let link = try await tenon.call("POST", "/connections/\(id)/authorization", [:]).json["authorizationUrl"]?
            .string
        let browser = HeadlessBrowser()
        _ = try await provider.answer(browser, from: try await browser.open(try #require(link)), .approve)
        let first = try await get(tenon, path)
        #expect(first.status == 200, "\(first.text)")
        #expect(first.header("tenon-attempts") == "1")
        #expect(try await provider.expireAccessTokens(of: client) > 0)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 { group.addTask { try await get(tenon, path).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.allSatisfy { $0 == 200 }, "\(statuses)")
        let refreshes = try await provider.tokenRequests(of: client).count { $0.grant == "refresh_token" }
        #expect(refreshes == 1, "one refresh answers all who were refused")

        #expect(try await provider.withdrawGrants(of: client) > 0)
        let refused = try await get(tenon, path)
        #expect(refused.status == 401, "the third party's own answer")
        #expect(refused.header("tenon-error") == nil)
        let health = try await tenon.call("GET", "/connections/\(id)/health").json["health"]
        #expect(health?["status"] == "needs_reauthorization")
    }

    @Test func `requests to AWS are signed one by one, bodies and all`() async throws {
        let tenon = try await ServerProcess.start()
        let moto = try await TestServices.shared.moto()
        func connection(_ service: String, secret: String) async throws -> Int64 {
            try await tenon.create([
                "accountType": "aws", "accessKeyId": .string(moto.accessKeyID), "secretAccessKey": .string(secret),
                "region": "eu-central-1", "service": .string(service), "endpoint": .string(moto.address),
            ])
        }
        func send(_ method: String, _ path: String, _ body: [UInt8] = [], type: String? = nil) async throws
            -> LoopbackHTTP.Answer
        {
            let headers = [("Authorization", "Bearer \(tenon.token)")] + (type.map { [("Content-Type", $0)] } ?? [])
            return try await LoopbackHTTP.send(method, tenon.address + path, headers: headers, body: body)
        }
        let storage = try await connection("s3", secret: moto.secretAccessKey)
        let bucket = "tenon-\(UUID().uuidString.lowercased())"
        let place =
            "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>"
        let made = try await send("PUT", "/proxy/\(storage)/\(bucket)", Array(place.utf8), type: "application/xml")
        #expect(made.status == 200, "\(made.text)")
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
        let stored = try await send("PUT", "/proxy/\(storage)/\(bucket)/a/b%20c?x-id=PutObject", bytes)
        #expect(stored.status == 200, "\(stored.text)")
        let fetched = try await send("GET", "/proxy/\(storage)/\(bucket)/a/b%20c")
        #expect(fetched.status == 200)
        // Comparing in the macro would look for the difference.
        let isSame = fetched.body == bytes
        #expect(isSame)
        let list = try await send("GET", "/proxy/\(storage)/\(bucket)?list-type=2&prefix=a")
        #expect(list.status == 200 && list.text.contains("<Key>a/b c</Key>"), "\(list.text)")

        let tokens = try await connection("sts", secret: moto.secretAccessKey)
        let form = Array("Action=GetCallerIdentity&Version=2011-06-15".utf8)
        let identity = try await send("POST", "/proxy/\(tokens)/", form, type: "application/x-www-form-urlencoded")
        #expect(identity.status == 200, "\(identity.text)")
        #expect(identity.text.contains("user/conn"))

        let wrong = try await connection("s3", secret: String(moto.secretAccessKey.dropLast()) + "x")
        let refused = try await send("GET", "/proxy/\(wrong)/\(bucket)/a/b%20c")
        #expect(refused.status == 403)
        #expect(refused.text.contains("SignatureDoesNotMatch"), "\(refused.text)")
        #expect(refused.header("tenon-error") == nil, "it is the third party's own answer")
        #expect(!(try tenon.log).contains(moto.secretAccessKey))
    }

    @Test func `a key is used and never seen, and a revoked API token is none at once`() async throws {
        let tenon = try await ServerProcess.start()
        let nginx = try await TestServices.shared.nginx()
        let id = try await tenon.create([
            "accountType": "http-basic", "url": .string("http://127.0.0.1:\(nginx.port)/basic/me"),
            "username": .string(nginx.user), "password": .string(nginx.password),
        ])
        let made = try await tenon.call(
            "POST", "/users/me/api-tokens", ["label": "agent", "scope": ["connections:use"]])
        let token = try #require(try made.json["apiToken"]?["token"]?.string)
        let answer = try await get(tenon, "/proxy/\(id)/basic/me", token: token)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(!answer.text.contains(nginx.password))
        #expect(try await get(tenon, "/proxy/\(id)/basic/me", token: UUID().uuidString.lowercased()).status == 401)
        #expect(try await tenon.call("GET", "/connections/\(id)", token: .some(token)).status == 403)
        let created = try #require(try made.json["apiToken"]?["created"]?.string)
        #expect(try await tenon.call("DELETE", "/users/me/api-tokens/\(created)").status == 200)
        #expect(try await get(tenon, "/proxy/\(id)/basic/me", token: token).status == 401)
        try await Task.sleep(for: .milliseconds(1500))
        let events = try await tenon.call("GET", "/connections/\(id)/events").text
        #expect(events.contains("connection.used"))
        #expect(!(try tenon.log).contains(nginx.password))
    }
}
