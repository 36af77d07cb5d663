// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import Testing

@testable import TenonEngine

/// When connections are verified by themselves.
@Suite struct VerificationScheduleTests {
    private let now = Timestamp(milliseconds: 1_700_000_000_000)

    private func after(_ seconds: Double) -> Timestamp { now.advanced(by: .milliseconds(Int64(seconds * 1000))) }

    @Test func `first times are anywhere in the interval`() {
        let schedule = VerificationSchedule(interval: .seconds(1000))
        for (random, seconds) in [(0.0, 1.0), (0.5, 501.0), (1.0, 1001.0), (9.0, 1001.0), (-1.0, 1.0)] {
            #expect(schedule.first(at: now, random: random) == after(seconds))
        }
    }

    @Test func `the next time is an interval away, a tenth sooner or later`() {
        let schedule = VerificationSchedule(interval: .seconds(86_400))
        for (random, seconds) in [(0.0, 77_760.0), (0.5, 86_400.0), (1.0, 95_040.0)] {
            #expect(schedule.next(at: now, wasAsked: true, random: random) == after(seconds))
            #expect(schedule.next(at: now, wasAsked: true, random: random) <= schedule.latest(at: now))
        }
        #expect(schedule.first(at: now, random: 1) <= schedule.latest(at: now))
    }

    @Test func `who could not be asked is asked within the hour`() {
        let daily = VerificationSchedule(interval: .seconds(86_400))
        #expect(daily.next(at: now, wasAsked: false, random: 0.5) == after(3600))
        let often = VerificationSchedule(interval: .seconds(60))
        #expect(often.next(at: now, wasAsked: false, random: 0.5) == after(60))
    }
}
