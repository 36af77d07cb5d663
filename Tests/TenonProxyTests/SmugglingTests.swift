// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import TenonDomain
import Testing

@testable import TenonProxy

/// Requests that two readers could take for different ones.
///
/// One at a time: `Process` of Foundation breaks when a test beside these starts a program while more than about a
/// thousand sockets are open.
@Suite(.serialized) struct SmugglingTests {
    static let line = "POST /proxy/7/x HTTP/1.1\r\n"
    static let host = "Host: tenon.test\r\n"
    static let token = "Authorization: Token \(FakeAuthority.token)\r\n"
    /// What a reader with another idea of the first request's end would take for a second one.
    static let smuggled = "GET /proxy/7/smuggled HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + token + "\r\n"

    /// A request with the usual first lines.
    static func request(_ fields: String, _ body: String = "") -> String {
        line + host + token + fields + "\r\n" + body
    }

    /// What must be refused with that status, and never reach the third party.
    static let refused: [(name: String, bytes: String, status: Int)] = [
        ("two lengths", request("Content-Length: 3\r\nContent-Length: 50\r\n", "abc"), 400),
        ("the same length twice", request("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400),
        ("a list of lengths", request("Content-Length: 3, 3\r\n", "abc"), 400),
        ("a length with a sign", request("Content-Length: +3\r\n", "abc"), 400),
        ("a negative length", request("Content-Length: -1\r\n", "abc"), 400),
        ("a hexadecimal length", request("Content-Length: 0x3\r\n", "abc"), 400),
        ("a length with a space inside", request("Content-Length: 1 2\r\n", "abc"), 400),
        ("an empty length", request("Content-Length:\r\n", "abc"), 400),
        ("a length beyond 64 bits", request("Content-Length: 18446744073709551619\r\n", "abc"), 400),
        ("a length with an underscore", request("Content_Length: 3\r\n", "abc"), 400),
        ("length and chunks", request("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400),
        ("chunks and length", request("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), 400),
        ("two encodings", request("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"), 400),
        ("chunked twice", request("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400),
        ("a list of encodings", request("Transfer-Encoding: gzip, chunked\r\n"), 400),
        ("an unknown encoding", request("Transfer-Encoding: xchunked\r\n"), 400),
        ("identity", request("Transfer-Encoding: identity\r\n"), 400),
        ("a vertical tab before the encoding", request("Transfer-Encoding: \u{0B}chunked\r\n"), 400),
        ("a quoted encoding", request("Transfer-Encoding: \"chunked\"\r\n"), 400),
        ("an encoding with an underscore", request("Transfer_Encoding: chunked\r\n", "0\r\n\r\n"), 400),
        ("a space before the colon", request("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), 400),
        ("a tab before the colon", request("Content-Length\t: 3\r\n", "abc"), 400),
        (
            "chunks in HTTP/1.0",
            "POST /proxy/7/x HTTP/1.0\r\n" + host + token + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400
        ),
        ("a folded header", request("X-A: 1\r\n Transfer-Encoding: chunked\r\n"), 400),
        ("a folded first header", line + " Host: a\r\n" + token + "\r\n", 400),
        ("a header folded with a tab", request("X-A: 1\r\n\tb\r\n"), 400),
        ("a bare line feed in the head", line + host + token + "X-A: 1\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("line feeds only", "GET /proxy/7/x HTTP/1.1\nHost: a\n\n", 400),
        ("a bare carriage return in a value", request("X-A: 1\rTransfer-Encoding: chunked\r\n"), 400),
        ("a carriage return at the start of a line", request("\rX-A: 1\r\n"), 400),
        ("two carriage returns", request("X-A: 1\r\r\n"), 400),
        ("a NUL in a value", request("X-A: 1\u{0}2\r\n"), 400),
        ("a NUL in a name", request("X\u{0}A: 1\r\n"), 400),
        ("an escape character in a value", request("X-A: \u{1B}[0m\r\n"), 400),
        ("a name with a space", request("X A: 1\r\n"), 400),
        ("an empty name", request(": 1\r\n"), 400),
        ("no colon", request("Transfer-Encoding\r\n"), 400),
        ("a name that is not ASCII", request("Tränsfer: 1\r\n"), 400),
        ("no host", line + token + "\r\n", 400),
        ("two hosts", request("Host: other.test\r\n"), 400),
        ("a host with a path", line + "Host: a/b\r\n" + token + "\r\n", 400),
        ("a host with user information", line + "Host: a@b\r\n" + token + "\r\n", 400),
        ("a host with a space", line + "Host: a b\r\n" + token + "\r\n", 400),
        ("two spaces in the first line", "GET /proxy/7/x  HTTP/1.1\r\n" + host + token + "\r\n", 400),
        ("a tab in the target", "GET /proxy/7/x\ty HTTP/1.1\r\n" + host + token + "\r\n", 400),
        ("no version", "GET /proxy/7/x\r\n" + host + token + "\r\n", 400),
        ("version 1.2", "GET /proxy/7/x HTTP/1.2\r\n" + host + token + "\r\n", 400),
        ("version 2", "GET /proxy/7/x HTTP/2.0\r\n" + host + token + "\r\n", 400),
        ("version in lower case", "GET /proxy/7/x http/1.1\r\n" + host + token + "\r\n", 400),
        ("white space behind the version", "GET /proxy/7/x HTTP/1.1 \r\n" + host + token + "\r\n", 400),
        (
            "too many options of the connection",
            request("Connection: \((0..<20).map { "x\($0)" }.joined(separator: ","))\r\n"), 400
        ),
        ("two tokens", request("Authorization: Bearer \(FakeAuthority.token)\r\n"), 401),
        ("an odd expectation", request("Expect: 200-ok\r\nContent-Length: 3\r\n", "abc"), 400),
        ("too many headers", request((0..<101).map { "X-\($0): 1\r\n" }.joined()), 431),
        ("too long a header", request("X-A: \(String(repeating: "a", count: 40_000))\r\n"), 431),
    ]

    @Test(arguments: refused.map(\.name))
    func `what two readers could read differently is refused`(_ name: String) async throws {
        let sample = try #require(SmugglingTests.refused.first { $0.name == name })
        try await ProxyFixture.run(upstream: ScriptedUpstream.always(ScriptedUpstream.ok("leaked"))) {
            fixture, upstream in
            let answer = RawAnswer(
                try await fixture.exchange(sample.bytes + SmugglingTests.smuggled, timeout: .seconds(60)))
            #expect(answer.status == sample.status)
            #expect(answer.header("Tenon-Error") != nil)
            #expect(answer.header("Connection") == "close" || sample.status == 401 || name == "an odd expectation")
            let seen = upstream.received.joined()
            #expect(!seen.contains("POST"))
            if answer.header("Connection") == "close" { #expect(seen.isEmpty, "nothing behind it is read") }
        }
    }

    /// Bodies whose chunks are malformed: the head may be out already, but the request is never completed.
    static let badChunks: [(name: String, body: String)] = [
        ("no size", "\r\nabc\r\n0\r\n\r\n"), ("a size that is no number", "zz\r\nabc\r\n0\r\n\r\n"),
        ("a size with 0x", "0x3\r\nabc\r\n0\r\n\r\n"), ("a negative size", "-3\r\nabc\r\n0\r\n\r\n"),
        ("a size with a space before it", " 3\r\nabc\r\n0\r\n\r\n"),
        ("a size with a space behind it", "3 \r\nabc\r\n0\r\n\r\n"),
        ("a size beyond 64 bits", "fffffffffffffffff3\r\nabc\r\n0\r\n\r\n"),
        ("a size ended by a line feed", "3\nabc\r\n0\r\n\r\n"),
        ("a chunk ended by a line feed", "3\r\nabc\n0\r\n\r\n"),
        ("a chunk longer than its size", "3\r\nabcd\r\n0\r\n\r\n"),
        ("an extension with a line feed", "3;a\nb\r\nabc\r\n0\r\n\r\n"),
        ("an extension with a carriage return", "3;a\rb\r\nabc\r\n0\r\n\r\n"),
        ("too long an extension", "3;\(String(repeating: "a", count: 300))\r\nabc\r\n0\r\n\r\n"),
        ("a trailer with a line feed", "3\r\nabc\r\n0\r\nX: 1\n\r\n"),
        ("a trailer without a colon", "3\r\nabc\r\n0\r\nX\r\n\r\n"),
        ("too long a trailer", "3\r\nabc\r\n0\r\nX: \(String(repeating: "a", count: 20_000))\r\n\r\n"),
    ]

    @Test(arguments: badChunks.map(\.name))
    func `a body of malformed chunks is never completed`(_ name: String) async throws {
        let sample = try #require(SmugglingTests.badChunks.first { $0.name == name })
        try await ProxyFixture.run(
            upstream: Script { peer in
                // A third party that waits for the end of the body.
                _ = try await peer.readHead()
                if try await peer.read(1 << 20).contains("\r\n0\r\n\r\n") {
                    try await peer.write(ScriptedUpstream.ok("done"))
                }
            }
        ) { fixture, upstream in
            let answer = RawAnswer(
                try await fixture.exchange(
                    SmugglingTests.request("Transfer-Encoding: chunked\r\n", sample.body) + SmugglingTests.smuggled,
                    timeout: .seconds(60)))
            #expect(answer.status == 400)
            #expect(answer.header("Tenon-Error") == "validation_failed")
            #expect(!upstream.received.joined().contains("smuggled"))
            #expect(upstream.received.allSatisfy { !$0.hasSuffix("0\r\n\r\n") })
        }
    }

    /// What is passed on, but without what could do harm: must be there, and must not.
    static let neutralised: [(name: String, bytes: String, has: [String], lacks: [String])] = [
        (
            "authorization listed as hop by hop", request("Connection: close, Authorization\r\n"),
            ["Authorization: Bearer canary"], ["Connection"]
        ),
        ("host listed as hop by hop", request("Connection: close, Host\r\n"), ["Host: 127.0.0.1"], ["Connection"]),
        (
            "a header listed as hop by hop", request("Connection: close, X-Secret\r\nX-Secret: 1\r\n"), ["POST /x"],
            ["X-Secret"]
        ),
        (
            "length listed as hop by hop", request("Connection: close, Content-Length\r\nContent-Length: 3\r\n", "abc"),
            ["Content-Length: 3", "\r\n\r\nabc"], ["Connection"]
        ),
        (
            "hop by hop",
            request(
                "Connection: close\r\nKeep-Alive: 5\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\nProxy-Connection: x\r\nProxy-Authorization: y\r\nTE: gzip\r\n"
            ), ["POST /x"], ["Keep-Alive", "Upgrade", "HTTP2", "Proxy", "TE:"]
        ),
        (
            "headers that speak for the caller",
            request(
                "Connection: close\r\nCookie: a=b\r\nForwarded: for=1\r\nX-Forwarded-For: 1\r\nX-Forwarded-Host: b\r\nX_Forwarded_For: 1\r\nX-Real-IP: 1\r\nTenon-Attempts: 9\r\n"
            ), ["POST /x"], ["Cookie", "orwarded", "Real", "Tenon"]
        ),
        (
            "a second credential spelt otherwise", request("Connection: close\r\nauthorization_: x\r\n"),
            ["Authorization: Bearer canary"], ["\(FakeAuthority.token)"]
        ),
        (
            "an extension of a chunk",
            request("Connection: close\r\nTransfer-Encoding: chunked\r\n", "3;evil=1\r\nabc\r\n0\r\n\r\n"),
            ["3\r\nabc\r\n0\r\n\r\n"], ["evil"]
        ),
        (
            "a trailer that frames",
            request(
                "Connection: close\r\nTransfer-Encoding: chunked\r\n",
                "3\r\nabc\r\n0\r\nContent-Length: 9\r\nAuthorization: x\r\nX-Sum: 1\r\n\r\n"),
            ["0\r\nX-Sum: 1\r\n\r\n"], ["Content-Length", "Authorization: x"]
        ),
        (
            "leading zeros of a size",
            request("Connection: close\r\nTransfer-Encoding: chunked\r\n", "0003\r\nabc\r\n000\r\n\r\n"),
            ["\r\n3\r\nabc\r\n0\r\n\r\n"], ["0003"]
        ),
        (
            "a body of GET",
            "GET /proxy/7/x HTTP/1.1\r\n" + host + token + "Connection: close\r\nContent-Length: 3\r\n\r\nabc",
            ["Content-Length: 3", "\r\n\r\nabc"], []
        ),
    ]

    @Test(arguments: neutralised.map(\.name))
    func `what could do harm goes no further`(_ name: String) async throws {
        let sample = try #require(SmugglingTests.neutralised.first { $0.name == name })
        try await ProxyFixture.run(
            upstream: Script { peer in
                guard let head = try await peer.readHead() else { return }
                if head.contains("chunked") {
                    var body = ""
                    while !body.hasSuffix("\r\n\r\n") { body += try await peer.read(1) }
                } else if head.contains("Content-Length: 3") {
                    _ = try await peer.read(3)
                }
                try await peer.write(ScriptedUpstream.ok("done"))
            }
        ) { fixture, upstream in
            let answer = RawAnswer(try await fixture.exchange(sample.bytes, timeout: .seconds(60)))
            #expect(answer.status == 200)
            let seen = try #require(upstream.received.first)
            for text in sample.has { #expect(seen.contains(text), "\(seen)") }
            for text in sample.lacks { #expect(!seen.contains(text), "\(seen)") }
        }
    }

    @Test func `a request in pieces is the same request`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                var body = ""
                while !body.hasSuffix("0\r\n\r\n") { body += try await peer.read(1) }
                try await peer.write(ScriptedUpstream.ok(body))
            }
        ) { fixture, upstream in
            let bytes = SmugglingTests.request(
                "Connection: close\r\nTransfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n")
            let text = try await RawClient.with(port: fixture.port) { client in
                for scalar in bytes.unicodeScalars {
                    try await client.write(String(scalar))
                    await Task.yield()
                }
                return try await client.readToEnd(timeout: .seconds(60))
            }
            #expect(RawAnswer(text).status == 200)
            // In how many chunks it goes on depends on how it came.
            let lines = RawAnswer(text).body.components(separatedBy: "\r\n")
            let content = stride(from: 1, to: lines.count, by: 2).map { lines[$0] }.joined()
            #expect(content == "abc", "\(lines)")
        }
    }

    @Test func `behind a malformed request of the other lane nothing is proxied any more`() async throws {
        try await ProxyFixture.run(upstream: ScriptedUpstream.always(ScriptedUpstream.ok("leaked"))) {
            fixture, upstream in
            for bytes in [
                "POST /other HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
                "GET /other HTTP/1.1\nHost: a\n\n", "GET http://x/proxy/7/x HTTP/1.1\r\nHost: a\r\nX:\r\n y\r\n\r\n",
                "POST /other HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
            ] {
                _ = try await fixture.exchange(bytes + SmugglingTests.smuggled, timeout: .milliseconds(300))
                #expect(upstream.received.isEmpty, "\(bytes)")
            }
        }
    }

    @Test(arguments: [
        "http://tenon.test/proxy/7/x", "//proxy/7/x", "/Proxy/7/x", "/./proxy/7/x", "/x/../proxy/7/x", "*", "/proxy",
    ])
    func `only the plain spelling is proxied`(_ target: String) async throws {
        try await ProxyFixture.run(upstream: ScriptedUpstream.always(ScriptedUpstream.ok("leaked"))) {
            fixture, upstream in
            let answer = try await fixture.send("GET \(target)")
            #expect((400...404).contains(answer.status))
            #expect(upstream.received.isEmpty)
        }
    }
}
