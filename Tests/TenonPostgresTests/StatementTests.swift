// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonStore
import Testing

@testable import TenonPostgres

/// How statements and values are put for PostgreSQL.
@Suite struct StatementTests {
    @Test(arguments: [
        ("SELECT ?1, ?12", "SELECT $1, $12"),
        ("SELECT '?1', \"?2\", ?3", "SELECT '?1', \"?2\", $3"),
        ("SELECT 'it''s ?1' || ?2", "SELECT 'it''s ?1' || $2"),
        ("SELECT ?1 -- ?2\n, ?3", "SELECT $1 -- ?2\n, $3"),
        ("SELECT /* ?1 */ ?2 /* ?3", "SELECT /* ?1 */ $2 /* ?3"),
        ("SELECT a ? b, ?x - 1 / 2, ?", "SELECT a ? b, ?x - 1 / 2, ?"),
        ("SELECT 'ü?1' , ?1 'open", "SELECT 'ü?1' , $1 'open"),
        ("", ""),
    ])
    func `placeholders are translated, except in quotes and comments`(sql: String, expected: String) {
        #expect(Placeholders.translate(sql) == expected)
    }

    @Test func `the cache is bounded, and what falls out is taken off the server`() {
        var cache = StatementCache()
        for number in 0..<StatementCache.statementsMax {
            _ = cache.statement(for: "SELECT \(number)")
            cache.note(cache.nextName(), types: [], for: "SELECT \(number)")
        }
        // The first is used again, so the second is the oldest.
        #expect(cache.statement(for: "SELECT 0").name == "tenon_1")
        _ = cache.statement(for: "SELECT new")
        #expect(cache.count == StatementCache.statementsMax)
        #expect(cache.namesToForget(preparing: "SELECT new") == ["tenon_2"])
        #expect(cache.namesToForget(preparing: "SELECT new") == [])
        #expect(cache.statement(for: "SELECT 0").name == "tenon_1")
    }

    @Test func `a type that was seen stays known when nothing is passed later`() {
        var cache = StatementCache()
        _ = cache.statement(for: "q")
        cache.note("tenon_1", types: [.unknown, .text], for: "q")
        let statement = cache.statement(for: "q")
        #expect(statement.isPrepared(for: [.unknown, .unknown]))
        #expect(!statement.isPrepared(for: [.int8, .text]))
        #expect(!statement.isPrepared(for: [.unknown]))
        #expect(statement.merged(with: [.int8, .unknown]) == [.int8, .text])
    }

    @Test(
        arguments: [
            ([0, 0, 0, 0, 0, 0, 0, 0], SQLValue.integer(0)),
            ([0, 1, 0, 0, 0, 0, 0, 0, 0, 7], .integer(7)),
            ([0, 1, 0, 1, 0x40, 0, 0, 0, 0, 12], .integer(-120_000)),
            ([0, 2, 0, 1, 0, 0, 0, 0, 0, 1, 0, 2], .integer(10_002)),
            ([0, 2, 0, 0, 0, 0, 0, 2, 0, 1, 0x13, 0x88], .text("1.50")),
            ([0, 1, 255, 255, 0, 0, 0, 4, 0, 5], .text("0.0005")),
            ([0, 1, 0, 5, 0, 0, 0, 0, 0, 1], .text("100000000000000000000")),
            ([0, 0, 0, 0, 0xC0, 0, 0, 0], .text("NaN")),
        ] as [([UInt8], SQLValue)])
    func `sums are integers when they fit`(bytes: [UInt8], expected: SQLValue) throws {
        #expect(try bytes.withUnsafeBytes { try BinaryValue.read($0, as: .numeric) } == expected)
    }

    @Test func `values that are cut short or of an unknown type are refused`() {
        for (bytes, type) in [
            ([1, 2, 3], PostgresType.int8), ([0, 1, 0, 0], .numeric), ([0, 9, 0, 0, 0, 0, 0, 0], .numeric),
            ([1], .init(rawValue: 600)),
        ] as [([UInt8], PostgresType)] {
            #expect(throws: PostgresFault.self) { try bytes.withUnsafeBytes { try BinaryValue.read($0, as: type) } }
        }
    }
}
