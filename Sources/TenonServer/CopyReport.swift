// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonStore

/// What copying a database has copied.
package struct CopyReport: Sendable {
    package struct Table: Sendable {
        package let name: String
        package let rows: Int
    }

    package let schema: Int
    /// ISO 8601: the moment whose state it is.
    package let createdAt: String
    package let tables: [Table]
    /// The root keys without which the secrets in it cannot be opened.
    package let rootKeyIDs: [String]
    /// Those of them that are not in the key ring of the place.
    package let missingRootKeyIDs: [String]

    package var rows: Int { tables.reduce(0) { $0 + $1.rows } }

    init(_ report: ArchiveReport, missingRootKeys: [String] = []) {
        schema = report.header.schema
        createdAt = report.header.createdAt.iso8601
        tables = report.tables.map { Table(name: $0.name, rows: $0.rows) }
        rootKeyIDs = report.header.rootKeyIDs
        missingRootKeyIDs = missingRootKeys
    }
}

/// How far copying has come.
package struct CopyProgress: Sendable {
    /// `reading`, `checking`, `writing` or `verifying`.
    package let step: String
    package let table: String
    package let done: Int
    package let total: Int

    static func listener(_ progress: @escaping @Sendable (CopyProgress) -> Void) -> ArchiveProgress.Listener {
        { progress(CopyProgress(step: $0.step.rawValue, table: $0.table, done: $0.done, total: $0.total)) }
    }
}
