// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// What is wrong with an expression, or why its evaluation was ended.
///
/// Holds no value: it may be a secret's.
package struct ExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    package let reason: Sentence
    /// The line of the text, counted from 1; `nil` when it arose in the evaluation.
    package let line: Int?
    /// Counted from 1, in characters.
    package let column: Int?

    package init(_ name: Name, _ values: [String: String] = [:], line: Int? = nil, column: Int? = nil) {
        self.init(Sentence(of: name, values), line: line, column: column)
    }

    package init(_ reason: Sentence, line: Int? = nil, column: Int? = nil) {
        self.reason = reason
        self.line = line
        self.column = column
    }

    /// The reason with the place, where there is one.
    package var sentence: Sentence {
        guard let line, let column else { return reason }
        return Sentence(
            of: Name.placed, ["reason": .sentence(reason), "line": .text("\(line)"), "column": .text("\(column)")])
    }

    package var description: String { sentence.description }
}
