// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON

/// Rows of an answer as aligned columns.
struct Table {
    struct Column {
        let title: String
        /// The member of a row, from the outside in: `metadata.value`.
        let member: String

        init(_ title: String, _ member: String) {
            self.title = title
            self.member = member
        }
    }

    let columns: [Column]
    let rows: [JSON]

    /// The title line and a line for each row.
    var lines: [String] {
        let cells = [columns.map(\.title)] + rows.map { row in columns.map { Self.text(of: row, $0.member) } }
        let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { row in
            zip(row, widths).enumerated().map { index, cell in
                index == columns.count - 1 ? cell.0 : cell.0 + String(repeating: " ", count: cell.1 - cell.0.count)
            }.joined(separator: "  ")
        }
    }

    /// The member as a person reads it; a dash when there is none.
    static func text(of row: JSON, _ member: String) -> String {
        let value = member.split(separator: ".").reduce(Optional(row)) { $0?[String($1)] }
        switch value ?? .null {
        case .null: return "-"
        case .bool(let flag): return flag ? "yes" : "no"
        case .number(let number): return number.text
        case .string(let text): return text.isEmpty ? "-" : Output.plain(text)
        case .array(let values):
            return values.isEmpty
                ? "-"
                : values.map { $0.string ?? $0.text() }.map(Output.plain)
                    .joined(separator: ", ")
        case .object: return Output.plain((value ?? .null).text())
        }
    }
}
