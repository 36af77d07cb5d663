// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Which entries of an audit log are wanted; what is `nil` does not narrow.
package struct AuditFilter: Sendable, Hashable {
    package var action: AuditAction?
    /// Who did it.
    package var userID: UserID?
    package var teamID: TeamID?
    /// The resource, as `connection:12`.
    package var subject: String?
    /// The first moment.
    package var from: Timestamp?
    /// The moment behind the last.
    package var to: Timestamp?

    package init(
        action: AuditAction? = nil, userID: UserID? = nil, teamID: TeamID? = nil, subject: String? = nil,
        from: Timestamp? = nil, to: Timestamp? = nil
    ) {
        self.action = action
        self.userID = userID
        self.teamID = teamID
        self.subject = subject
        self.from = from
        self.to = to
    }
}
