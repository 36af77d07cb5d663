// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenonDomain
import Testing

@testable import TenonProxy

/// Answers that say with their body that the credential is no longer good, as Slack does with status 200.
@Suite struct StaleAnswerTests {
    private static let test = RefreshTest(
        statuses: [], condition: { String(decoding: $0.body, as: UTF8.self).contains("\"token_expired\"") },
        readsBody: true)
    private static let expired = #"{"ok":false,"error":"token_expired"}"#

    /// The first answer is `answer` in these pieces, every other one is good.
    private func send(
        _ pieces: [String], _ check: @escaping @Sendable (RawAnswer, ProxyFixture) throws -> Void
    ) async throws {
        let isFirst = Mutex(true)
        try await ProxyFixture.run(
            upstream: Script { peer in
                while try await peer.readHead() != nil {
                    let wasFirst = isFirst.withLock { first in
                        defer { first = false }
                        return first
                    }
                    guard wasFirst else {
                        try await peer.write(ScriptedUpstream.ok("good", headers: "Content-Type: application/json\r\n"))
                        continue
                    }
                    for piece in pieces {
                        try await peer.write(piece)
                        try await Task.sleep(for: .milliseconds(5))
                    }
                }
            }, plan: Plan { try FakeAuthority.plan(port: $0, refreshOn: StaleAnswerTests.test) },
            behaviour: Change { $0.refresh = { .renewed($0) } }
        ) { fixture, _ in
            try check(try await fixture.send("GET /proxy/7/x"), fixture)
        }
    }

    private static func head(_ fields: String) -> String {
        "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n\(fields)\r\n"
    }

    static let staleAnswers: [[String]] = [
        [head("Content-Length: \(expired.utf8.count)\r\n") + expired],
        [head("Content-Length: \(expired.utf8.count)\r\n"), String(expired.prefix(9)), String(expired.dropFirst(9))],
        [
            head("Transfer-Encoding: chunked\r\n"), "9\r\n\(expired.prefix(9))\r\n",
            "\(String(expired.utf8.count - 9, radix: 16))\r\n\(expired.dropFirst(9))\r\n0\r\n\r\n",
        ],
    ]

    @Test(arguments: staleAnswers)
    func `it is held back, and the request sent again with a new credential`(_ pieces: [String]) async throws {
        try await send(pieces) { answer, fixture in
            #expect(answer.body == "good", "\(answer.text)")
            #expect(answer.header("Tenon-Attempts") == "2")
            #expect(fixture.authority.refreshes == 1)
        }
    }

    static let otherAnswers: [[String]] = [
        [head("Content-Length: 11\r\n"), #"{"ok""#, #":true}"#],
        [head("Content-Length: 0\r\n")],
        [head("Content-Length: 9000\r\n") + String(repeating: " ", count: 9000)],
        // No JSON is not waited for, nor what is too long.
        ["HTTP/1.1 200 OK\r\nContent-Length: \(expired.utf8.count)\r\n\r\n\(expired)"],
        [head("Content-Length: 70000\r\n") + expired + String(repeating: " ", count: 70_000 - expired.utf8.count)],
        [
            head("Transfer-Encoding: chunked\r\n") + "11170\r\n" + expired
                + String(repeating: " ", count: 70_000 - expired.utf8.count) + "\r\n0\r\n\r\n"
        ],
    ]

    @Test(arguments: otherAnswers)
    func `every other answer goes on as it is`(_ pieces: [String]) async throws {
        try await send(pieces) { answer, fixture in
            let whole = RawAnswer(pieces.joined())
            #expect(answer.status == 200)
            #expect(answer.header("Tenon-Attempts") == "1")
            if whole.header("Transfer-Encoding") == nil { #expect(answer.body == whole.body) }
            #expect(fixture.authority.refreshes == 0)
        }
    }

    @Test func `an answer that breaks off while it is looked at is a failure`() async throws {
        try await ProxyFixture.run(
            upstream: Script { peer in
                _ = try await peer.readHead()
                try await peer.write(StaleAnswerTests.head("Content-Length: 100\r\n") + "{")
            }, plan: Plan { try FakeAuthority.plan(port: $0, refreshOn: StaleAnswerTests.test) }
        ) { fixture, _ in
            let answer = try await fixture.send("GET /proxy/7/x")
            #expect(answer.body.count < 100, "\(answer.text)")
            #expect(fixture.authority.outcomes.count == 1)
        }
    }

    @Test func `what an answer says of missing scopes comes to the engine`() async throws {
        let challenge = #"Bearer error="insufficient_scope", scope="files:write""#
        for (status, hasScopes, count) in [(403, true, 1), (401, true, 1), (403, false, 0), (200, true, 0)] {
            try await ProxyFixture.run(
                upstream: ScriptedUpstream.always(
                    "HTTP/1.1 \(status) X\r\nWWW-Authenticate: \(challenge)\r\nContent-Length: 0\r\n\r\n"),
                plan: Plan { try FakeAuthority.plan(port: $0, hasScopes: hasScopes) }
            ) { fixture, _ in
                let answer = try await fixture.send("GET /proxy/7/x")
                #expect(answer.status == status)
                for _ in 0..<500 where fixture.authority.refusals.count < count {
                    try await Task.sleep(for: .milliseconds(10))
                }
                #expect(fixture.authority.refusals.map { $0.header("www-authenticate") ?? "" }.count == count)
            }
        }
    }
}
