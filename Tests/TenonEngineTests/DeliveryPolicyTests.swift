// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import Testing

@testable import TenonEngine

/// What follows from an attempt to deliver.
@Suite struct DeliveryPolicyTests {
    private let policy = DeliveryPolicy()
    private let now = Timestamp(milliseconds: 1_700_000_000_000)

    private func consequence(
        _ answer: DeliveryPolicy.Answer, event: WebhookEvent = .broken, attempts: Int = 0,
        failingFor: Duration? = nil, random: Double = 0.5
    ) -> DeliveryResult.Consequence {
        policy.result(
            of: answer, event: event, attempts: attempts,
            failingSince: failingFor.map { now.advanced(by: .zero - $0) }, at: now, random: random
        ).consequence
    }

    @Test(arguments: [200, 201, 202, 204, 299])
    func `only a success is one`(_ status: Int) {
        #expect(consequence(.status(status, retryAfter: nil)) == .delivered)
        #expect(consequence(.status(status, retryAfter: nil), event: .test) == .delivered)
    }

    @Test(arguments: [100, 199, 300, 301, 307, 400, 401, 404, 429, 500, 503])
    func `everything else is tried again, later each time`(_ status: Int) {
        var last = now
        for attempts in DeliveryPolicy.pauses.indices {
            guard case .retry(let next) = consequence(.status(status, retryAfter: nil), attempts: attempts) else {
                Issue.record("no retry after attempt \(attempts + 1)")
                return
            }
            #expect(next > last)
            last = next
        }
        #expect(consequence(.status(status, retryAfter: nil), attempts: DeliveryPolicy.pauses.count) == .givenUp)
    }

    @Test func `the pauses are spread by a fifth either way`() {
        for (random, seconds) in [(0.0, 4.0), (0.5, 5.0), (1.0, 6.0), (-3.0, 4.0), (7.0, 6.0)] {
            let next = now.advanced(by: .milliseconds(Int64(seconds * 1000)))
            #expect(consequence(.none("Nobody is there."), random: random) == .retry(at: next))
        }
    }

    @Test func `a receiver that asks for time gets it`() {
        #expect(
            consequence(.status(503, retryAfter: .seconds(600))) == .retry(at: now.advanced(by: .seconds(600))))
        #expect(consequence(.status(503, retryAfter: .seconds(1))) == .retry(at: now.advanced(by: .seconds(5))))
    }

    @Test func `after days of failures nothing more is sent`() {
        #expect(consequence(.status(500, retryAfter: nil), failingFor: .seconds(5 * 86_400 - 1)) != .givenUp)
        guard case .disabled(let reason) = consequence(.none("x"), failingFor: .seconds(5 * 86_400)) else {
            Issue.record("it is not switched off")
            return
        }
        #expect(reason.contains("2023-11-09T22:13:20.000Z"))
        #expect(consequence(.status(200, retryAfter: nil), failingFor: .seconds(50 * 86_400)) == .delivered)
    }

    @Test func `a receiver that is gone says so`() {
        guard case .disabled = consequence(.status(410, retryAfter: nil)) else {
            Issue.record("it is not switched off")
            return
        }
    }

    @Test func `a test is one attempt, and switches nothing off`() {
        for answer in [DeliveryPolicy.Answer.status(410, retryAfter: nil), .status(500, retryAfter: nil), .none("x")] {
            #expect(consequence(answer, event: .test, failingFor: .seconds(50 * 86_400)) == .givenUp)
        }
    }

    @Test func `the outcome is told in words`() {
        let result = policy.result(
            of: .status(301, retryAfter: nil), event: .broken, attempts: 0, failingSince: nil, at: now, random: 0)
        #expect(result.status == 301 && result.error == "The receiver answered with status 301.")
    }
}
