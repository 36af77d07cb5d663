// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// A stored credential for one account at a third party, without the credential.
package struct Connection: Sendable, Hashable {
    /// What the last verification said.
    package enum Health: String, Sendable, CaseIterable {
        /// Never asked, or the third party could not be asked.
        case unknown
        case ok
        /// The third party said that the credential is not good.
        case failing
        /// An OAuth connection no person has authorized yet.
        case unauthorized
    }

    /// The account's display data, as the third party told it.
    package struct Metadata: Sendable, Hashable {
        package enum Kind: String, Sendable { case email, string }
        package let value: String
        package let kind: Kind

        package init(value: String, kind: Kind) {
            self.value = value
            self.kind = kind
        }
    }

    /// What a verification learns about the account.
    package struct Identity: Sendable, Hashable {
        /// `nil` when the answer had none: what is stored stays.
        package var metadata: Metadata?
        /// The provider's id for the account: text or a number of any length.
        package var uid: JSON?
        /// The time by which a person must authorize again.
        package var expiresAt: Timestamp?

        package init(metadata: Metadata? = nil, uid: JSON? = nil, expiresAt: Timestamp? = nil) {
            self.metadata = metadata
            self.uid = uid
            self.expiresAt = expiresAt
        }
    }

    package let id: ConnectionID
    package let teamID: TeamID
    package let organizationID: OrganizationID
    package var name: String
    /// The type's name in the catalogue, the wire's `accountName`.
    package let type: String
    /// The version of the type's definition with which it was made.
    package var definitionVersion: Int
    package var identity: Identity
    /// In the order in which they were asked for.
    package var requestedScopes: [String]
    package var grantedScopes: [String]
    package var connectedSystemID: String?
    package var health: Health
    package var verifiedAt: Timestamp?
    /// Counts the changes of the secret: a change that expects another number is refused.
    package var secretVersion: Int64
    package let createdBy: UserID
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: ConnectionID, teamID: TeamID, organizationID: OrganizationID, name: String, type: String,
        definitionVersion: Int, identity: Identity, requestedScopes: [String], grantedScopes: [String],
        connectedSystemID: String?, health: Health, verifiedAt: Timestamp?, secretVersion: Int64, createdBy: UserID,
        createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.teamID = teamID
        self.organizationID = organizationID
        self.name = name
        self.type = type
        self.definitionVersion = definitionVersion
        self.identity = identity
        self.requestedScopes = requestedScopes
        self.grantedScopes = grantedScopes
        self.connectedSystemID = connectedSystemID
        self.health = health
        self.verifiedAt = verifiedAt
        self.secretVersion = secretVersion
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
