// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a JSON text, and where.
///
/// Holds no part of the text: it may be a secret's.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    package let reason: Reason
    /// What stands in the reason's places.
    package let values: [String: String]
    /// Counted from 1.
    package let line: Int
    /// Counted from 1, in bytes.
    package let column: Int

    package init(_ reason: Reason, _ values: [String: String] = [:], line: Int, column: Int) {
        self.reason = reason
        self.values = values
        self.line = line
        self.column = column
    }

    package var description: String {
        let words = values.reduce(reason.rawValue) { $0.replacing("{\($1.key)}", with: $1.value) }
        return "\(words) at line \(line), column \(column)"
    }
}
