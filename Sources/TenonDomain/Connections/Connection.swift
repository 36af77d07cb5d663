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
        /// The grant ended: only a person can make it good again.
        case needsReauthorization = "needs_reauthorization"
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

    /// What can be seen of the grant behind the credential, when there is one.
    package struct Grant: Sendable, Hashable {
        /// When the access token ends; `nil` when nobody knows.
        package var tokenExpiresAt: Timestamp?
        /// When the access token was obtained.
        package var refreshedAt: Timestamp?
        /// When the scheduler asks for the next one; `nil` when it does not.
        package var refreshDueAt: Timestamp?
        /// Scopes that the provider said are lacking, in use.
        package var missingScopes: [String]
        /// Why the last refresh failed, until one succeeds.
        package var trouble: Trouble?

        package init(
            tokenExpiresAt: Timestamp? = nil, refreshedAt: Timestamp? = nil, refreshDueAt: Timestamp? = nil,
            missingScopes: [String] = [], trouble: Trouble? = nil
        ) {
            self.tokenExpiresAt = tokenExpiresAt
            self.refreshedAt = refreshedAt
            self.refreshDueAt = refreshDueAt
            self.missingScopes = missingScopes
            self.trouble = trouble
        }
    }

    /// Why a token could not be had.
    package struct Trouble: Sendable, Hashable {
        package enum Reason: String, Sendable, CaseIterable {
            /// The provider refused the grant: it was revoked, used up, or ended.
            case rejected
            /// The provider refused the grant after an answer of its was lost, which it may have put a new token in.
            case answerLost = "answer_lost"
            /// The provider does not accept what was entered: a client's secret, a password, a key.
            case credentialRejected = "credential_rejected"
            /// There is nothing to refresh with.
            case noRefreshToken = "no_refresh_token"
            /// Somebody revoked it here.
            case revoked
            /// The provider does not accept the installation's client, or what it asks for.
            case installation
            /// The provider could not be asked, or could not say.
            case provider
        }

        package let reason: Reason
        /// What the third party said, or a sentence of ours; for people.
        package let message: String
        package let at: Timestamp
        /// How many attempts failed in a row.
        package let count: Int
        /// Until when nobody asks again.
        package let retryAt: Timestamp?

        package init(reason: Reason, message: String, at: Timestamp, count: Int, retryAt: Timestamp?) {
            self.reason = reason
            self.message = message
            self.at = at
            self.count = count
            self.retryAt = retryAt
        }

        /// Whether only a person can help.
        package var isTerminal: Bool {
            switch reason {
            case .rejected, .answerLost, .noRefreshToken, .revoked: true
            // What was entered can be changed, and may be accepted again as it is.
            case .credentialRejected, .installation, .provider: false
            }
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
    package var grant: Grant
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
        grant: Grant = Grant(), connectedSystemID: String?, health: Health, verifiedAt: Timestamp?,
        secretVersion: Int64, createdBy: UserID,
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
        self.grant = grant
        self.connectedSystemID = connectedSystemID
        self.health = health
        self.verifiedAt = verifiedAt
        self.secretVersion = secretVersion
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

extension Connection {
    /// Scopes that were asked for and not granted, and those that the provider said are lacking in use.
    package var missingScopes: [String] {
        let refused = requestedScopes.filter { !grantedScopes.contains($0) }
        return grant.refreshedAt == nil
            ? [] : refused + grant.missingScopes.filter { !refused.contains($0) }
    }
}
