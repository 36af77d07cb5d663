// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import Testing

@testable import TenonProxy

/// Answers that would put words into the mouth of the next one.
///
/// One at a time: `Process` of Foundation breaks when a test beside these starts a program while more than about a
/// thousand sockets are open.
@Suite(.serialized) struct AnswerSmugglingTests {
    /// Heads that are answered with 502 in place of being passed on.
    static let refused: [(name: String, answer: String)] = [
        ("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\nokabc"),
        ("the same length twice", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok"),
        ("a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok"),
        ("a length that is too long", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok"),
        ("length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("an unknown encoding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok"),
        ("a list of encodings", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\nok"),
        ("chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("a folded header", "HTTP/1.1 200 OK\r\nX: 1\r\n Set-Cookie: a\r\nContent-Length: 2\r\n\r\nok"),
        ("a bare line feed", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok"),
        ("a bare carriage return", "HTTP/1.1 200 OK\r\nX: a\rSet-Cookie: b\r\nContent-Length: 2\r\n\r\nok"),
        ("a NUL", "HTTP/1.1 200 OK\r\nX: a\u{0}\r\nContent-Length: 2\r\n\r\nok"),
        ("a space before the colon", "HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok"),
        ("another protocol", "ICY 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        ("HTTP/2", "HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        ("HTTP/0.9", "ok"),
        ("a status of two digits", "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok"),
        ("a status of four digits", "HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nok"),
        ("status 000", "HTTP/1.1 000 OK\r\nContent-Length: 2\r\n\r\nok"),
        ("status 999", "HTTP/1.1 999 OK\r\nContent-Length: 2\r\n\r\nok"),
        ("a switch of protocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        ("a flood of interim answers", String(repeating: "HTTP/1.1 102 Processing\r\n\r\n", count: 100)),
        ("too many headers", "HTTP/1.1 200 OK\r\n" + (0..<300).map { "X-\($0): 1\r\n" }.joined() + "\r\n"),
        ("too long a header", "HTTP/1.1 200 OK\r\nX: \(String(repeating: "a", count: 70_000))\r\n\r\n"),
        ("nothing", ""),
        ("half a head", "HTTP/1.1 200 OK\r\nContent-Le"),
    ]

    @Test(arguments: refused.map(\.name))
    func `an answer that cannot be understood is 502`(_ name: String) async throws {
        let sample = try #require(AnswerSmugglingTests.refused.first { $0.name == name })
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.write(sample.answer)
            }
        ) { fixture, _ in
            let text = try await fixture.exchange(ProxyFixture.head("GET /proxy/7/x", "Connection: close"))
            // Interim answers that came before are with the caller already.
            let answer = RawAnswer(
                String(text[(text.firstRange(of: "HTTP/1.1 502")?.lowerBound ?? text.startIndex)...]))
            #expect(answer.status == 502)
            #expect(answer.header("Tenon-Error") == "upstream_failed")
            #expect(!answer.text.contains("ok"))
        }
    }

    /// Bytes behind an answer, or a body where there is none.
    @Test(arguments: [
        ScriptedUpstream.ok("ok") + ScriptedUpstream.ok("poison"),
        "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\npoison",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison",
    ])
    func `what stands behind an answer does not become the next one`(_ bytes: String) async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                while try await peer.readHead() != nil {
                    try await peer.write(peer.number == 0 ? bytes : ScriptedUpstream.ok("second"))
                }
            }
        ) { fixture, upstream in
            let one = ProxyFixture.head("GET /proxy/7/x")
            let text = try await fixture.exchange(one + ProxyFixture.head("GET /proxy/7/y", "Connection: close"))
            #expect(text.hasSuffix("second"))
            #expect(!text.contains("poison"))
            #expect(upstream.connectionCount == 2)
        }
    }

    @Test func `bytes on an idle channel end it`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.write(ScriptedUpstream.ok("first"))
                try await Task.sleep(for: .milliseconds(50))
                if peer.number == 0 { try await peer.write(ScriptedUpstream.ok("poison")) }
                try await peer.waitForEnd()
            }
        ) { fixture, upstream in
            try await RawClient.with(port: fixture.port) { client in
                try await client.write(ProxyFixture.head("GET /proxy/7/x"))
                _ = try await client.read(until: "first")
                try await Task.sleep(for: .milliseconds(200))
                try await client.write(ProxyFixture.head("GET /proxy/7/y"))
                let second = try await client.read(until: "first")
                #expect(!second.contains("poison"))
            }
            #expect(upstream.connectionCount == 2)
        }
    }

    /// Bodies that end too early or are malformed: the caller must see that it does not have all of it.
    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n0\r\nX\r\n\r\n",
    ])
    func `a body that is cut is seen to be cut`(_ bytes: String) async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.write(bytes)
            }
        ) { fixture, _ in
            let text = try await fixture.exchange(
                ProxyFixture.head("GET /proxy/7/x") + ProxyFixture.head("GET /proxy/7/y"))
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(!text.hasSuffix("0\r\n\r\n"))
            #expect(text.split(separator: "HTTP/1.1").count == 1)
        }
    }

    @Test func `headers of this server's own cannot be forged`() async throws {
        let answer =
            "HTTP/1.1 200 OK\r\nTenon-Error: forged\r\nTenon_Attempts: 9\r\nProxy-Authenticate: Basic\r\nKeep-Alive: 1\r\n"
            + "Connection: X-Hop\r\nX-Hop: 1\r\nContent-Length: 2\r\n\r\nok"
        try await ProxyFixture.run(upstream: ScriptedUpstream.always(answer)) { fixture, _ in
            let answer = try await fixture.send("GET /proxy/7/x")
            for text in ["forged", "Tenon_", "Proxy", "Keep-Alive", "X-Hop"] { #expect(!answer.text.contains(text)) }
            #expect(answer.header("Tenon-Attempts") == "1")
        }
    }

    @Test func `interim answers are passed on`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ScriptedUpstream.ok("ok"))
            }
        ) { fixture, _ in
            let text = try await fixture.exchange(ProxyFixture.head("GET /proxy/7/x", "Connection: close"))
            #expect(text.hasPrefix("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n"))
        }
    }
}
