// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A link by which a person sets a password: the first one, or a new one in place of one that was forgotten.
///
/// A person has one at most; a new one ends the one before.
package struct Invitation: Sendable, Hashable {
    package let user: User
    package let createdBy: UserID
    package let createdAt: Timestamp
    package let endsAt: Timestamp

    package init(user: User, createdBy: UserID, createdAt: Timestamp, endsAt: Timestamp) {
        self.user = user
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.endsAt = endsAt
    }
}

package struct NewInvitation: Sendable {
    package let userID: UserID
    /// SHA-256 of the token in the link.
    package let tokenHash: [UInt8]
    package let createdBy: UserID
    package let createdAt: Timestamp
    package let endsAt: Timestamp

    package init(
        userID: UserID, tokenHash: [UInt8], createdBy: UserID, createdAt: Timestamp, endsAt: Timestamp
    ) {
        self.userID = userID
        self.tokenHash = tokenHash
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.endsAt = endsAt
    }
}

/// Whom an OpenID provider knows under a subject that it never gives to anybody else (OpenID Connect Core §2).
package struct ProviderIdentity: Sendable, Hashable {
    package let issuer: String
    package let subject: String

    package init(issuer: String, subject: String) {
        self.issuer = issuer
        self.subject = subject
    }
}
