// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// What somebody found in a definition, and where.
package struct Finding: Hashable, Sendable, CustomStringConvertible {
    package enum Severity: String, Sendable {
        /// The definition cannot be used.
        case error
        /// It can, but its author should look at it.
        case warning
    }

    package let file: String
    /// Counted from 1.
    package let line: Int
    package let column: Int
    package let severity: Severity
    package let sentence: Sentence

    package init(
        file: String, line: Int = 1, column: Int = 1, severity: Severity = .error, _ sentence: Sentence
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.sentence = sentence
    }

    /// About the beginning of `file`, for what is nowhere in particular.
    package init(file: String, _ name: Name, _ values: [String: String] = [:]) {
        self.init(file: file, Sentence(of: name, values))
    }

    /// The wire's words.
    package var message: String { sentence.description }

    /// As compilers write it, so that editors find the place.
    package var description: String { "\(file):\(line):\(column): \(severity.rawValue): \(message)" }
}

/// Every fault of the definitions that were to be loaded.
package struct CatalogError: Error, Sendable, CustomStringConvertible {
    package let findings: [Finding]

    package init(findings: [Finding]) { self.findings = findings }

    package var description: String { findings.map(\.description).joined(separator: "\n") }
}
