// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenonDomain
import Testing

@testable import TenonProxy

/// Writes down what it was shown, as a header; counts, so that one signature can be told from the next.
private final class CountingAuthenticator: RequestAuthenticator {
    private let count = Atomic(0)
    let wantsBody: Bool
    let refusal: TenonError?

    init(wantsBody: Bool, refusal: TenonError? = nil) {
        self.wantsBody = wantsBody
        self.refusal = refusal
    }

    func needsBody(_ request: SignableRequest) -> Bool { wantsBody }

    func authenticate(_ request: SignableRequest, at now: Timestamp) throws -> SignableRequest {
        if let refusal { throw refusal }
        let number = count.add(1, ordering: .relaxed).newValue
        let names = request.headers.map { $0.name.lowercased() }.joined(separator: ",")
        var signed = request
        signed.set(
            "X-Signed", "\(number) \(request.method) \(request.authority) \(request.target.reveal()) [\(names)] \(now)")
        if case .held(let body) = request.body { signed.body = .held(Secret(body.reveal() + "&sig=\(number)")) }
        return signed
    }
}

/// Requests that are authenticated one by one.
@Suite struct AuthenticationTests {
    private func plan(
        _ port: Int, wantsBody: Bool = false, refusal: TenonError? = nil, refreshOn: RefreshTest = .never
    ) throws -> UpstreamPlan {
        try FakeAuthority.plan(
            port: port, basePath: "/base", headers: [.init(name: "X-Own", value: Secret("1"))],
            query: [.init(name: "key", value: Secret("k v"))], refreshOn: refreshOn,
            authenticator: CountingAuthenticator(wantsBody: wantsBody, refusal: refusal))
    }

    /// Answers 200 with the head and the body that came.
    private static let echo = Script { peer in
        while let head = try await peer.readHead() {
            let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.split(separator: " ")[1]) }
            let body = try await peer.read(length ?? 0)
            try await peer.write(ScriptedUpstream.ok(head + body))
        }
    }

    @Test func `what is signed is what is sent, and the body passes through`() async throws {
        try await ProxyFixture.run(upstream: AuthenticationTests.echo, plan: Plan { try plan($0) }) {
            fixture, upstream in
            let body = String(repeating: "x", count: 3 << 20)
            let answer = try await fixture.send("PUT /proxy/7/a%2Fb?c=%20", "Accept: x/y", "Cookie: no", body: body)
            #expect(answer.status == 200)
            let host = "127.0.0.1:\(upstream.port)"
            #expect(
                answer.body.hasPrefix(
                    "PUT /base/a%2Fb?c=%20&key=k%20v HTTP/1.1\r\nHost: \(host)\r\nAccept: x/y\r\nX-Own: 1\r\n"
                        + "X-Signed: 1 PUT \(host) /base/a%2Fb?c=%20&key=k%20v [accept,x-own] "
                        + "\(FixedClock().now())\r\nVia: 1.1 tenon\r\nContent-Length: \(3 << 20)\r\n\r\nxxx"))
            #expect(answer.body.hasSuffix("xxx"))
        }
    }

    @Test(arguments: [
        ("Content-Length: 5\r\n\r\n", "abcde"),
        ("Transfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n", "2\r\nab\r\n3\r\ncde\r\n0\r\nX-T: 1\r\n\r\n"),
        ("Expect: 100-continue\r\nContent-Length: 5\r\n\r\n", "abcde"), ("Content-Length: 0\r\n\r\n", ""), ("\r\n", ""),
    ])
    func `a body that is needed is collected, and goes out as it was made`(_ fields: String, _ body: String)
        async throws
    {
        try await ProxyFixture.run(upstream: AuthenticationTests.echo, plan: Plan { try plan($0, wantsBody: true) }) {
            fixture, upstream in
            let text = try await RawClient.with(port: fixture.port) { client in
                try await client.write(ProxyFixture.head("POST /proxy/7/x", "Connection: close").dropLast() + fields)
                var interim = ""
                if fields.contains("Expect") { interim = try await client.read(until: "\r\n\r\n") }
                for byte in body { try await client.write(String(byte)) }
                return (interim, try await client.readToEnd(timeout: .seconds(60)))
            }
            #expect(text.0 == (fields.contains("Expect") ? "HTTP/1.1 100 Continue\r\n\r\n" : ""))
            let answer = RawAnswer(text.1)
            #expect(answer.status == 200, "\(text)")
            let plain = body.isEmpty ? "" : "abcde"
            #expect(answer.body.contains("Content-Length: \(plain.utf8.count + 6)\r\n\r\n\(plain)&sig=1"))
            for gone in ["Expect", "Trailer", "chunked"] { #expect(!answer.body.contains(gone)) }
        }
    }

    @Test func `the next request on the connection is not confused by it`() async throws {
        try await ProxyFixture.run(upstream: AuthenticationTests.echo, plan: Plan { try plan($0, wantsBody: true) }) {
            fixture, upstream in
            let one = ProxyFixture.head("POST /proxy/7/1", "Content-Length: 2") + "ab"
            let last = ProxyFixture.head("POST /proxy/7/2", "Content-Length: 1", "Connection: close") + "c"
            let text = try await fixture.exchange(one + one + last)
            for sent in ["ab&sig=1", "ab&sig=2", "c&sig=3"] { #expect(text.contains("\r\n\r\n\(sent)"), "\(text)") }
            #expect(upstream.connectionCount == 1)
        }
    }

    @Test(arguments: ["Content-Length: 1048577\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n100001\r\n"])
    func `a body that is needed and too large is refused before anything is sent`(_ fields: String) async throws {
        try await ProxyFixture.run(upstream: AuthenticationTests.echo, plan: Plan { try plan($0, wantsBody: true) }) {
            fixture, upstream in
            let body = String(repeating: "x", count: 0x100001)
            let answer = RawAnswer(
                try await fixture.exchange(ProxyFixture.head("POST /proxy/7/x").dropLast() + fields + body))
            #expect(answer.status == 413)
            #expect(answer.header("Tenon-Error") == "body_too_large")
            #expect(upstream.received.isEmpty)
            #expect(fixture.authority.outcomes == [.failed])
        }
    }

    @Test func `a body that does not come is not waited for for ever`() async throws {
        try await ProxyFixture.run(
            upstream: AuthenticationTests.echo, settings: Change { $0.idleTimeout = .milliseconds(100) },
            plan: Plan { try plan($0, wantsBody: true) }
        ) { fixture, upstream in
            let answer = RawAnswer(
                try await fixture.exchange(ProxyFixture.head("POST /proxy/7/x", "Content-Length: 5") + "ab"))
            #expect(answer.status == 408)
            #expect(upstream.received.isEmpty)
        }
    }

    /// A signature is good for one time only.
    @Test func `each attempt is signed anew`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                for status in ["503 Busy\r\nRetry-After: 0", "401 No", "200 OK"] {
                    guard let head = try await peer.readHead() else { return }
                    _ = try await peer.read(head.contains("Content-Length: 10") ? 10 : 0)
                    let number = head.split(separator: "X-Signed: ").last?.prefix(1) ?? "-"
                    try await peer.write("HTTP/1.1 \(status)\r\nContent-Length: 1\r\n\r\n\(number)")
                }
            },
            behaviour: Change { behaviour in
                behaviour.plans[7] = behaviour.plans[7].flatMap {
                    try? plan($0.port, wantsBody: true, refreshOn: RefreshTest(statuses: [401]))
                }
                behaviour.refresh = { .renewed($0) }
            }
        ) { fixture, upstream in
            let answer = try await fixture.send("POST /proxy/7/x", "Tenon-Retries: 2", body: "abcd")
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.body == "3")
            #expect(answer.header("Tenon-Attempts") == "3")
        }
    }

    @Test func `why a request cannot be signed is told`() async throws {
        let refusal = TenonError(.thirdPartyFailed, "The request cannot be signed: no key.")
        try await ProxyFixture.run(upstream: AuthenticationTests.echo, plan: Plan { try plan($0, refusal: refusal) }) {
            fixture, upstream in
            let answer = try await fixture.send("GET /proxy/7/x")
            #expect(answer.status == 424)
            #expect(answer.body.contains("no key"))
            #expect(upstream.received.isEmpty)
        }
    }

    // MARK: - Written down before

    @Test func `where a use is written down first, nothing is sent before it is`() async throws {
        let begun = Mutex(false)
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.write(ScriptedUpstream.ok(begun.withLock { $0 } ? "after" : "before"))
            },
            behaviour: Change { behaviour in
                behaviour.begin = { _ in
                    try await Task.sleep(for: .milliseconds(50))
                    begun.withLock { $0 = true }
                }
            }
        ) { fixture, _ in
            let answer = try await fixture.send("GET /proxy/7/x")
            #expect(answer.body == "after")
        }
    }

    @Test func `where it cannot be, nothing is sent at all`() async throws {
        struct Full: Error {}
        try await ProxyFixture.run(
            upstream: AuthenticationTests.echo, behaviour: Change { $0.begin = { _ in throw Full() } }
        ) { fixture, upstream in
            let answer = try await fixture.send("GET /proxy/7/x")
            #expect(answer.status == 503)
            #expect(answer.body.contains("audit log cannot be written"))
            #expect(upstream.connectionCount == 0)
            #expect(fixture.authority.outcomes == [.failed])
        }
    }
}
