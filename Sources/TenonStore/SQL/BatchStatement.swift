// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// One statement for many rows at a time.
struct BatchStatement: Sendable {
    /// How many rows a statement takes: few numbers, so that few statements have to be remembered.
    private static let sizes = [256, 16, 1]

    private let statements: [(rows: Int, sql: String)]

    /// `sql` makes the statement of the text that stands behind `VALUES`, a tuple of parameters for each row.
    init(columns: Int, _ sql: (_ tuples: String) -> String) {
        self.init(columns: columns, parameter: { number, _ in "?\(number)" }, sql)
    }

    /// For a place where PostgreSQL cannot tell the types of the columns, `casts` names them.
    init(casts: [String], _ sql: (_ tuples: String) -> String) {
        self.init(columns: casts.count, parameter: { number, column in "CAST(?\(number) AS \(casts[column]))" }, sql)
    }

    private init(columns: Int, parameter: (_ number: Int, _ column: Int) -> String, _ sql: (String) -> String) {
        statements = Self.sizes.map { rows in
            let tuples = (0..<rows).map { row in
                "(" + (0..<columns).map { parameter(row * columns + $0 + 1, $0) }.joined(separator: ", ") + ")"
            }
            return (rows, sql(tuples.joined(separator: ", ")))
        }
    }

    /// Runs it for all rows, each with a value for every column; returns what it returns for them.
    @discardableResult
    func run(_ rows: [[any SQLConvertible]], on connection: any SQLConnection) throws -> [SQLRow] {
        var (rest, returned) = (rows[...], [SQLRow]())
        for (count, sql) in statements {
            while rest.count >= count {
                returned += try connection.query(sql, rest.prefix(count).flatMap { $0.map(\.sqlValue) })
                rest = rest.dropFirst(count)
            }
        }
        return returned
    }
}
