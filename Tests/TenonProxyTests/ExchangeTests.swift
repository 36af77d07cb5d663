// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import InMemoryLogging
import NIOCore
import Synchronization
import TenonDomain
import TenonEgress
import Testing

@testable import TenonProxy

/// Refreshing, retrying, limits, time and errors, over sockets.
///
/// One at a time: `Process` of Foundation breaks when a test beside these starts a program while more than about a
/// thousand sockets are open.
@Suite(.serialized) struct ExchangeTests {
    // MARK: - Refreshing and retrying

    /// Answers 401 to the old credential, and tells the body to the new one.
    static let stale: Script = Script { peer in
        while let head = try await peer.readHead() {
            var body = ""
            if head.contains("Content-Length: 5") { body = try await peer.read(5) }
            if head.contains("chunked") { while !body.hasSuffix("0\r\n\r\n") { body += try await peer.read(1) } }
            try await peer.write(
                head.contains("Bearer new")
                    ? ScriptedUpstream.ok("got '\(body)'")
                    : "HTTP/1.1 401 Unauthorized\r\nContent-Length: 3\r\n\r\nold")
        }
    }

    private func refreshing(
        _ outcome: @escaping @Sendable (Int) async throws -> ProxyRefresh,
        _ body: @escaping @Sendable (ProxyFixture, ScriptedUpstream) async throws -> Void
    ) async throws {
        try await ScriptedUpstream.run(ExchangeTests.stale) { upstream in
            let port = upstream.port
            let behaviour = FakeAuthority.Behaviour(
                plans: [7: try FakeAuthority.plan(port: port, refreshOn: RefreshTest(statuses: [401]))],
                refresh: { _ in (try? await outcome(port)) ?? .unavailable })
            try await ProxyFixture.run(behaviour) { fixture in try await body(fixture, upstream) }
        }
    }

    static func renewed(_ port: Int) throws -> ProxyRefresh {
        .renewed(
            FakeAuthority.grant(
                try FakeAuthority.plan(
                    port: port, headers: [.init(name: "Authorization", value: Secret("Bearer new"))],
                    refreshOn: RefreshTest(statuses: [401])), connection: 7, version: 2))
    }

    @Test(arguments: [
        ("", ""), ("Content-Length: 5\r\n", "abcde"), ("Transfer-Encoding: chunked\r\n", "5\r\nabcde\r\n0\r\n\r\n"),
    ])
    func `a stale credential is refreshed and the request sent again`(_ field: String, _ body: String) async throws {
        try await refreshing(ExchangeTests.renewed) { fixture, upstream in
            let answer = RawAnswer(
                try await fixture.exchange(
                    ProxyFixture.head("POST /proxy/7/x", "Connection: close").dropLast() + field + "\r\n" + body))
            #expect(answer.status == 200)
            #expect(answer.body == "got '\(body)'")
            #expect(answer.header("Tenon-Attempts") == "2")
            #expect(fixture.authority.refreshes == 1)
            #expect(fixture.authority.outcomes == [.answered(status: 200)])
            #expect(upstream.connectionCount == 1, "the answer was read to its end, so the channel is good")
        }
    }

    @Test func `without a new credential the third party's answer stands`() async throws {
        try await refreshing { _ in
            .unavailable
        } _: { fixture, _ in
            let answer = try await fixture.send("GET /proxy/7/x")
            #expect(answer.status == 401)
            #expect(answer.body == "old")
            #expect(answer.header("Tenon-Error") == nil)
        }
    }

    @Test func `a refusal of the authority is told`() async throws {
        try await refreshing { _ in
            .refused(TenonError(.conflict, "Authorize again."))
        } _: { fixture, _ in
            let answer = try await fixture.send("GET /proxy/7/x")
            #expect(answer.status == 409)
            #expect(answer.header("Tenon-Error") == "conflict")
            #expect(answer.header("Tenon-Attempts") == "1")
            #expect(!answer.text.contains("old"))
        }
    }

    @Test func `a body too large to be kept is not sent again`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                _ = try await peer.drain(2 << 20)
                try await peer.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 3\r\n\r\nold")
            }, plan: Plan { try FakeAuthority.plan(port: $0, refreshOn: RefreshTest(statuses: [401])) }
        ) { fixture, _ in
            let answer = try await fixture.send("POST /proxy/7/x", body: String(repeating: "x", count: 2 << 20))
            #expect(answer.status == 401)
            #expect(fixture.authority.refreshes == 0)
        }
    }

    @Test func `a condition may look at headers`() async throws {
        let test = RefreshTest(
            statuses: [], condition: { $0.status == 403 && $0.header("x-stale") == "1" && $0.body.isEmpty })
        try await ProxyFixture.run(
            upstream: ScriptedUpstream.always("HTTP/1.1 403 Forbidden\r\nX-Stale: 1\r\nContent-Length: 0\r\n\r\n"),
            plan: Plan { try FakeAuthority.plan(port: $0, refreshOn: test) }
        ) { fixture, _ in
            let status403 = try await fixture.send("GET /proxy/7/x").status
            #expect(status403 == 403)
            #expect(fixture.authority.refreshes == 1)
        }
    }

    @Test func `Tenon-Retries waits out 429, within the budget`() async throws {
        let counter = Mutex(0)
        try await ProxyFixture.run(
            upstream: Script { peer in
                while try await peer.readHead() != nil {
                    let count = counter.withLock {
                        $0 += 1
                        return $0
                    }
                    try await peer.write(
                        count % 3 == 0
                            ? ScriptedUpstream.ok("at last")
                            : "HTTP/1.1 429 Too Many\r\nRetry-After: 0\r\nContent-Length: 4\r\n\r\nwait")
                }
            }
        ) { fixture, _ in
            let patient = try await fixture.send("GET /proxy/7/x", "Tenon-Retries: 2")
            #expect(patient.status == 200)
            #expect(patient.header("Tenon-Attempts") == "3")
            let impatient = try await fixture.send("GET /proxy/7/x")
            #expect(impatient.status == 429)
            #expect(impatient.body == "wait")
            for wrong in ["x", "-1", "11", "1, 2", ""] {
                let answer = try await fixture.send("GET /proxy/7/x", "Tenon-Retries: \(wrong)")
                #expect(answer.status == 400)
            }
        }
    }

    @Test func `a time beyond the budget is not waited for`() async throws {
        try await ProxyFixture.run(
            upstream: ScriptedUpstream.always(
                "HTTP/1.1 503 Later\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n")
        ) { fixture, _ in
            let answer = try await fixture.send("GET /proxy/7/x", "Tenon-Retries: 5")
            #expect(answer.status == 503)
            #expect(answer.header("Retry-After") == "3600")
            #expect(answer.header("Tenon-Attempts") == "1")
        }
    }

    @Test func `a channel that was closed while idle is not the caller's trouble`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                guard try await peer.readHead() != nil else { return }
                try await peer.write(ScriptedUpstream.ok("ok"))
                // Reads the next request and closes without a word, as a server does whose idle time is over.
                if peer.number == 0 { _ = try await peer.readHead() } else { try await peer.waitForEnd() }
            }
        ) { fixture, upstream in
            for _ in 0..<2 {
                let answer = try await fixture.send("GET /proxy/7/x")
                #expect(answer.status == 200)
            }
            #expect(upstream.connectionCount == 2)
        }
    }

    // MARK: - Errors of our own

    @Test func `who has no good token learns nothing`() async throws {
        try await ProxyFixture.run(upstream: ScriptedUpstream.always(ScriptedUpstream.ok("leaked"))) {
            fixture, upstream in
            for field in [
                "", "Authorization: Bearer x\r\n", "Authorization: Basic \(FakeAuthority.token)\r\n",
                "Authorization: Bearer 11111111-2222-4333-8444-555555555555\r\n",
            ] {
                let answer = RawAnswer(
                    try await fixture.exchange(
                        "GET /proxy/7/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\(field)\r\n"))
                #expect(answer.status == 401)
                #expect(answer.header("Tenon-Error") == "unauthenticated")
                #expect(answer.header("WWW-Authenticate") == "Bearer")
                #expect(answer.body.contains(#""code":"SC401""#))
            }
            #expect(upstream.received.isEmpty)
        }
    }

    @Test func `a connection that is not there is 404, and the connection goes on`() async throws {
        try await ProxyFixture.run(upstream: ScriptedUpstream.always(ScriptedUpstream.ok("ok"))) { fixture, _ in
            let text = try await fixture.exchange(
                ProxyFixture.head("GET /proxy/8/x") + ProxyFixture.head("HEAD /proxy/8/x")
                    + ProxyFixture.head("GET /proxy/7/x", "Connection: close"))
            #expect(text.split(separator: "HTTP/1.1 ").map { $0.prefix(3) } == ["404", "404", "200"])
            #expect(text.hasSuffix("ok"))
        }
    }

    @Test func `what cannot be written down is not sent`() async throws {
        try await ProxyFixture.run(
            upstream: ScriptedUpstream.always(ScriptedUpstream.ok("sent")), behaviour: Change { $0.hasRoom = false }
        ) { fixture, upstream in
            let answer = try await fixture.send("GET /proxy/7/x")
            #expect(answer.status == 503)
            #expect(answer.header("Tenon-Error") == "unavailable")
            #expect(answer.header("Retry-After") == "1")
            #expect(upstream.received.isEmpty)
            #expect(fixture.lane.exchangeCount == 0)
        }
    }

    @Test func `a third party that is not there is 502`() async throws {
        let port = try await ScriptedUpstream.run(Script { _ in }) { $0.port }
        try await ProxyFixture.run(.init(plans: [7: try FakeAuthority.plan(port: port)])) { fixture in
            let answer = try await fixture.send("GET /proxy/7/x")
            #expect(answer.status == 502)
            #expect(answer.header("Tenon-Error") == "upstream_failed")
            #expect(answer.body.contains("refused"))
            #expect(answer.header("Tenon-Attempts") == "0")
            #expect(fixture.authority.outcomes == [.failed])
        }
    }

    @Test func `an address that is closed is not connected to`() async throws {
        try await ScriptedUpstream.run(ScriptedUpstream.always(ScriptedUpstream.ok("reached"))) { upstream in
            let plan = try FakeAuthority.plan(port: upstream.port)
            let named = try FakeAuthority.plan(port: upstream.port, host: "name.test")
            try await ProxyFixture.run(
                .init(plans: [7: plan, 8: named]), allow: [], resolver: FixedResolver("127.0.0.1")
            ) { fixture in
                for id in [7, 8] {
                    let answer = try await fixture.send("GET /proxy/\(id)/x")
                    #expect(answer.status == 502)
                    #expect(answer.body.contains("egress.allow"))
                }
            }
            #expect(upstream.connectionCount == 0)
        }
    }

    // MARK: - Limits and time

    @Test func `over the limit of a connection is 503`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.waitForEnd()
            }, settings: Change { $0.concurrentPerConnectionMax = 1 }
        ) { fixture, upstream in
            try await RawClient.with(port: fixture.port) { client in
                try await client.write(ProxyFixture.head("GET /proxy/7/x"))
                while upstream.received.first?.isEmpty ?? true { try await Task.sleep(for: .milliseconds(5)) }
                let answer = try await fixture.send("GET /proxy/7/y")
                #expect(answer.status == 503)
                #expect(answer.header("Retry-After") == "1")
            }
            // The first caller has gone: its request ends, and there is room again.
            while fixture.lane.exchangeCount > 0 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(fixture.authority.outcomes == [.failed])
        }
    }

    @Test func `a third party that stalls is cut off with 504`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.waitForEnd()
            }, settings: Change { $0.idleTimeout = .seconds(2) }
        ) { fixture, _ in
            let answer = try await fixture.send("GET /proxy/7/x")
            #expect(answer.status == 504)
            #expect(answer.header("Tenon-Error") == "upstream_timed_out")
        }
    }

    @Test func `one that stalls in the middle is cut off`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
                try await peer.waitForEnd()
            }, settings: Change { $0.idleTimeout = .seconds(2) }
        ) { fixture, _ in
            let text = try await fixture.exchange(ProxyFixture.head("GET /proxy/7/x"))
            #expect(text.hasSuffix("half"))
        }
    }

    @Test func `a caller whose body stops is 408`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.waitForEnd()
            }, settings: Change { $0.idleTimeout = .seconds(2) }
        ) { fixture, _ in
            let answer = RawAnswer(
                try await fixture.exchange(ProxyFixture.head("POST /proxy/7/x", "Content-Length: 9") + "half"))
            #expect(answer.status == 408)
        }
    }

    @Test func `a head that never ends is 408`() async throws {
        try await ProxyFixture.run(
            upstream: ScriptedUpstream.always(""), settings: Change { $0.headTimeout = .seconds(1) }
        ) { fixture, _ in
            let answer = RawAnswer(try await fixture.exchange("GET /proxy/7/x HTTP/1.1\r\nHost: a\r\nX: "))
            #expect(answer.status == 408)
        }
    }

    @Test func `an idle connection is closed`() async throws {
        try await ProxyFixture.run(
            upstream: ScriptedUpstream.always(ScriptedUpstream.ok("ok")),
            settings: Change { $0.clientIdleTimeout = .seconds(1) }
        ) { fixture, _ in
            let text = try await fixture.exchange(ProxyFixture.head("GET /proxy/7/x"))
            #expect(text.hasSuffix("ok"))
        }
    }

    @Test func `a body larger than the plan allows is 413`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.waitForEnd()
            }, plan: Plan { try FakeAuthority.plan(port: $0, requestBytesMax: 10) }
        ) { fixture, _ in
            let status413 = try await fixture.send("POST /proxy/7/x", body: "12345678901").status
            #expect(status413 == 413)
            let chunked = RawAnswer(
                try await fixture.exchange(
                    ProxyFixture.head("POST /proxy/7/x", "Transfer-Encoding: chunked")
                        + "6\r\n123456\r\n6\r\n123456\r\n"))
            #expect(chunked.status == 413)
        }
    }

    @Test func `no secret and no token is in any log line`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                let head = try await peer.readHead() ?? ""
                // A third party that repeats what it got, and one that breaks.
                try await peer.write(head.contains("/echo") ? "HTTP/1.1 2x " + head : "")
            }
        ) { fixture, _ in
            for path in ["/echo", "/break", "/..", "?a#b"] { _ = try await fixture.send("GET /proxy/7\(path)") }
            #expect(!fixture.log.entries.isEmpty)
            #expect(!fixture.logText.contains("canary"))
            #expect(!fixture.logText.contains(FakeAuthority.token))
        }
    }
}

/// Every name is at one address.
struct FixedResolver: AddressResolver {
    let address: String
    init(_ address: String) { self.address = address }
    func addresses(of name: String) async throws -> [IPAddress] { [IPAddress(address)].compactMap { $0 } }
}
