// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A person's authorization of a connection under way: from the link that was handed out to the provider's redirect.
package struct Authorization: Sendable {
    /// SHA-256 of the ticket in the link; names the authorization.
    package let ticketHash: [UInt8]
    package let connectionID: ConnectionID
    package let teamID: TeamID
    package let organizationID: OrganizationID
    /// Who asked for the link; `nil` when a person outside the team did, through a connection link.
    package let userID: UserID?
    package let requestedScopes: [String]
    /// Where the person is sent at the end.
    package let returnURL: String?
    package let createdAt: Timestamp
    package let expiresAt: Timestamp
    /// Set when a browser has opened the link, or a device authorization has begun.
    package var start: Start?

    /// What is known once the person is under way.
    package struct Start: Sendable {
        /// SHA-256 of the `state` that the provider sends back; of the device code for a device.
        package let stateHash: [UInt8]
        /// SHA-256 of the cookie that binds it to the browser; empty for a device.
        package let browserHash: [UInt8]
        /// The proof key and what the definition's blocks left, sealed.
        package let box: SealedSecret
        /// When the token endpoint is asked next, for a device.
        package let pollAt: Timestamp?

        package init(stateHash: [UInt8], browserHash: [UInt8], box: SealedSecret, pollAt: Timestamp? = nil) {
            self.stateHash = stateHash
            self.browserHash = browserHash
            self.box = box
            self.pollAt = pollAt
        }
    }

    package init(
        ticketHash: [UInt8], connectionID: ConnectionID, teamID: TeamID, organizationID: OrganizationID,
        userID: UserID?, requestedScopes: [String], returnURL: String?, createdAt: Timestamp, expiresAt: Timestamp,
        start: Start? = nil
    ) {
        self.ticketHash = ticketHash
        self.connectionID = connectionID
        self.teamID = teamID
        self.organizationID = organizationID
        self.userID = userID
        self.requestedScopes = requestedScopes
        self.returnURL = returnURL
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.start = start
    }
}

/// Authorizations under way.
///
/// Each is good once: ``start(_:with:at:)`` and ``consume(stateHash:at:)`` succeed for one caller alone.
package protocol AuthorizationStore: Sendable {
    func insert(_ authorization: Authorization, audit: AuditDraft) async throws
    /// The authorization of that ticket if it has not ended.
    func authorization(ticketHash: [UInt8], at now: Timestamp) async throws -> Authorization?
    /// Writes down that a browser opened the link; false when one has already, or it has ended.
    func start(_ ticketHash: [UInt8], with start: Authorization.Start, at now: Timestamp) async throws -> Bool
    /// The authorization of that state, without using it up.
    func authorization(stateHash: [UInt8], at now: Timestamp) async throws -> Authorization?
    /// Takes the authorization of that state away; `nil` when there is none, or another caller was faster.
    func consume(stateHash: [UInt8], at now: Timestamp) async throws -> Authorization?
    /// Device authorizations whose token endpoint is to be asked; each is put off until `next` for other callers.
    func duePolls(at now: Timestamp, next: Timestamp, limit: Int) async throws -> [Authorization]
    func postpone(_ ticketHash: [UInt8], until pollAt: Timestamp) async throws
    /// Forgets what has ended.
    func removeEnded(at now: Timestamp) async throws
}
