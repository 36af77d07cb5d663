// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import Synchronization
import TenonDomain
import TestServices
import Testing

@testable import TenonProxy

/// Bodies of any length, and connections that break in the middle.
///
/// One at a time: `Process` of Foundation breaks when a test beside these starts a program while more than about a
/// thousand sockets are open.
@Suite(.serialized) struct StreamingTests {
    static let gigabyte = 1 << 30

    /// The memory of this process, in bytes.
    static func residentBytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (Int(fields[1]) ?? 0) * 4096
    }

    /// What the tests beside this one may take meanwhile, and far less than a body that is kept.
    static let growthBytesMax = 160 << 20

    @Test func `a gigabyte comes down, and memory stays flat`() async throws {
        let piece = ByteBuffer(repeating: 0x78, count: 256 << 10)
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.write("HTTP/1.1 200 OK\r\nContent-Length: \(StreamingTests.gigabyte)\r\n\r\n")
                for _ in 0..<(StreamingTests.gigabyte / piece.readableBytes) { try await peer.write(piece) }
                try await peer.waitForEnd()
            }
        ) { fixture, _ in
            let before = try StreamingTests.residentBytes()
            try await RawClient.with(port: fixture.port) { client in
                try await client.write(ProxyFixture.head("GET /proxy/7/x"))
                _ = try await client.read(until: "\r\n\r\n")
                let count = try await client.count(upTo: StreamingTests.gigabyte)
                #expect(count == StreamingTests.gigabyte)
            }
            let growth = try StreamingTests.residentBytes() - before
            #expect(growth < StreamingTests.growthBytesMax)
        }
    }

    @Test(arguments: [true, false])
    func `a gigabyte goes up, and memory stays flat`(_ isChunked: Bool) async throws {
        let total = isChunked ? StreamingTests.gigabyte / 4 : StreamingTests.gigabyte
        let piece = ByteBuffer(repeating: 0x78, count: 256 << 10)
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                let count = try await peer.drain(total)
                try await peer.write(ScriptedUpstream.ok("\(count >= total)"))
            }
        ) { fixture, _ in
            let before = try StreamingTests.residentBytes()
            try await RawClient.with(port: fixture.port) { client in
                let framing = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(total)"
                try await client.write(ProxyFixture.head("PUT /proxy/7/x", framing))
                for _ in 0..<(total / piece.readableBytes) {
                    if isChunked { try await client.write("40000\r\n") }
                    try await client.write(piece)
                    if isChunked { try await client.write("\r\n") }
                }
                if isChunked { try await client.write("0\r\n\r\n") }
                let answer = try await client.read(until: "true")
                #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
            }
            let growth = try StreamingTests.residentBytes() - before
            #expect(growth < StreamingTests.growthBytesMax)
        }
    }

    @Test func `a caller that does not read holds the third party back`() async throws {
        let piece = ByteBuffer(repeating: 0x78, count: 64 << 10)
        let written = SharedCount(0)
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.write("HTTP/1.1 200 OK\r\nContent-Length: \(StreamingTests.gigabyte)\r\n\r\n")
                for _ in 0..<(StreamingTests.gigabyte / piece.readableBytes) {
                    try await peer.write(piece)
                    written.add(piece.readableBytes)
                }
            }
        ) { fixture, _ in
            try await RawClient.with(port: fixture.port) { client in
                try await client.write(ProxyFixture.head("GET /proxy/7/x"))
                _ = try await client.read(until: "\r\n\r\n")
                // What the system's buffers hold is tens of megabytes; then nothing moves any more.
                var before = -1
                while written.value != before {
                    before = written.value
                    try await Task.sleep(for: .milliseconds(300))
                }
                #expect(before < StreamingTests.gigabyte / 2)
            }
        }
    }

    @Test func `each event of a stream arrives when it is sent`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
                for number in 0..<5 {
                    try await peer.write("data: \(number)\n\n")
                    // The next one comes only when this one was seen.
                    _ = try await peer.channel.eventLoop.scheduleTask(in: .milliseconds(20)) {}.futureResult.get()
                }
            }
        ) { fixture, _ in
            try await RawClient.with(port: fixture.port) { client in
                try await client.write(ProxyFixture.head("GET /proxy/7/x", "Accept: text/event-stream"))
                for number in 0..<5 {
                    let part = try await client.read(until: "data: \(number)\n\n")
                    #expect(part.hasSuffix("data: \(number)\n\n"))
                    #expect(!part.contains("data: \(number + 1)"))
                }
                let end = try await client.read(until: "0\r\n\r\n")
                #expect(end.hasSuffix("0\r\n\r\n"))
            }
        }
    }

    @Test func `a body may be sent after the third party asked for it`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                let head = try await peer.readHead() ?? ""
                guard head.contains("Expect: 100-continue") else { return }
                try await peer.write("HTTP/1.1 100 Continue\r\n\r\n")
                try await peer.write(ScriptedUpstream.ok(try await peer.read(5)))
            }
        ) { fixture, _ in
            try await RawClient.with(port: fixture.port) { client in
                try await client.write(
                    ProxyFixture.head("POST /proxy/7/x", "Expect: 100-continue", "Content-Length: 5"))
                let interim = try await client.read(until: "\r\n\r\n")
                #expect(interim == "HTTP/1.1 100 Continue\r\n\r\n")
                try await client.write("abcde")
                let answer = try await client.read(until: "abcde")
                #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
            }
        }
    }

    @Test func `a third party may refuse a body it has not seen`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.write("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n")
                try await peer.waitForEnd()
            }
        ) { fixture, _ in
            let answer = RawAnswer(
                try await fixture.exchange(
                    ProxyFixture.head("POST /proxy/7/x", "Expect: 100-continue", "Content-Length: 5")))
            #expect(answer.status == 417)
            #expect(answer.header("Connection") == "close", "the body may or may not come")
        }
    }

    @Test func `both directions may move at once`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                for _ in 0..<3 { try await peer.write("4\r\n\(try await peer.read(9).dropFirst(2).prefix(4))\r\n") }
                try await peer.write("0\r\nX-Sum: 3\r\n\r\n")
            }
        ) { fixture, _ in
            try await RawClient.with(port: fixture.port) { client in
                try await client.write(ProxyFixture.head("POST /proxy/7/x", "Transfer-Encoding: chunked"))
                for word in ["ping", "pong", "pang"] {
                    try await client.write("4\r\n\(word)\r\n")
                    _ = try await client.read(until: word)
                }
                try await client.write("0\r\n\r\n")
                let end = try await client.read(until: "X-Sum: 3\r\n\r\n")
                #expect(end.hasSuffix("0\r\nX-Sum: 3\r\n\r\n"))
            }
        }
    }

    @Test func `a reset in the middle of an answer is a connection that breaks`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")
                try await Task.sleep(for: .milliseconds(50))
                try await peer.reset()
            }
        ) { fixture, _ in
            let text = try await fixture.exchange(ProxyFixture.head("GET /proxy/7/x"))
            #expect(text.hasSuffix("half\r\n"))
            #expect(fixture.lane.exchangeCount == 0)
        }
    }

    @Test func `a reset before the answer is 502`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.reset()
            }
        ) { fixture, _ in
            let answer = try await fixture.send("POST /proxy/7/x", body: "abc")
            #expect(answer.status == 502)
        }
    }

    @Test func `when the caller goes, the third party's channel goes`() async throws {
        let ended = SharedCount(0)
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.write("HTTP/1.1 200 OK\r\n\r\nhalf")
                try await peer.waitForEnd()
                ended.add(1)
            }
        ) { fixture, _ in
            try await RawClient.with(port: fixture.port) { client in
                try await client.write(ProxyFixture.head("GET /proxy/7/x"))
                _ = try await client.read(until: "half")
            }
            while ended.value == 0 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(fixture.lane.exchangeCount == 0)
        }
    }

    @Test func `many slow streams at once`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.write("HTTP/1.1 200 OK\r\n\r\n")
                for _ in 0..<3 {
                    try await Task.sleep(for: .milliseconds(100))
                    try await peer.write("tick ")
                }
            }, settings: Change { $0.concurrentPerConnectionMax = 1000 }
        ) { fixture, _ in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<1000 {
                    group.addTask { try await fixture.send("GET /proxy/7/x").text.contains("tick \r\n0\r\n\r\n") }
                }
                var whole = 0
                for try await isWhole in group where isWhole { whole += 1 }
                #expect(whole == 1000)
            }
        }
    }

    @Test func `HTTP 1_0 gets what it can read`() async throws {
        try await ProxyFixture.run(
            upstream: ScriptedUpstream.always(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
        ) { fixture, _ in
            let text = try await fixture.exchange(
                "GET /proxy/7/x HTTP/1.0\r\nAuthorization: \(FakeAuthority.token)\r\n\r\n")
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(text.hasSuffix("Connection: close\r\n\r\nok"))
        }
    }
}

/// A real nginx behind the proxy, with and without TLS.
///
/// One at a time: `Process` of Foundation breaks when a test beside these starts a program while more than about a
/// thousand sockets are open.
@Suite(.serialized) struct NginxTests {
    private func run(
        _ body: @escaping @Sendable (ProxyFixture, NginxServer) async throws -> Void
    ) async throws {
        let nginx = try await TestServices.shared.nginx()
        let header = UpstreamPlan.Field(name: "X-Api-Key", value: Secret(nginx.key))
        let authority = Secret(nginx.authority)
        let plans: [Int64: UpstreamPlan] = [
            1: try FakeAuthority.plan(port: nginx.port, headers: [header]),
            2: try FakeAuthority.plan(port: nginx.tlsPort, scheme: .https, headers: [header], authorities: authority),
            3: try FakeAuthority.plan(
                port: nginx.tlsPort, scheme: .https, host: "localhost", headers: [header], authorities: authority),
            4: try FakeAuthority.plan(port: nginx.tlsPort, scheme: .https, headers: [header]),
            5: try FakeAuthority.plan(
                port: nginx.wrongHostPort, scheme: .https, headers: [header], authorities: authority),
            6: try FakeAuthority.plan(
                port: nginx.port, headers: [], query: [.init(name: "api_key", value: Secret(nginx.key))]),
        ]
        try await ProxyFixture.run(.init(plans: plans), resolver: FixedResolver("127.0.0.1")) { fixture in
            try await body(fixture, nginx)
        }
    }

    @Test func `credentials in a header and in the query are accepted, over TLS too`() async throws {
        try await run { fixture, nginx in
            for target in ["1/header/me", "2/header/me", "3/header/me", "6/query/me"] {
                let answer = try await fixture.send("GET /proxy/\(target)")
                #expect(answer.status == 200, "\(target)")
                #expect(answer.body.contains("Alice"))
            }
            let echo = try await fixture.send("GET /proxy/1/echo?a=%2F%20+b", "X-Api-Key: mine")
            #expect(echo.body.contains(#""uri":"/echo?a=%2F%20+b""#))
            #expect(echo.body.contains(#""key":"\#(nginx.key)""#))
            #expect(echo.body.contains(#""host":"127.0.0.1:\#(nginx.port)""#))
        }
    }

    @Test(arguments: [4, 5])
    func `a certificate that is not to be trusted ends it before the credential is sent`(_ id: Int) async throws {
        try await run { fixture, _ in
            let answer = try await fixture.send("GET /proxy/\(id)/header/me")
            #expect(answer.status == 502)
            #expect(answer.body.contains("certificate"))
        }
    }

    @Test func `answers of every kind come back as they are`() async throws {
        try await run { fixture, _ in
            for (path, status) in [
                ("/limited", 429), ("/status/500", 500), ("/status/503", 503), ("/redirect/elsewhere", 302),
                ("/nothing", 404),
            ] {
                let answer = try await fixture.send("GET /proxy/1\(path)")
                #expect(answer.status == status)
                #expect(answer.header("Server")?.hasPrefix("nginx") == true)
                #expect(answer.header("Tenon-Error") == nil)
            }
            let closed = try await fixture.send("GET /proxy/1/close")
            #expect(closed.status == 502)
            let big = try await fixture.send("GET /proxy/1/big")
            #expect(big.body.utf8.count == 3 << 20)
            let head = try await fixture.send("HEAD /proxy/1/big")
            #expect(head.header("Content-Length") == "3145728")
            #expect(head.body.isEmpty)
        }
    }

    @Test func `methods are those of the caller`() async throws {
        try await run { fixture, _ in
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"] {
                let answer = try await fixture.send("\(method) /proxy/2/echo", body: "x=1")
                #expect(answer.body.contains(#""method":"\#(method)""#))
                #expect(answer.body.contains(#""length":"3""#))
            }
        }
    }
}

/// A number that tasks share.
final class SharedCount: Sendable {
    private let number: Mutex<Int>
    init(_ value: Int) { number = Mutex(value) }
    var value: Int { number.withLock { $0 } }
    func add(_ more: Int) { number.withLock { $0 += more } }
}
