// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// What happened, for the audit chain.
package enum AuditAction: String, Sendable, CaseIterable {
    case installationCreated = "installation.created"
    case connectionCreated = "connection.created"
    case connectionRenamed = "connection.renamed"
    case connectionDataChanged = "connection.data_changed"
    case connectionVerified = "connection.verified"
    /// Values that are not stored were shown to the third party.
    case connectionDraftVerified = "connection.draft_verified"
    /// Its secret was used, as often as `details.count` says.
    case connectionUsed = "connection.used"
    /// Its secret is about to be used; written where each use is written down before it happens.
    case connectionUseBegun = "connection.use_begun"
    case connectionDeleted = "connection.deleted"
    case connectionAuthorizationStarted = "connection.authorization_started"
    case connectionAuthorized = "connection.authorized"
    case connectionAuthorizationFailed = "connection.authorization_failed"
    case connectionRefreshed = "connection.refreshed"
    case connectionRefreshFailed = "connection.refresh_failed"
    case connectionRevoked = "connection.revoked"
    case connectionCredentialRevealed = "connection.credential_revealed"
    case linkCreated = "link.created"
    case linkDeleted = "link.deleted"
    case installationChanged = "installation.changed"
    case installationDeleted = "installation.deleted"
    case appCreated = "app.created"
    case appChanged = "app.changed"
    case appPublished = "app.published"
    case appDeleted = "app.deleted"
    case scenarioCreated = "scenario.created"
    case scenarioChanged = "scenario.changed"
    case scenarioDeleted = "scenario.deleted"
    case teamCreated = "team.created"
    case userCreated = "user.created"
    case membershipChanged = "membership.changed"
    case tokenCreated = "token.created"
    case tokenRevoked = "token.revoked"
    case serverClaimed = "server.claimed"
    case userInvited = "user.invited"
    case invitationAccepted = "invitation.accepted"
    case invitationDeleted = "invitation.deleted"
    case signedIn = "session.created"
    case signInFailed = "session.refused"
    case sessionEnded = "session.ended"
    case passwordChanged = "password.changed"
    case identityBound = "identity.bound"
    case rootKeyRotated = "keys.root_rotated"
    /// A team's new secrets are sealed with another key from then on.
    case dataKeyRotated = "keys.data_rotated"
    /// An old key is gone for good.
    case dataKeyDropped = "keys.data_dropped"
    case webhookCreated = "webhook.created"
    case webhookChanged = "webhook.changed"
    case webhookDeleted = "webhook.deleted"
    case webhookTested = "webhook.tested"
    case webhookSecretRotated = "webhook.secret_rotated"
    /// The server gave up on its receiver.
    case webhookDisabled = "webhook.disabled"
}

extension AuditAction {
    /// Whether something may be decided otherwise after it; what is not listed may.
    package var isChange: Bool {
        switch self {
        case .connectionUseBegun, .connectionUsed, .connectionVerified, .connectionDraftVerified,
            .connectionCredentialRevealed, .connectionAuthorizationStarted, .connectionAuthorizationFailed, .signedIn,
            .signInFailed, .webhookCreated, .webhookChanged, .webhookDeleted, .webhookTested, .webhookSecretRotated,
            .webhookDisabled, .dataKeyRotated, .dataKeyDropped:
            false
        default: true
        }
    }
}

/// Who asked, and from where.
package struct AuditActor: Sendable, Hashable {
    /// `nil` for the server itself and the command line on the server's machine.
    package let userID: UserID?
    package let tokenID: TokenID?
    /// The caller's address without port, or `nil` when no network was involved.
    package let address: String?
    package let requestID: String?

    package init(userID: UserID?, tokenID: TokenID?, address: String?, requestID: String?) {
        self.userID = userID
        self.tokenID = tokenID
        self.address = address
        self.requestID = requestID
    }

    /// The server itself.
    package static let system = AuditActor(userID: nil, tokenID: nil, address: nil, requestID: nil)
}

/// An audit entry before it has its place in the chain.
package struct AuditDraft: Sendable, Hashable {
    package let organizationID: OrganizationID
    package let teamID: TeamID?
    package let action: AuditAction
    package let actor: AuditActor
    /// The resource, as `connection:12`; the store fills the identifier of one that the same change makes.
    package var subject: String?
    /// More about it; names and counts, never a value of a credential.
    package let details: JSONObject
    package let at: Timestamp

    package init(
        organizationID: OrganizationID, teamID: TeamID?, action: AuditAction, actor: AuditActor, subject: String?,
        details: JSONObject = [:], at: Timestamp
    ) {
        self.organizationID = organizationID
        self.teamID = teamID
        self.action = action
        self.actor = actor
        self.subject = subject
        self.details = details
        self.at = at
    }
}

/// An entry of an organization's chain.
package struct AuditEvent: Sendable, Hashable {
    /// Counted from 1 without gaps in its organization.
    package let sequence: Int64
    package let draft: AuditDraft
    /// The hash of the entry before, 32 zero bytes for the first.
    package let previousHash: [UInt8]
    /// SHA-256 over `previousHash` and the entry's canonical form.
    package let hash: [UInt8]

    package init(sequence: Int64, draft: AuditDraft, previousHash: [UInt8], hash: [UInt8]) {
        self.sequence = sequence
        self.draft = draft
        self.previousHash = previousHash
        self.hash = hash
    }
}

/// Writes entries for what changes nothing in the database.
package protocol AuditWriting: Sendable {
    /// Appends entries that belong to no change, all or none.
    func append(_ drafts: [AuditDraft]) async throws
}

extension AuditWriting {
    package func append(_ draft: AuditDraft) async throws { try await append([draft]) }
}

package protocol AuditStore: AuditWriting {
    /// The organizations that have a chain.
    func chains() async throws -> [OrganizationID]
    /// The entries behind `sequence`, in order.
    func events(of organization: OrganizationID, after sequence: Int64, limit: Int) async throws -> [AuditEvent]
    /// The newest entries about `subject`, such as `connection:12`, the newest first; `before` is the last one's sequence.
    func events(
        of organization: OrganizationID, about subject: String, before sequence: Int64?, limit: Int
    ) async throws -> [AuditEvent]
    /// The entries that match, by when they happened, the newest first unless the page says otherwise.
    ///
    /// With `sequence`, only those behind the entry of that sequence in that order.
    func events(
        of organization: OrganizationID, matching filter: AuditFilter, behind sequence: Int64?, page: Page
    ) async throws -> [AuditEvent]
    /// The end of the chain as it is written down beside it: a chain that was cut short does not reach it.
    func head(of organization: OrganizationID) async throws -> (sequence: Int64, hash: [UInt8])?
}
