// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import TenonJSON
import Testing

@testable import TenonHTTP

@Suite struct RequestIdentityTests {
    @Test(arguments: ["a", "req-1_2.3", String(repeating: "x", count: 64)])
    func `a harmless request id is taken over`(_ id: String) async throws {
        var headers = TestServer.authorized
        headers[.requestID] = id
        let server = TestServer([.test { call in JSON(call.requestID) }])
        let answer = try await server.send(.get, "/things", headers: headers)
        #expect(answer.headers[.requestID] == id)
        #expect(answer.json == JSON(id))
    }

    @Test(arguments: [nil, "", "a b", "a/b", "é", "<x>", String(repeating: "x", count: 65)])
    func `any other is replaced by a random one`(_ id: String?) {
        let first = RequestIdentityMiddleware.requestID(from: id)
        #expect(first != id)
        #expect(first.utf8.count == 16)
        #expect(first != RequestIdentityMiddleware.requestID(from: id))
    }

    @Test(arguments: ["/things", "/unknown"])
    func `every answer has a request id and may not be stored or sniffed`(_ path: String) async throws {
        let answer = try await TestServer([.test { _ in true }]).send(.get, path, headers: [:])
        #expect(answer.headers[.requestID]?.utf8.count == 16)
        #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.headers[.server] == nil)
    }

    @Test(arguments: [
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"), ("10.0.0.1", ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", ["203.0.113.9", "10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", [], "10.0.0.1"), ("10.0.0.1", ["<script>"], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9, unknown"], "10.0.0.1"), ("10.0.0.1", ["2001:db8::1"], "2001:db8::1"),
        ("192.0.2.4", ["203.0.113.9"], "192.0.2.4"),
    ])
    func `forwarded addresses count from listed proxies only`(
        _ peer: String, _ forwarded: [String], _ expected: String
    ) {
        var headers: HTTPFields = [:]
        headers[values: .forwardedFor] = forwarded
        let request = Request(
            head: HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/", headerFields: headers),
            body: RequestBody(buffer: ByteBuffer()))
        let middleware = RequestIdentityMiddleware(trustedProxies: ["10.0.0.1", "10.0.0.2"])
        #expect(middleware.clientAddress(of: request, peer: peer) == expected)
    }
}
