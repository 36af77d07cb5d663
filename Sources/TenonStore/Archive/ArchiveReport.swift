// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What was written to an archive, or read from one.
package struct ArchiveReport: Hashable, Sendable {
    package struct Table: Hashable, Sendable {
        package let name: String
        package let rows: Int
    }

    package let header: ArchiveHeader
    package let tables: [Table]

    package var rows: Int { tables.reduce(0) { $0 + $1.rows } }
}

/// How far copying has come.
package struct ArchiveProgress: Sendable {
    package enum Step: String, Sendable {
        case reading
        case checking
        case writing
        case verifying
    }

    package let step: Step
    package let table: String
    /// Rows of all tables that are done.
    package let done: Int
    /// Rows that there are, as far as is known.
    package let total: Int

    /// Hears of it now and then, on whichever thread does the work.
    package typealias Listener = @Sendable (ArchiveProgress) -> Void
}
