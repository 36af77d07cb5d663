// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import TenonDomain
import TenonJSON
import Testing

@testable import TenonHTTP

@Suite struct RateLimitTests {
    let one = OrganizationID(1)
    let two = OrganizationID(2)

    func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

    @Test func `the window opens with the first request and closes 60 seconds later`() {
        var windows = RateWindows(limit: 2)
        let first = windows.requestArrived(from: one, at: at(1000))
        #expect((first.isAdmitted, first.remaining, first.resetSeconds) == (true, 1, 1060))
        let second = windows.requestArrived(from: one, at: at(1059))
        #expect((second.isAdmitted, second.remaining, second.resetSeconds) == (true, 0, 1060))
        let third = windows.requestArrived(from: one, at: at(1059))
        #expect((third.isAdmitted, third.remaining, third.resetSeconds) == (false, 0, 1060))
        #expect(third.retryAfter == .seconds(1))
        let fourth = windows.requestArrived(from: one, at: at(1060))
        #expect((fourth.isAdmitted, fourth.remaining, fourth.resetSeconds) == (true, 1, 1120))
    }

    @Test func `organizations do not share a window`() {
        var windows = RateWindows(limit: 1)
        #expect(windows.requestArrived(from: one, at: at(0)).isAdmitted)
        #expect(windows.requestArrived(from: two, at: at(0)).isAdmitted)
        #expect(!windows.requestArrived(from: one, at: at(0)).isAdmitted)
    }

    @Test func `a clock that is set back locks nobody out`() {
        var windows = RateWindows(limit: 1)
        #expect(windows.requestArrived(from: one, at: at(100_000)).isAdmitted)
        let later = windows.requestArrived(from: one, at: at(50))
        #expect(later.isAdmitted)
        #expect(later.resetSeconds == 110)
    }

    @Test func `the reset is rounded up and the wait never zero`() {
        var windows = RateWindows(limit: 1)
        let first = windows.requestArrived(from: one, at: Timestamp(milliseconds: 1))
        #expect(first.resetSeconds == 61)
        let second = windows.requestArrived(from: one, at: Timestamp(milliseconds: 60_000))
        #expect(second.retryAfter == .seconds(1))
    }

    @Test func `closed windows are forgotten first, then the oldest`() {
        var windows = RateWindows(limit: 1, windowsMax: 3)
        for id in 1...3 { _ = windows.requestArrived(from: OrganizationID(Int64(id)), at: at(Int64(id))) }
        _ = windows.requestArrived(from: OrganizationID(4), at: at(5))
        #expect(windows.count == 3)
        #expect(windows.requestArrived(from: OrganizationID(2), at: at(5)).isAdmitted == false)
        _ = windows.requestArrived(from: OrganizationID(5), at: at(200))
        #expect(windows.count == 1)
    }

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
