// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import TenonDomain
import TenonJSON
import Testing

@testable import TenonHTTP

@Suite struct RateLimitTests {
    @Test func `every answer to a known caller carries the limit`() async throws {
        var server = TestServer([
            .test(.get, "/good") { _ in true }, .test(.get, "/bad") { _ in throw TenonError(.conflict, "x") },
            .test(.get, "/forbidden", scope: .needs(.auditRead)) { _ in true },
        ])
        server.settings.requestsPerMinute = 10
        for path in ["/good", "/bad", "/forbidden"] {
            let answer = try await server.send(.get, path)
            #expect(answer.headers[.rateLimitLimit] == "10")
            #expect(answer.headers[.rateLimitRemaining] == "9")
            #expect(answer.headers[.rateLimitReset] == "1060")
        }
        let stranger = try await server.send(.get, "/good", headers: [:])
        #expect(stranger.headers[.rateLimitLimit] == nil)
    }

    @Test func `over the limit is 429 with the time to wait`() async throws {
        var server = TestServer([.test { _ in true }])
        server.settings.requestsPerMinute = 2
        let answers = try await server.application.test(.router) { client in
            var answers: [Answer] = []
            for _ in 1...3 {
                let response = try await client.execute(uri: "/things", method: .get, headers: TestServer.authorized)
                answers.append(Answer(response))
            }
            return answers
        }
        #expect(answers.map(\.status) == [200, 200, 429])
        #expect(answers[2].code == "SC429")
        #expect(answers[2].detail == "Requests limit for organization exceeded, please try again later.")
        #expect(answers[2].headers[.retryAfter] == "60")
        #expect(answers[2].headers[.rateLimitRemaining] == "0")
    }

    @Test func `zero is no limit and no headers`() async throws {
        var server = TestServer([.test { _ in true }])
        server.settings.requestsPerMinute = 0
        let answer = try await server.send(.get, "/things")
        #expect(answer.status == 200)
        #expect(answer.headers[.rateLimitLimit] == nil)
        #expect(answer.headers[.rateLimitReset] == nil)
    }
}
