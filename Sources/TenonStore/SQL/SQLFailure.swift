// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// Why a database refused a statement, in the terms both have.
///
/// A driver sorts its own errors into these and throws what ``error(underlying:)`` makes of them.
package enum SQLFailure: Sendable {
    /// A row with that key exists.
    case uniqueViolated
    /// The row that is named does not exist, or one that others name would go.
    case foreignKeyViolated
    /// The database is locked, full, read-only, broken or gone.
    case unavailable
    /// A text holds U+0000, which PostgreSQL cannot store.
    case textWithNUL
    /// Anything else: a mistake of this program.
    case other

    /// The error for the caller; nothing of the SQL is in its detail.
    package func error(underlying: any Error) -> TenonError {
        switch self {
        case .uniqueViolated: TenonError(.conflict, .nameTaken, underlying: underlying)
        case .foreignKeyViolated:
            TenonError(.conflict, .changedElsewhere, underlying: underlying)
        case .unavailable:
            TenonError(.unavailable, .databaseUnavailable, underlying: underlying)
        case .textWithNUL:
            TenonError(.validationFailed, .textWithNUL, underlying: underlying)
        case .other: TenonError(.internalError, "The database refused a statement.", underlying: underlying)
        }
    }
}
