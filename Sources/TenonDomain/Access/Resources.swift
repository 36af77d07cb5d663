// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A customer of the installation: owns teams, people and one audit chain.
package struct Organization: Sendable, Hashable {
    package let id: OrganizationID
    package var name: String
    package let createdAt: Timestamp

    package init(id: OrganizationID, name: String, createdAt: Timestamp) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
    }
}

/// The people who share a set of connections.
package struct Team: Sendable, Hashable {
    package let id: TeamID
    package let organizationID: OrganizationID
    package var name: String
    package let createdAt: Timestamp

    package init(id: TeamID, organizationID: OrganizationID, name: String, createdAt: Timestamp) {
        self.id = id
        self.organizationID = organizationID
        self.name = name
        self.createdAt = createdAt
    }
}

/// A person, in exactly one organization.
package struct User: Sendable, Hashable {
    /// What a person may do in the organization, beside the roles in its teams.
    package enum OrganizationRole: String, Sendable, CaseIterable { case owner, member }

    package let id: UserID
    package let organizationID: OrganizationID
    package var name: String
    /// Unique in the installation, compared without regard to case.
    package var email: String
    package var organizationRole: OrganizationRole
    package let createdAt: Timestamp

    package init(
        id: UserID, organizationID: OrganizationID, name: String, email: String, organizationRole: OrganizationRole,
        createdAt: Timestamp
    ) {
        self.id = id
        self.organizationID = organizationID
        self.name = name
        self.email = email
        self.organizationRole = organizationRole
        self.createdAt = createdAt
    }
}

/// A person's role in a team.
package struct Membership: Sendable, Hashable {
    package let userID: UserID
    package let teamID: TeamID
    package let role: TeamRole

    package init(userID: UserID, teamID: TeamID, role: TeamRole) {
        self.userID = userID
        self.teamID = teamID
        self.role = role
    }
}

/// An API token as it is kept: never the token itself, only its SHA-256.
package struct APIToken: Sendable, Hashable {
    package let id: TokenID
    package let userID: UserID
    package let label: String
    package let scopes: Set<APIScope>
    /// How far it is narrowed; `nil` for not at all.
    package let limits: TokenLimits?
    package let createdAt: Timestamp
    package let expiresAt: Timestamp?
    /// The last use, to the minute.
    package let lastUsedAt: Timestamp?
    package let revokedAt: Timestamp?
    /// The first characters of the token, to tell one from another in a list.
    package let hint: String

    package init(
        id: TokenID, userID: UserID, label: String, scopes: Set<APIScope>, limits: TokenLimits? = nil,
        createdAt: Timestamp, expiresAt: Timestamp?, lastUsedAt: Timestamp?, revokedAt: Timestamp?, hint: String
    ) {
        self.id = id
        self.userID = userID
        self.label = label
        self.scopes = scopes
        self.limits = limits
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.revokedAt = revokedAt
        self.hint = hint
    }
}
