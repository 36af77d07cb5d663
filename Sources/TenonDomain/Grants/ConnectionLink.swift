// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// An invitation for somebody outside the team to connect an account of their own.
package struct ConnectionLink: Sendable, Hashable {
    package let id: LinkID
    package let teamID: TeamID
    package let organizationID: OrganizationID
    /// The connection type.
    package let type: String
    /// The name that the connection gets.
    package let name: String
    package let scopes: [String]
    /// Where the person is sent at the end.
    package let returnURL: String?
    /// Who asks, on the person's page; the organization when `nil`.
    package let brandName: String?
    /// The page's colour, such as `#4a154b`.
    package let brandColor: String?
    package let createdBy: UserID
    package let createdAt: Timestamp
    package let expiresAt: Timestamp
    /// The connection that the person made with it.
    package let connectionID: ConnectionID?

    package init(
        id: LinkID, teamID: TeamID, organizationID: OrganizationID, type: String, name: String, scopes: [String],
        returnURL: String?, brandName: String? = nil, brandColor: String? = nil, createdBy: UserID,
        createdAt: Timestamp, expiresAt: Timestamp, connectionID: ConnectionID?
    ) {
        self.brandName = brandName
        self.brandColor = brandColor
        self.id = id
        self.teamID = teamID
        self.organizationID = organizationID
        self.type = type
        self.name = name
        self.scopes = scopes
        self.returnURL = returnURL
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.connectionID = connectionID
    }
}

package typealias LinkID = Identifier<ConnectionLink>

package struct NewConnectionLink: Sendable {
    package let teamID: TeamID
    package let type: String
    package let name: String
    package let scopes: [String]
    package let returnURL: String?
    package let brandName: String?
    package let brandColor: String?
    /// SHA-256 of the token in the link.
    package let tokenHash: [UInt8]
    package let createdBy: UserID
    package let createdAt: Timestamp
    package let expiresAt: Timestamp

    package init(
        teamID: TeamID, type: String, name: String, scopes: [String], returnURL: String?, brandName: String? = nil,
        brandColor: String? = nil, tokenHash: [UInt8], createdBy: UserID, createdAt: Timestamp, expiresAt: Timestamp
    ) {
        self.brandName = brandName
        self.brandColor = brandColor
        self.teamID = teamID
        self.type = type
        self.name = name
        self.scopes = scopes
        self.returnURL = returnURL
        self.tokenHash = tokenHash
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

package protocol LinkStore: Sendable {
    func links(in team: TeamID, page: Page) async throws -> [ConnectionLink]
    func link(_ id: LinkID) async throws -> ConnectionLink?
    func link(tokenHash: [UInt8]) async throws -> ConnectionLink?
    func insert(_ link: NewConnectionLink, audit: AuditDraft) async throws -> ConnectionLink
    /// Writes down which connection was made with the link; false when one was already.
    func use(_ id: LinkID, for connection: ConnectionID, in team: TeamID) async throws -> Bool
    func delete(_ id: LinkID, in team: TeamID, audit: AuditDraft) async throws -> Bool
}
