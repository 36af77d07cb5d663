// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// One row of an answer; values are read by column name.
package struct SQLRow: Sendable {
    /// The names of an answer's columns, shared by its rows.
    package struct Columns: Sendable {
        fileprivate let indices: [String: Int]

        package init(_ names: [String]) {
            // Of two columns with one name the first counts, as in the statement.
            indices = Dictionary(zip(names, names.indices)) { first, _ in first }
        }
    }

    private let columns: Columns
    /// In the order of the statement.
    package let values: [SQLValue]

    package init(columns: Columns, values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// Reads a column as the type that is asked for.
    ///
    /// - Throws: ``TenonError`` `internalError` when there is no such column or it holds something else.
    package func value<T: SQLConvertible>(_ column: String, as type: T.Type = T.self) throws -> T {
        guard let index = columns.indices[column], let value = T.read(values[index]) else {
            throw TenonError(
                .internalError, "The database holds something that this server does not understand.",
                underlying: UnreadableColumn(column: column, type: "\(T.self)"))
        }
        return value
    }
}

/// A column that a row does not have, or that holds another type.
private struct UnreadableColumn: Error, CustomStringConvertible {
    let column: String
    let type: String

    var description: String { "column \(column) cannot be read as \(type)" }
}
