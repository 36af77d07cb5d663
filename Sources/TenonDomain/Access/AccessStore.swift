// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Who exists and what they may do.
///
/// Every change takes the audit entry that is written in the same transaction.
package protocol AccessStore: Sendable {
    /// Whether the installation has been set up: at least one organization exists.
    func isInitialized() async throws -> Bool

    /// Makes organization, team, owner (Admin of the team) and the owner's token in one transaction.
    ///
    /// - Throws: ``TenonError`` `conflict` when an organization exists already.
    func initialize(_ installation: NewInstallation, at now: Timestamp) async throws -> Team

    /// The token with that SHA-256, with its user and all memberships; `nil` when there is none.
    func grant(tokenHash: [UInt8]) async throws -> TokenGrant?
    func touch(token: TokenID, at now: Timestamp) async throws

    func tokens(of user: UserID) async throws -> [APIToken]
    func insert(token: NewToken, audit: AuditDraft) async throws -> APIToken
    /// Revokes; `nil` when that user has no such token that is not revoked already.
    func revoke(token: TokenID, of user: UserID, at now: Timestamp, audit: AuditDraft) async throws -> APIToken?

    func organization(_ id: OrganizationID) async throws -> Organization?

    /// The teams of the organization in which `member` has a role, or all when `member` is `nil`.
    func teams(in organization: OrganizationID, of member: UserID?, page: Page) async throws -> [Team]
    func team(_ id: TeamID) async throws -> Team?
    /// Makes the team, with `admin` as its first Admin.
    func insert(
        teamNamed name: String, in organization: OrganizationID, admin: UserID, at now: Timestamp, audit: AuditDraft
    ) async throws -> Team

    func users(in organization: OrganizationID, page: Page) async throws -> [User]
    func user(_ id: UserID) async throws -> User?
    /// - Throws: ``TenonError`` `conflict` when the e-mail address is taken.
    func insert(user: NewUser, audit: AuditDraft) async throws -> User
    func memberships(of user: UserID) async throws -> [Membership]
    /// Who has a role in the team, in the order in which they came to the organization.
    func members(in team: TeamID) async throws -> [(user: User, role: TeamRole)]
    /// How many people have a role in each team of the organization.
    func memberCounts(in organization: OrganizationID) async throws -> [TeamID: Int]
    /// Gives the role, or takes any role away when `role` is `nil`.
    func setRole(_ role: TeamRole?, of user: UserID, in team: TeamID, audit: AuditDraft) async throws
}

/// Everything known about a bearer of a token, read in one go.
package struct TokenGrant: Sendable {
    package let token: APIToken
    package let user: User
    package let roles: [TeamID: TeamRole]

    package init(token: APIToken, user: User, roles: [TeamID: TeamRole]) {
        self.token = token
        self.user = user
        self.roles = roles
    }
}

package struct NewInstallation: Sendable {
    package let organizationName: String
    package let teamName: String
    package let ownerName: String
    package let ownerEmail: String
    /// SHA-256 of the owner's token.
    package let tokenHash: [UInt8]
    package let tokenHint: String

    package init(
        organizationName: String, teamName: String, ownerName: String, ownerEmail: String, tokenHash: [UInt8],
        tokenHint: String
    ) {
        self.organizationName = organizationName
        self.teamName = teamName
        self.ownerName = ownerName
        self.ownerEmail = ownerEmail
        self.tokenHash = tokenHash
        self.tokenHint = tokenHint
    }
}

package struct NewToken: Sendable {
    package let userID: UserID
    package let label: String
    package let scopes: Set<APIScope>
    package let limits: TokenLimits?
    package let hash: [UInt8]
    package let hint: String
    package let createdAt: Timestamp
    package let expiresAt: Timestamp?

    package init(
        userID: UserID, label: String, scopes: Set<APIScope>, limits: TokenLimits? = nil, hash: [UInt8], hint: String,
        createdAt: Timestamp, expiresAt: Timestamp?
    ) {
        self.userID = userID
        self.label = label
        self.scopes = scopes
        self.limits = limits
        self.hash = hash
        self.hint = hint
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

package struct NewUser: Sendable {
    package let organizationID: OrganizationID
    package let name: String
    package let email: String
    package let organizationRole: User.OrganizationRole
    package let createdAt: Timestamp

    package init(
        organizationID: OrganizationID, name: String, email: String, organizationRole: User.OrganizationRole,
        createdAt: Timestamp
    ) {
        self.organizationID = organizationID
        self.name = name
        self.email = email
        self.organizationRole = organizationRole
        self.createdAt = createdAt
    }
}
