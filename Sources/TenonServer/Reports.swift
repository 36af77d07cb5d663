// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
package import TenonJSON

/// What a rotation of the root key did.
package struct RootKeyReport: Sendable {
    package let activeKeyID: String
    /// How many data keys were wrapped anew.
    package let rewrapped: Int
}

/// A root key and what it is needed for.
package struct RootKeyUsage: Sendable {
    package let id: String
    /// ISO 8601, or `missing` when the key is not in the ring.
    package let createdAt: String
    package let isActive: Bool
    package let dataKeys: Int
}

/// What a check of the audit chains found.
package struct AuditReport: Sendable {
    package struct Chain: Sendable {
        package let organization: Int64
        package let events: Int64
        /// The sequence of the first entry that is wrong or missing.
        package let firstBroken: Int64?
        package let reason: String?
    }

    package let chains: [Chain]
    package var isIntact: Bool { chains.allSatisfy { $0.firstBroken == nil } }
}

/// A place in a definition that should be looked at.
package struct CatalogFinding: Sendable, CustomStringConvertible {
    package let file: String
    package let line: Int
    package let column: Int
    /// `error` or `warning`.
    package let severity: String
    package let message: String

    /// As compilers write it, so that editors find the place.
    package var description: String { "\(file):\(line):\(column): \(severity): \(message)" }

    package var json: JSON {
        [
            "file": .string(file), "line": JSON(line), "column": JSON(column), "severity": .string(severity),
            "message": .string(message),
        ]
    }

    init(_ finding: Finding) {
        file = finding.file
        line = finding.line
        column = finding.column
        severity = finding.severity.rawValue
        message = finding.message
    }
}

/// What became of a custom app of Make's.
package struct AppImportReport: Sendable {
    package let app: String
    package let types: [String]
    package let findings: [CatalogFinding]
    /// YAML; `nil` when there are errors.
    package let definition: String?
    package let texts: AppImportTexts

    package var json: JSON {
        [
            "app": .string(app), "types": JSON(types), "findings": .array(findings.map(\.json)),
            "definition": JSON(definition),
        ]
    }
}
