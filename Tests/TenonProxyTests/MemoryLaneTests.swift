// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization
import TenonDomain
import TenonHTTP
import Testing

@testable import TenonProxy

/// Reads that are answered from memory, in front of the other lane.
@Suite struct MemoryLaneTests {
    /// Knows one answer, for whoever has the good token.
    private final class FakeMemory: RememberedAnswers {
        private static let long = String(repeating: "x", count: 100_000)

        let isOn = Atomic(true)
        let asked = Mutex<[String]>([])

        /// The first of five requests, as a window counts it.
        private static func decision() -> RateDecision {
            var windows = RateWindows<OrganizationID>()
            return windows.requestArrived(
                from: OrganizationID(1), limit: 5, at: Timestamp(milliseconds: 1_700_000_000_000))
        }

        func answer(to target: String, token: ProxyToken) -> RememberedAnswer? {
            asked.withLock { $0.append(target) }
            guard isOn.load(ordering: .relaxed), target.hasPrefix("/other"), token == ProxyToken(FakeAuthority.token)
            else { return nil }
            return RememberedAnswer(
                json: ByteBuffer(string: "{\"from\":\"memory\(target.hasSuffix("long") ? Self.long : "")\"}"),
                route: "/other", organizationID: OrganizationID(1),
                rate: target.contains("rate") ? Self.decision() : nil)
        }
    }

    private func run(
        _ body: @escaping @Sendable (ProxyFixture, FakeMemory) async throws -> Void
    ) async throws {
        let memory = FakeMemory()
        try await ProxyFixture.run(FakeAuthority.Behaviour(plans: [:]), memory: memory) { fixture in
            try await body(fixture, memory)
        }
    }

    @Test func `a read that is known is answered at once, with the head of every answer`() async throws {
        try await run { fixture, memory in
            try await RawClient.with(port: fixture.port) { client in
                try await client.write(ProxyFixture.head("GET /other?rate", "X-Request-Id: mine"))
                let answer = RawAnswer(try await client.read(until: "}"))
                #expect(answer.status == 200 && answer.body == "{\"from\":\"memory\"}")
                #expect(answer.header("content-length") == "17")
                #expect(answer.header("content-type") == "application/json; charset=utf-8")
                #expect(answer.header("x-request-id") == "mine")
                #expect(answer.header("x-content-type-options") == "nosniff")
                #expect(answer.header("cache-control") == "no-store")
                #expect(answer.header("x-ratelimit-limit") == "5" && answer.header("x-ratelimit-remaining") == "4")
                #expect(answer.header("x-ratelimit-reset") == "1700000060")
                #expect(answer.header("date") == "Tue, 14 Nov 2023 22:13:20 GMT")
            }
            #expect(memory.asked.withLock { $0 } == ["/other?rate"])
            #expect(fixture.logText.contains("request answered") && !fixture.logText.contains(FakeAuthority.token))
        }
    }

    @Test func `a long answer is whole, and the next one begins behind it`() async throws {
        try await run { fixture, _ in
            try await RawClient.with(port: fixture.port) { client in
                let long = ProxyFixture.head("GET /other?long")
                try await client.write(long + ProxyFixture.head("GET /other") + long)
                for isLong in [true, false, true] {
                    let answer = RawAnswer(try await client.read(until: "}"))
                    #expect(answer.status == 200 && answer.body.utf8.count == (isLong ? 100_017 : 17))
                    #expect(answer.header("content-length") == String(answer.body.utf8.count))
                }
            }
        }
    }

    @Test func `answers keep the order of their requests, whichever lane they take`() async throws {
        try await run { fixture, _ in
            try await RawClient.with(port: fixture.port) { client in
                let post = ProxyFixture.head("POST /other", "Content-Length: 3") + "abc"
                let get = ProxyFixture.head("GET /other")
                try await client.write(get + post + get + get + post)
                var text = ""
                for ending in ["memory\"}", "got 3", "memory\"}", "memory\"}", "got 3"] {
                    let part = try await client.read(until: ending)
                    #expect(part.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(part)")
                    text += part
                }
                #expect(text.ranges(of: "HTTP/1.1 ").count == 5)
            }
        }
    }

    @Test func `a head that comes in pieces goes to the other lane whole`() async throws {
        try await run { fixture, _ in
            try await RawClient.with(port: fixture.port) { client in
                let head = ProxyFixture.head("GET /other")
                var isFromMemory = true
                // A server that is slow to read finds both pieces at once.
                for round in 0..<8 where isFromMemory {
                    try await client.write(String(head.prefix(20)))
                    try await Task.sleep(for: .milliseconds(20 << round))
                    try await client.write(String(head.dropFirst(20)))
                    isFromMemory = try await client.read(until: "\r\n\r\n").contains("application/json")
                    _ = try await client.read(until: isFromMemory ? "}" : "from the other lane")
                }
                #expect(!isFromMemory)
                try await client.write(head)
                #expect(try await client.read(until: "}").hasSuffix("{\"from\":\"memory\"}"))
            }
        }
    }

    @Test(arguments: [
        "HEAD /other HTTP/1.1\r\nHost: a\r\nAuthorization: Token TOKEN\r\nConnection: close\r\n\r\n",
        "GET /other HTTP/1.1\r\nHost: a\r\nAuthorization: Token TOKEN\r\nConnection: close\r\n\r\n",
        "GET /other HTTP/1.0\r\nHost: a\r\nAuthorization: Token TOKEN\r\n\r\n",
        "GET /other HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /other HTTP/1.1\r\nHost: a\r\nAuthorization: Token TOKEN\r\nAuthorization: Token TOKEN\r\nConnection: close\r\n\r\n",
        "GET /other HTTP/1.1\r\nHost: a\r\nAuthorization: Token x\r\nConnection: close\r\n\r\n",
        "GET /other HTTP/1.1\r\nHost: a\r\nAuthorization: Token TOKEN\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab",
    ])
    func `what is no plain read with a token goes to the other lane`(_ request: String) async throws {
        try await run { fixture, _ in
            let text = try await fixture.exchange(request.replacing("TOKEN", with: FakeAuthority.token))
            #expect(text.hasPrefix("HTTP/1.") && !text.contains("memory"), "\(text)")
        }
    }

    @Test func `what is not known any more is asked for again`() async throws {
        try await run { fixture, memory in
            try await RawClient.with(port: fixture.port) { client in
                for isOn in [true, false, true] {
                    memory.isOn.store(isOn, ordering: .relaxed)
                    try await client.write(ProxyFixture.head("GET /other"))
                    let body = try await client.read(until: isOn ? "}" : "lane")
                    #expect(body.contains("memory") == isOn)
                }
            }
        }
    }

    @Test func `a caller who does not read gets no more from memory than fits`() async throws {
        try await run { fixture, memory in
            try await RawClient.with(port: fixture.port) { client in
                let many = String(repeating: ProxyFixture.head("GET /other"), count: 100_000)
                // What the server does not read stays with the system, which takes no more then.
                client.channel.writeAndFlush(ByteBuffer(string: many), promise: nil)
                try await Task.sleep(for: .milliseconds(500))
                #expect(memory.asked.withLock { $0.count } < 100_000)
            }
        }
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777_000, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (1_709_164_800_999, "Thu, 29 Feb 2024 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        (4_102_444_799_000, "Thu, 31 Dec 2099 23:59:59 GMT"),
    ])
    func `a date is written as HTTP has it`(_ milliseconds: Int64, _ text: String) {
        #expect(HTTPDate.text(Timestamp(milliseconds: milliseconds)) == text)
    }
}
