// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TenonDomain
import TenonJSON
import Testing

/// Tokens that end while they are stored, as they do when a database is away for longer than they live.
///
/// The clock of these tests goes on by a second with every look.
@Suite struct ShortTokenTests {
    private func connection(_ api: APIFixture) async throws -> Int64 {
        let made = try await api.send(
            .post, "connections?teamId=1",
            body: [
                "accountType": "http-oauth2-client-credentials", "clientId": "c", "clientSecret": "canary-77ab",
                "tokenUrl": "https://login.example.com/token", "url": "https://login.example.com/me",
            ])
        return try #require(made.json?["connection"]?["id"]?.int, "\(made.text)")
    }

    /// Answers with tokens that live so many seconds, the last of them again and again.
    private func hand(_ lifetimes: [Int], to api: APIFixture) -> () -> Int {
        let count = Counter()
        api.egress.answer { _ in
            let number = count.next()
            let seconds = lifetimes[min(number, lifetimes.count) - 1]
            return .status(200, #"{"access_token":"t\#(number)","token_type":"Bearer","expires_in":\#(seconds)}"#)
        }
        return { count.value }
    }

    private final class Counter: Sendable {
        private let state = Mutex(0)
        var value: Int { state.withLock { $0 } }
        func next() -> Int {
            state.withLock { count in
                count += 1
                return count
            }
        }
    }

    @Test func `another one is got, and handed out`() async throws {
        try await APIFixture.run { api in
            let id = try await connection(api)
            let count = hand([2, 3600], to: api)
            let answer = try await api.send(.post, "connections/\(id)/credentials", body: [:])
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.json?["credentials"]?["accessToken"]?.string == "t2")
            #expect(count() == 2)
        }
    }

    @Test func `when all of them end the caller is told to come again, and the provider is not blamed`() async throws {
        try await APIFixture.run { api in
            let id = try await connection(api)
            let count = hand([2], to: api)
            let answer = try await api.send(.post, "connections/\(id)/credentials", body: [:])
            #expect(answer.status == 503)
            #expect(answer.json?["detail"]?.string?.contains("ended before they could be handed out") == true)
            #expect(count() == 3)
        }
    }
}
