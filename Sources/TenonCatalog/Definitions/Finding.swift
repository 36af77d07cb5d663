// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

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
    package let message: String

    package init(file: String, line: Int, column: Int, severity: Severity = .error, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.message = message
    }

    /// As compilers write it, so that editors find the place.
    package var description: String { "\(file):\(line):\(column): \(severity.rawValue): \(message)" }
}

/// Every fault of the definitions that were to be loaded.
package struct CatalogError: Error, Sendable, CustomStringConvertible {
    package let findings: [Finding]

    package init(findings: [Finding]) { self.findings = findings }

    package var description: String { findings.map(\.description).joined(separator: "\n") }
}
