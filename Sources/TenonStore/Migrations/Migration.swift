// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A numbered step from one schema to the next.
///
/// Never edited once it has shipped: a change of the schema is a new step.
package struct Migration: Sendable {
    package let version: Int
    /// Statements that end in `;`, in the words of ``TypeWords``.
    package let script: String

    package init(version: Int, script: String) {
        self.version = version
        self.script = script
    }

    /// Every step there is, in order.
    package static let all: [Migration] = [
        .foundation, .grants, .tokenLimits, .signIn, .changeCounts, .watching, .linkBrands, .checksByType,
        .definitions, .dataKeyRotation, .refreshesByType,
    ]

    /// The number of the newest schema.
    package static var newest: Int { all.last?.version ?? 0 }
}
