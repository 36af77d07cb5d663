// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import Testing

@testable import TenonProxy

/// What the proxy is for.
///
/// One at a time: `Process` of Foundation breaks when a test beside these starts a program while more than about a
/// thousand sockets are open.
@Suite(.serialized) struct BasicTests {
    @Test func `a request reaches the third party with the credential, and its answer comes back as it is`()
        async throws
    {
        try await ProxyFixture.run(
            upstream: ScriptedUpstream.always(
                "HTTP/1.1 207 Odd Reason\r\nContent-Type: text/x\r\nSet-Cookie: a=b\r\nContent-Length: 5\r\nX-A: 1\r\n\r\nhello"
            )
        ) { fixture, upstream in
            let answer = try await fixture.send("GET /proxy/7/v1/things?a=%20b&c", "Accept: x/y", "Cookie: s=1")
            #expect(answer.status == 207)
            #expect(
                answer.text
                    == "HTTP/1.1 207 Odd Reason\r\nContent-Type: text/x\r\nSet-Cookie: a=b\r\nContent-Length: 5\r\nX-A: 1\r\n"
                    + "Via: 1.1 tenon\r\nTenon-Attempts: 1\r\nConnection: close\r\n\r\nhello")
            #expect(
                upstream.received == [
                    "GET /v1/things?a=%20b&c HTTP/1.1\r\nHost: 127.0.0.1:\(upstream.port)\r\nAccept: x/y\r\n"
                        + "Authorization: \(FakeAuthority.secret)\r\nVia: 1.1 tenon\r\n\r\n"
                ])
            #expect(fixture.authority.outcomes == [.answered(status: 207)])
        }
    }

    @Test func `both lanes share a connection, in any order and pipelined`() async throws {
        try await ProxyFixture.run(upstream: ScriptedUpstream.always(ScriptedUpstream.ok("proxied"))) {
            fixture, upstream in
            let one = ProxyFixture.head("GET /proxy/7/x")
            let other = "GET /other HTTP/1.1\r\nHost: a\r\n\r\n"
            let post = "POST /other HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
            let last = "GET /other HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            let text = try await fixture.exchange(one + other + post + one + one + other + last)
            let bodies = text.split(separator: "HTTP/1.1 200 OK").map { $0.split(separator: "\r\n\r\n").last ?? "" }
            #expect(
                bodies == [
                    "proxied", "from the other lane", "other lane got 3", "proxied", "proxied", "from the other lane",
                    "from the other lane",
                ])
            #expect(upstream.connectionCount == 1)
        }
    }

    /// The rules are the authority's; what gets around them on the way is for the proxy to see.
    @Test(arguments: [
        "X-HTTP-Method-Override: DELETE", "x_http_method_override: DELETE", "X-Method-Override: PUT",
        "X-HTTP-Method: PUT", "X-Original-URL: /admin", "X-Rewrite-Url: /admin",
    ])
    func `a narrowed token sends nothing that asks for another method or path on the way`(_ header: String)
        async throws
    {
        try await ProxyFixture.run(upstream: ScriptedUpstream.always(ScriptedUpstream.ok("ok"))) {
            fixture, upstream in
            #expect(try await fixture.send("GET /proxy/7/x?_method=PUT", header).status == 200)
            let rules = [try RequestRule("GET /**")]
            fixture.authority.change {
                $0.limits = TokenLimits(connections: nil, types: nil, requests: rules, requestsPerMinute: nil)
            }
            let refused = try await fixture.send("GET /proxy/7/x", header)
            #expect(refused.status == 403)
            #expect(refused.text.contains("Tenon-Error: permission_denied"))
            #expect(try await fixture.send("GET /proxy/7/x?a=1&%5Fmethod=PUT").status == 403)
            #expect(try await fixture.send("GET /proxy/7/x?method=PUT").status == 200)
            #expect(upstream.received.joined().split(separator: " HTTP/1.1").count - 1 == 2)
        }
    }

    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "M-SEARCH"])
    func `any method goes through`(_ method: String) async throws {
        let answer = method == "HEAD" ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" : ScriptedUpstream.ok("ok")
        try await ProxyFixture.run(upstream: ScriptedUpstream.always(answer)) { fixture, upstream in
            let answer = try await fixture.send("\(method) /proxy/7/x")
            #expect(answer.status == 200)
            #expect(answer.body == (method == "HEAD" ? "" : "ok"))
            #expect(upstream.received.first?.hasPrefix("\(method) /x HTTP/1.1\r\n") == true)
        }
    }
}
