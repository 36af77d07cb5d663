// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Grants and who is refreshing them, across all processes on one database.
package protocol GrantStore: Sendable {
    /// Takes the lease of a connection's grant and leaves the mark "in flight", in one transaction.
    ///
    /// `expected` is the secret that was found wanting: when another is stored by now, or the grant has ended or cools
    /// down, there is nothing to do.
    func beginRefresh(
        of id: ConnectionID, in team: TeamID, expecting expected: Int64, holder: String, at now: Timestamp,
        until end: Timestamp
    ) async throws -> RefreshBeginning

    /// Prolongs the lease; false when somebody else has it by now.
    func renew(_ lease: RefreshLease, until end: Timestamp) async throws -> Bool

    /// Replaces the secret if it is still the one that was marked, takes the mark away and gives the lease back.
    ///
    /// The secret's version is what fences: whoever was away too long finds another and changes nothing. Returns the
    /// connection as it is stored now, `nil` when the secret was another one already or the grant was revoked here.
    func completeRefresh(
        _ lease: RefreshLease, with token: ObtainedToken, audit: AuditDraft, seal: @escaping Sealing
    ) async throws -> SealedConnection?

    /// Writes down why there is no token and gives the lease back; `keepsMark` when the provider may have done it.
    ///
    /// Returns false, and changes nothing, when the secret or the lease is another's by now, or the grant was revoked.
    func failRefresh(
        _ lease: RefreshLease, trouble: Connection.Trouble, keepsMark: Bool, audit: AuditDraft?
    ) async throws -> Bool

    /// Connections of these types whose refresh is due, type by type, the most urgent of each first.
    ///
    /// Left out are those that somebody has the lease of.
    func dueForRefresh(
        at now: Timestamp, ofTypes types: [String], perTypeMax: Int, limit: Int
    ) async throws -> [SealedConnection]

    /// Stores what a person's authorization brought, over whatever is stored if it is still at `expected`.
    ///
    /// Data that waited for this is taken away. `nil` when another change came first, or the connection is gone.
    func storeAuthorization(
        of id: ConnectionID, in team: TeamID, expecting expected: Int64, grant: AuthorizedGrant, audit: AuditDraft,
        seal: @escaping Sealing
    ) async throws -> SealedConnection?

    /// Ends the grant here: no refresh, no use, until a person authorizes again.
    func endGrant(
        of id: ConnectionID, in team: TeamID, trouble: Connection.Trouble, audit: AuditDraft
    ) async throws

    /// Remembers scopes that the provider said are lacking.
    func recordMissingScopes(
        _ scopes: [String], of id: ConnectionID, in team: TeamID, at now: Timestamp
    ) async throws

    /// Keeps data until a person authorizes the connection with it.
    ///
    /// `definitionVersion` is the version of the type's definition for which it was entered.
    func storePending(
        _ box: SealedSecret, definitionVersion: Int, of id: ConnectionID, in team: TeamID, audit: AuditDraft
    ) async throws
    func pendingData(of id: ConnectionID, in team: TeamID) async throws -> PendingData?
}

/// Data that waits for a person to authorize a connection with it.
package struct PendingData: Sendable, Hashable {
    package let box: SealedSecret
    /// `nil` when it was stored by a server that did not write it down.
    package let definitionVersion: Int?

    package init(box: SealedSecret, definitionVersion: Int?) {
        self.box = box
        self.definitionVersion = definitionVersion
    }
}

/// The right to refresh one connection's grant, for a while.
package struct RefreshLease: Sendable, Hashable {
    package let connectionID: ConnectionID
    package let teamID: TeamID
    package let holder: String
    /// Counts the leases of the connection: whoever holds an older one has lost it.
    package let fence: Int64
    /// The secret that is presented to the provider.
    package let secretVersion: Int64

    package init(connectionID: ConnectionID, teamID: TeamID, holder: String, fence: Int64, secretVersion: Int64) {
        self.connectionID = connectionID
        self.teamID = teamID
        self.holder = holder
        self.fence = fence
        self.secretVersion = secretVersion
    }
}

package enum RefreshBeginning: Sendable {
    /// The lease was taken; `wasInterrupted` when the same secret was presented before and the answer never stored.
    case begun(RefreshLease, SealedConnection, wasInterrupted: Bool)
    /// Somebody else has it until then, unless it is prolonged.
    case held(until: Timestamp)
    /// Another secret is stored by now, or asking could not help.
    case changed(SealedConnection)
    case gone
}

/// What is stored, in the open, of a token that was obtained.
package struct ObtainedToken: Sendable, Hashable {
    package let at: Timestamp
    package let expiresAt: Timestamp?
    package let refreshDueAt: Timestamp?
    /// `nil` when the answer said nothing: what was granted before stays.
    package let grantedScopes: [String]?

    package init(at: Timestamp, expiresAt: Timestamp?, refreshDueAt: Timestamp?, grantedScopes: [String]?) {
        self.at = at
        self.expiresAt = expiresAt
        self.refreshDueAt = refreshDueAt
        self.grantedScopes = grantedScopes
    }
}

/// What a person's authorization brought.
package struct AuthorizedGrant: Sendable, Hashable {
    package let token: ObtainedToken
    package let requestedScopes: [String]
    package let identity: Connection.Identity
    package let definitionVersion: Int
    /// Whether the third party was asked with the new credential, and found it good.
    package let isVerified: Bool

    package init(
        token: ObtainedToken, requestedScopes: [String], identity: Connection.Identity, definitionVersion: Int,
        isVerified: Bool
    ) {
        self.token = token
        self.requestedScopes = requestedScopes
        self.identity = identity
        self.definitionVersion = definitionVersion
        self.isVerified = isVerified
    }
}
