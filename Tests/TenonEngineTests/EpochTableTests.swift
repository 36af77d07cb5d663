// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonEngine
import Testing

/// What is remembered of what was found out.
@Suite struct EpochTableTests {
    private typealias Table = EpochTable<Int, Int, String>

    private let now = Timestamp(milliseconds: 1_767_225_600_000)

    @Test func `an entry counts in its epoch, for its time, and no longer than any may`() {
        let table = Table()
        table.set("a", for: 1, epoch: 7, now: now, endsAt: nil)
        table.set("b", for: 2, epoch: 7, now: now, endsAt: now.advanced(by: .seconds(1)))
        table.set("c", for: 3, epoch: 7, now: now, endsAt: now.advanced(by: .seconds(3600)))
        #expect(table.value(for: 1, epoch: 7, now: now) == "a")
        #expect(table.value(for: 4, epoch: 7, now: now) == nil)
        #expect(table.value(for: 2, epoch: 7, now: now.advanced(by: .seconds(1))) == nil)
        let late = now.advanced(by: Table.lifetime)
        #expect(table.value(for: 3, epoch: 7, now: late.advanced(by: .milliseconds(-1))) == "c")
        #expect(table.value(for: 3, epoch: 7, now: late) == nil)
        #expect(table.value(for: 1, epoch: 8, now: now) == nil, "something has changed")
        #expect(table.value(for: 1, epoch: 7, now: now) == nil, "and does not change back")
    }

    @Test func `it is bounded, and the newest is always there`() {
        let table = Table()
        for key in 0..<(Table.entriesMax * 3) {
            table.set("v\(key)", for: key, epoch: 1, now: now, endsAt: nil)
            #expect(table.value(for: key, epoch: 1, now: now) == "v\(key)")
            if key % 500 == 0 { #expect(table.count <= Table.entriesMax) }
        }
        #expect(table.count <= Table.entriesMax && table.count > Table.entriesMax / 2)
    }

    @Test func `what counts no more goes first`() {
        let table = Table()
        for key in 0..<Table.entriesMax { table.set("old", for: key, epoch: 1, now: now, endsAt: nil) }
        table.set("new", for: -1, epoch: 2, now: now, endsAt: nil)
        #expect(table.count == 1)
        #expect(table.value(for: -1, epoch: 2, now: now) == "new")
    }
}
