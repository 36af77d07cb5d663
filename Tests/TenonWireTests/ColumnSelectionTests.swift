// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON
import TenonWire
import Testing

@Suite struct ColumnSelectionTests {
    let object: JSONObject = ["id": 1, "name": "x", "theme": "#000"]

    func select(_ columns: [String]) throws -> [String] {
        try ColumnSelection(columns, known: object.names).apply(to: object).names
    }

    @Test func `exactly the columns asked for, in their order, each once`() throws {
        #expect(try select(["theme", "id"]) == ["theme", "id"])
        #expect(try select(["id", "id", "name"]) == ["id", "name"])
    }

    @Test(arguments: [[], ["*"], ["name", "*"]])
    func `all of them`(_ columns: [String]) throws {
        #expect(try select(columns) == ["id", "name", "theme"])
    }

    @Test func `unknown columns are all named`() {
        let error = #expect(throws: UnknownColumns.self) {
            try ColumnSelection(["id", "secret", "*", ""], known: ["id", "name"])
        }
        #expect(error?.names == ["secret", ""])
    }
}
