// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// Which connection types have something due: of all there may be, few, and each query for one is a round trip.
struct DueTypes: Sendable {
    private let statement: BatchStatement

    /// Looks at the `column` of the rows of `table` that `condition` lets through; an index begins with the type and it.
    init(in table: String, by column: String, where condition: String) {
        statement = BatchStatement(casts: ["TEXT", "BIGINT"]) { tuples in
            """
            WITH used (type, now) AS (VALUES \(tuples))
            SELECT used.type FROM used
            WHERE (SELECT MIN(\(column)) FROM \(table) WHERE type = used.type AND \(condition)) <= used.now
            """
        }
    }

    /// Those of `types` of which something is due, in the same order.
    func among(_ types: [String], at now: Timestamp, on connection: any SQLConnection) throws -> [String] {
        let rows = try statement.run(types.map { [$0, now] }, on: connection)
        let due = Set(try rows.map { try $0.value("type", as: String.self) })
        return types.filter(due.contains)
    }
}
