// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import Testing

@testable import TenonEngine

/// When tokens are refreshed, and when nobody asks.
@Suite struct RefreshPolicyTests {
    private let policy = RefreshPolicy()
    private let now = Timestamp(milliseconds: 1_700_000_000_000)

    private func after(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: now.milliseconds + milliseconds) }

    @Test(
        arguments: [
            (3_600_000, 60_000), (600_000, 60_000), (599_990, 59_999), (60_000, 6000), (1000, 100), (9, 0), (0, 0),
            (-5000, 0),
            (.max / 4, 60_000),
        ] as [(Int64, Int64)])
    func `a tenth of a token's life is kept back, and a minute at most`(_ life: Int64, _ leeway: Int64) {
        #expect(policy.leeway(obtainedAt: now, expiresAt: after(life)) == .milliseconds(leeway))
        #expect(policy.leeway(obtainedAt: nil, expiresAt: after(life)) == .seconds(60))
    }

    @Test func `a token is fresh up to its leeway, or for as long as the caller needs it`() {
        let grant = Connection.Grant(tokenExpiresAt: after(60_000), refreshedAt: now)
        for (at, isFresh) in [(0, true), (53_999, true), (54_000, false), (60_000, false), (70_000, false)]
            as [(Int64, Bool)]
        {
            #expect(policy.isFresh(grant, for: nil, at: after(at)) == isFresh, "\(at)")
        }
        for (seconds, isFresh) in [(0, true), (59, true), (60, false), (3600, false)] as [(Int64, Bool)] {
            #expect(policy.isFresh(grant, for: .seconds(seconds), at: now) == isFresh, "\(seconds)")
        }
        #expect(
            policy.isFresh(grant, for: .zero, at: after(59_999))
                && !policy.isFresh(grant, for: .zero, at: after(60_000)))
        #expect(policy.isFresh(Connection.Grant(refreshedAt: now), for: .seconds(99_999), at: after(.max / 4)))
        #expect(policy.isAlive(grant, at: after(59_999)) && !policy.isAlive(grant, at: after(60_000)))
        #expect(policy.isAlive(Connection.Grant(), at: now))
    }

    @Test(arguments: [1, 999, 1000, 60_000, 3_600_000, 31_536_000_000, .max / 1_000_000] as [Int64])
    func `refreshes are due inside of a token's life, spread out, before its leeway begins`(_ life: Int64) {
        let draws = (0...100).map { Double($0) / 100 }
        let due = draws.map { policy.dueAt(obtainedAt: now, expiresAt: after(life), random: $0) }
        #expect(due == due.sorted())
        let first = Double(due[0].milliseconds - now.milliseconds) / Double(life)
        let last = Double(due[100].milliseconds - now.milliseconds) / Double(life)
        #expect(first <= 0.65 && last <= 0.85)
        if life >= 1000 {
            #expect(first > 0.64 && last > 0.84, "two tenths of a life apart")
            #expect(
                due.allSatisfy {
                    $0 < after(life).advanced(by: .zero - policy.leeway(obtainedAt: now, expiresAt: after(life)))
                })
        }
        #expect(policy.dueAt(obtainedAt: now, expiresAt: after(-life), random: 0.5) == now, "a life that is over")
    }

    @Test func `a spread that is too wide stays inside of the life`() {
        var wide = RefreshPolicy()
        (wide.dueFraction, wide.spread) = (0.9, 5)
        #expect(wide.dueAt(obtainedAt: now, expiresAt: after(1000), random: 0) == now)
        #expect(wide.dueAt(obtainedAt: now, expiresAt: after(1000), random: 1) == after(1000))
    }

    @Test func `pauses double, up to their most, with jitter between half and all`() {
        for (reason, least, most) in [
            (Connection.Trouble.Reason.provider, 1000.0, 300_000.0), (.installation, 30_000, 3_600_000),
        ] {
            for count in [1, 2, 3, 5, 9, 10, 20, 21, 64, 1_000_000, .max] {
                let whole = min(least * Double(UInt64(1) << min(UInt64(count - 1), 40)), most)
                for random in [0, 0.25, 0.5, 0.999] {
                    let until = policy.retryAt(after: reason, count: count, retryAfter: nil, at: now, random: random)
                    let pause = Double((until?.milliseconds ?? 0) - now.milliseconds)
                    #expect(abs(pause - whole * (0.5 + random / 2)) <= 1, "\(reason) \(count) \(random)")
                }
            }
        }
    }

    @Test func `a count that makes no sense is taken for the first`() {
        for count in [0, -1] {
            let until = policy.retryAt(after: .provider, count: count, retryAfter: nil, at: now, random: 1)
            #expect(until == after(1000))
        }
    }

    @Test func `what the provider asks for is obeyed when it is longer`() {
        func pause(_ retryAfter: Duration, _ count: Int = 1) -> Int64? {
            policy.retryAt(after: .provider, count: count, retryAfter: retryAfter, at: now, random: 0)
                .map { $0.milliseconds - now.milliseconds }
        }
        #expect(pause(.seconds(120)) == 120_000)
        #expect(pause(.seconds(86_400)) == 86_400_000, "longer than our own most as well")
        #expect(pause(.zero) == 500 && pause(.milliseconds(499)) == 500 && pause(.milliseconds(501)) == 501)
        #expect(pause(.seconds(1), 20) == 150_000)
    }

    @Test(arguments: [Connection.Trouble.Reason.rejected, .answerLost, .noRefreshToken, .revoked])
    func `what only a person can mend is not tried again`(_ reason: Connection.Trouble.Reason) {
        #expect(policy.retryAt(after: reason, count: 1, retryAfter: .seconds(5), at: now, random: 0.5) == nil)
    }
}
