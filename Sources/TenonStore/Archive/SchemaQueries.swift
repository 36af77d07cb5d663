// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// How a database is asked which tables it has, for what copies all of them: the one thing that no SQL says for both.
package struct SchemaQueries: Sendable {
    /// `table_name`, `column_name`, `kind` (`integer`, `text`, `bytes`), `key_position` (from 1, 0 when not in the primary
    /// key), in the order of the columns.
    package let columns: String
    /// `table_name`, and `referenced`, of which rows have to be there first.
    let references: String
    /// `table_name` and `last`, the greatest identifier that was ever given.
    let counters: String
    /// Statements that set ?1's counter to ?2.
    let setCounter: [String]

    package init(columns: String, references: String, counters: String, setCounter: [String]) {
        self.columns = columns
        self.references = references
        self.counters = counters
        self.setCounter = setCounter
    }
}
