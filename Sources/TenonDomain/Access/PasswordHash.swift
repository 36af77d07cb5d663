// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A password as it is kept: salt, key and what they cost, as ``PasswordHashing`` writes them.
///
/// Nothing of it is printed: whoever has it can guess in peace.
package struct PasswordHash: Sendable {
    /// For the database and the hasher only.
    package let encoded: String

    package init(encoded: String) { self.encoded = encoded }
}

extension PasswordHash: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Turns passwords into what may be stored.
package protocol PasswordHashing: Sendable {
    /// - Throws: ``TenonError`` `unavailable` when too many wait already.
    func hash(_ password: Secret) async throws -> PasswordHash

    /// Whether it is the password; without a hash the same work is done, and the answer is no.
    ///
    /// - Throws: ``TenonError`` `unavailable` when too many wait already.
    func verify(_ password: Secret, against hash: PasswordHash?) async throws -> Bool
}
