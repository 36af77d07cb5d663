// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TenonProxy

/// What is decided about an exchange, without time or network.
@Suite struct ProxyExchangeTests {
    private func exchange(
        retries: Int = 0, waiting: Duration = .seconds(30), isIdempotent: Bool = true
    ) -> ProxyExchange {
        var exchange = ProxyExchange(
            budget: .init(retries: retries, waiting: waiting), isIdempotent: isIdempotent)
        exchange.admitted()
        hold(exchange.connected())
        return exchange
    }

    /// `#expect` cannot take what changes a value.
    private func hold(
        _ isTrue: Bool, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(isTrue, comment, sourceLocation: sourceLocation)
    }

    private func answer(
        _ exchange: inout ProxyExchange, _ status: Int, after: Duration? = nil, isStale: Bool = false,
        canReplay: Bool = true
    ) -> ProxyExchange.AnswerVerdict {
        exchange.answered(status: status, retryAfter: after, isStale: isStale, canReplay: canReplay)
    }

    @Test func `an answer is passed on`() {
        var exchange = exchange()
        hold(answer(&exchange, 200) == .relay)
        #expect(exchange.state == .relaying)
        #expect(exchange.attempts == 1)
        exchange.finished()
        #expect(exchange.state == .done)
    }

    @Test func `a stale credential is refreshed once`() {
        var exchange = exchange()
        hold(answer(&exchange, 401, isStale: true) == .refresh)
        #expect(exchange.state == .refreshing)
        hold(exchange.renewed())
        hold(exchange.connected())
        #expect(exchange.attempts == 2)
        hold(answer(&exchange, 401, isStale: true) == .relay)
    }

    @Test func `without a new credential the answer stands`() {
        var exchange = exchange()
        hold(answer(&exchange, 401, isStale: true) == .refresh)
        hold(exchange.notRenewed())
        #expect(exchange.state == .relaying)
        hold(!exchange.renewed())
    }

    @Test func `what cannot be sent again is not`() {
        var exchange = exchange(retries: 3)
        hold(answer(&exchange, 401, isStale: true, canReplay: false) == .relay)
        var other = self.exchange(retries: 3)
        hold(answer(&other, 429, after: .seconds(1), canReplay: false) == .relay)
    }

    @Test(arguments: [429, 503])
    func `waiting has a number and a time`(_ status: Int) {
        var exchange = exchange(retries: 2)
        hold(answer(&exchange, status, after: .seconds(10)) == .retry(after: .seconds(10)))
        hold(exchange.waited())
        hold(exchange.connected())
        hold(answer(&exchange, status, after: .seconds(21)) == .relay, "longer than what is left")
        var other = self.exchange(retries: 1)
        hold(answer(&other, status, after: .seconds(1)) == .retry(after: .seconds(1)))
        hold(other.waited())
        hold(other.connected())
        hold(answer(&other, status, after: .seconds(1)) == .relay)
        #expect(other.attempts == 2)
    }

    @Test func `who gives no time is asked less and less often`() {
        var exchange = exchange(retries: 3)
        for seconds in [1, 2, 4] {
            hold(answer(&exchange, 503) == .retry(after: .seconds(seconds)))
            hold(exchange.waited())
            hold(exchange.connected())
        }
        hold(answer(&exchange, 503) == .relay)
    }

    @Test func `nothing is waited for that nobody asked to wait for`() {
        var exchange = exchange()
        hold(answer(&exchange, 429, after: .zero) == .relay)
    }

    @Test func `a channel that was closed while idle is replaced once`() {
        var exchange = exchange()
        hold(exchange.failed(isReused: true, hasAnswer: false, canReplay: true) == .reconnect)
        hold(exchange.connected())
        #expect(exchange.attempts == 1, "the first one was not heeded")
        hold(exchange.failed(isReused: true, hasAnswer: false, canReplay: true) == .refuse)
    }

    @Test(arguments: [
        (false, true, false, true), (true, false, false, true), (true, true, true, true), (true, true, false, false),
    ])
    func `a request is not repeated where it could do harm`(
        _ isReused: Bool, _ isIdempotent: Bool, _ hasAnswer: Bool, _ canReplay: Bool
    ) {
        var exchange = exchange(isIdempotent: isIdempotent)
        hold(exchange.failed(isReused: isReused, hasAnswer: hasAnswer, canReplay: canReplay) == .refuse)
        #expect(exchange.state == .done)
    }

    @Test func `an answer that breaks off is cut`() {
        var exchange = exchange()
        hold(answer(&exchange, 200) == .relay)
        hold(exchange.failed(isReused: true, hasAnswer: true, canReplay: true) == .cut)
    }

    /// Every event in every state: none leads to a second answer, or out of the end.
    @Test func `what comes too late changes nothing`() {
        typealias Event = (inout ProxyExchange) -> Void
        let events: [Event] = [
            { $0.admitted() }, { _ = $0.connected() }, { _ = $0.renewed() }, { _ = $0.notRenewed() },
            { _ = $0.waited() },
        ]
        for first in events.indices {
            for second in events.indices {
                var exchange = exchange()
                exchange.finished()
                events[first](&exchange)
                events[second](&exchange)
                #expect(exchange.state == .done)
                #expect(exchange.attempts == 1)
            }
        }
    }
}
