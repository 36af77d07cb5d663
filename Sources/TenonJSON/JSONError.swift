// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a JSON text, and where.
///
/// Holds no part of the text: it may be a secret's.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    package let reason: String
    /// Counted from 1.
    package let line: Int
    /// Counted from 1, in bytes.
    package let column: Int

    package init(reason: String, line: Int, column: Int) {
        self.reason = reason
        self.line = line
        self.column = column
    }

    package var description: String { "\(reason) at line \(line), column \(column)" }
}
