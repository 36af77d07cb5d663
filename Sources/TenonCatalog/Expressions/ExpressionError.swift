// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with an expression, or why its evaluation was ended.
///
/// Holds no value: it may be a secret's.
package struct ExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    package let reason: String
    /// The line of the text, counted from 1; `nil` when it arose in the evaluation.
    package let line: Int?
    /// Counted from 1, in characters.
    package let column: Int?

    package init(_ reason: String, line: Int? = nil, column: Int? = nil) {
        self.reason = reason
        self.line = line
        self.column = column
    }

    package var description: String {
        guard let line, let column else { return reason }
        return "\(reason) at line \(line), column \(column) of the text"
    }
}
