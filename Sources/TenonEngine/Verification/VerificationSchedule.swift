// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// When a connection is verified next: a pure value.
package struct VerificationSchedule: Sendable, Hashable {
    /// How soon one is asked again that could not be asked.
    static let retry: Duration = .seconds(3600)

    /// From one verification of a connection to the next.
    package let interval: Duration

    package init(interval: Duration) { self.interval = interval }

    /// The first time of a connection that has none, anywhere within an interval: a server with many connections asks
    /// about a few at any time, and never about all at once.
    func first(at now: Timestamp, random: Double) -> Timestamp {
        now.advanced(by: interval * min(max(random, 0), 1) + .seconds(1))
    }

    /// The next time, spread by a tenth either way.
    func next(at now: Timestamp, wasAsked: Bool, random: Double) -> Timestamp {
        let pause = wasAsked ? interval : min(interval, Self.retry)
        return now.advanced(by: pause * (0.9 + 0.2 * min(max(random, 0), 1)))
    }

    /// No connection waits longer: one that would was planned for a longer interval.
    func latest(at now: Timestamp) -> Timestamp { now.advanced(by: interval * 1.2 + .seconds(1)) }
}
