// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TenonSimulator

/// Nothing grows without end.
@Suite struct BoundTests {
    @Test func `a full table forgets its oldest entry`() {
        var table = BoundedTable<Int, String>(countMax: 2)
        #expect(table.insert("a", for: 1) == nil)
        #expect(table.insert("b", for: 2) == nil)
        #expect(table.insert("c", for: 3)?.key == 1)
        #expect(table.entries.map(\.key) == [2, 3])
    }

    @Test func `setting changes what is there, and adds nothing`() {
        var table = BoundedTable<Int, String>(countMax: 2)
        table[1] = "a"
        #expect(table.count == 0)
        table.insert("a", for: 1)
        table[1] = "b"
        #expect(table[1] == "b")
    }

    @Test func `a table that is filled and emptied for ever stays small`() {
        var table = BoundedTable<Int, Int>(countMax: 10)
        for number in 0..<10_000 {
            table.insert(number, for: number)
            if number.isMultiple(of: 2) { table.remove(number) }
        }
        #expect(table.count == 10)
        #expect(table.entries.map(\.key) == (0..<10).map { 9_981 + 2 * $0 })
        // The same key over and over is no way around the bound either.
        for _ in 0..<10_000 {
            table.remove(1)
            table.insert(1, for: 1)
        }
        #expect(
            Mirror(reflecting: table).children.contains {
                $0.label == "order" && Array(reflecting: $0.value).count < 50
            })
    }

    @Test func `tokens are long, and never the same`() {
        var mint = TokenMint()
        let tokens = Set((0..<1_000).map { _ in mint.token("p_") })
        #expect(tokens.count == 1_000)
        #expect(tokens.allSatisfy { $0.utf8.count == 34 && $0.hasPrefix("p_") })
        #expect(mint.userCode().wholeMatch(of: /[B-DF-HJ-NP-TV-Z]{4}-[B-DF-HJ-NP-TV-Z]{4}/) != nil)
    }
}

extension Array where Element == Any {
    fileprivate init(reflecting value: Any) { self = Mirror(reflecting: value).children.map(\.value) }
}
