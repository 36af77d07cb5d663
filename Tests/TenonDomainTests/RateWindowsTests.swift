// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import Testing

@Suite struct RateWindowsTests {
    let one = OrganizationID(1)
    let two = OrganizationID(2)

    func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

    @Test func `the window opens with the first request and closes 60 seconds later`() {
        var windows = RateWindows<OrganizationID>()
        let first = windows.requestArrived(from: one, limit: 2, at: at(1000))
        #expect((first.isAdmitted, first.remaining, first.resetSeconds) == (true, 1, 1060))
        let second = windows.requestArrived(from: one, limit: 2, at: at(1059))
        #expect((second.isAdmitted, second.remaining, second.resetSeconds) == (true, 0, 1060))
        let third = windows.requestArrived(from: one, limit: 2, at: at(1059))
        #expect((third.isAdmitted, third.remaining, third.resetSeconds) == (false, 0, 1060))
        #expect(third.retryAfter == .seconds(1))
        let fourth = windows.requestArrived(from: one, limit: 2, at: at(1060))
        #expect((fourth.isAdmitted, fourth.remaining, fourth.resetSeconds) == (true, 1, 1120))
    }

    @Test func `organizations do not share a window`() {
        var windows = RateWindows<OrganizationID>()
        #expect(windows.requestArrived(from: one, limit: 1, at: at(0)).isAdmitted)
        #expect(windows.requestArrived(from: two, limit: 1, at: at(0)).isAdmitted)
        #expect(!windows.requestArrived(from: one, limit: 1, at: at(0)).isAdmitted)
    }

    @Test func `a clock that is set back locks nobody out`() {
        var windows = RateWindows<OrganizationID>()
        #expect(windows.requestArrived(from: one, limit: 1, at: at(100_000)).isAdmitted)
        let later = windows.requestArrived(from: one, limit: 1, at: at(50))
        #expect(later.isAdmitted)
        #expect(later.resetSeconds == 110)
    }

    @Test func `the reset is rounded up and the wait never zero`() {
        var windows = RateWindows<OrganizationID>()
        let first = windows.requestArrived(from: one, limit: 1, at: Timestamp(milliseconds: 1))
        #expect(first.resetSeconds == 61)
        let second = windows.requestArrived(from: one, limit: 1, at: Timestamp(milliseconds: 60_000))
        #expect(second.retryAfter == .seconds(1))
    }

    @Test func `closed windows are forgotten first, then the oldest`() {
        var windows = RateWindows<OrganizationID>(windowsMax: 3)
        for id in 1...3 { _ = windows.requestArrived(from: OrganizationID(Int64(id)), limit: 1, at: at(Int64(id))) }
        _ = windows.requestArrived(from: OrganizationID(4), limit: 1, at: at(5))
        #expect(windows.count == 3)
        #expect(windows.requestArrived(from: OrganizationID(2), limit: 1, at: at(5)).isAdmitted == false)
        _ = windows.requestArrived(from: OrganizationID(5), limit: 1, at: at(200))
        #expect(windows.count == 1)
    }
}
