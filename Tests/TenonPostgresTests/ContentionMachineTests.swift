// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonPostgres
import Testing

/// How many may write at a time.
@Suite struct ContentionMachineTests {
    private typealias Machine = ContentionMachine<Int>

    @Test func `as many as allowed run, the rest wait in order, and more are refused`() {
        var machine = Machine(runningMax: 2, waitersMax: 2)
        #expect(
            (1...5).map { machine.enter(id: UInt64($0), waiter: $0, isRepeat: false) } == [
                .enter, .enter, .wait, .wait, .refuse,
            ])
        #expect(machine.leave(hadConflict: false) == [3])
        #expect(machine.leave(hadConflict: false) == [4])
        #expect(machine.runningCount == 2)
    }

    @Test func `a conflict halves how many run, down to one`() {
        var machine = Machine(runningMax: 8, waitersMax: 100)
        for id in 1...12 { _ = machine.enter(id: UInt64(id), waiter: id, isRepeat: false) }
        #expect(machine.leave(hadConflict: true) == [])
        #expect(machine.allowance == 4)
        for _ in 0..<6 { #expect(machine.leave(hadConflict: true) == []) }
        #expect(machine.allowance == 1)
        #expect(machine.runningCount == 1)
        #expect(machine.leave(hadConflict: false) == [9])
    }

    @Test func `what goes well lets more run again, up to the limit`() {
        var machine = Machine(runningMax: 2, waitersMax: 10)
        #expect(machine.enter(id: 0, waiter: 0, isRepeat: false) == .enter)
        #expect(machine.leave(hadConflict: true) == [])
        for _ in 0..<15 {
            #expect(machine.enter(id: 1, waiter: 1, isRepeat: false) == .enter)
            _ = machine.leave(hadConflict: false)
            #expect(machine.allowance == 1)
        }
        for _ in 0..<40 {
            #expect(machine.enter(id: 1, waiter: 1, isRepeat: false) == .enter)
            _ = machine.leave(hadConflict: false)
        }
        #expect(machine.allowance == 2)
    }

    @Test func `what repeats goes before what is new, and is never refused`() {
        var machine = Machine(runningMax: 1, waitersMax: 1)
        #expect(machine.enter(id: 1, waiter: 1, isRepeat: false) == .enter)
        #expect(machine.enter(id: 2, waiter: 2, isRepeat: false) == .wait)
        #expect(machine.enter(id: 3, waiter: 3, isRepeat: true) == .wait)
        #expect(machine.enter(id: 4, waiter: 4, isRepeat: true) == .wait)
        #expect(machine.leave(hadConflict: true) == [3])
        #expect(machine.leave(hadConflict: false) == [4])
        #expect(machine.leave(hadConflict: false) == [2])
        #expect(machine.leave(hadConflict: false) == [])
    }

    @Test func `who gives up is let in no more, whichever queue it stood in`() {
        var machine = Machine(runningMax: 1, waitersMax: 5)
        _ = machine.enter(id: 1, waiter: 1, isRepeat: false)
        _ = machine.enter(id: 2, waiter: 2, isRepeat: false)
        _ = machine.enter(id: 3, waiter: 3, isRepeat: true)
        #expect(machine.giveUp(id: 3) == 3)
        #expect(machine.giveUp(id: 2) == 2)
        #expect(machine.giveUp(id: 1) == nil)
        #expect(machine.leave(hadConflict: false) == [])
    }
}
