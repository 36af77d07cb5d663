// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// How people sign in: passwords, sessions, invitations, identities at a provider.
///
/// Every change takes the audit entry that is written in the same transaction.
package protocol SignInStore: Sendable {
    /// Whether anybody has a password: then nobody can claim the server any more.
    func hasPassword() async throws -> Bool
    /// The person with that e-mail address, in any case, and their password if there is one.
    func user(email: String) async throws -> (user: User, password: PasswordHash?)?
    func password(of user: UserID) async throws -> PasswordHash?

    /// Gives the person the first password there is, with a name and an address of their own.
    ///
    /// - Throws: ``TenonError`` `conflict` when anybody has a password, or the address is somebody else's.
    func claim(
        _ user: UserID, name: String, email: String, password: PasswordHash, at now: Timestamp, audit: AuditDraft
    ) async throws -> User
    /// Sets the password and ends every session of the person but `kept`.
    func setPassword(
        _ password: PasswordHash, of user: UserID, keeping kept: SessionID?, at now: Timestamp, audit: AuditDraft
    ) async throws

    func insert(session: NewSession, audit: AuditDraft) async throws -> Session
    /// The session with that SHA-256, ended or not, with its user and all roles; `nil` when there is none.
    func session(tokenHash: [UInt8]) async throws -> SessionGrant?
    func touch(session: SessionID, at now: Timestamp) async throws
    /// The person's sessions that end after `now`, the newest first.
    func sessions(of user: UserID, at now: Timestamp) async throws -> [Session]
    /// False when the person has no such session.
    func end(session: SessionID, of user: UserID, audit: AuditDraft) async throws -> Bool
    /// Ends all sessions of the person but `kept`, and returns how many.
    func endSessions(of user: UserID, keeping kept: SessionID?, audit: AuditDraft) async throws -> Int
    /// Forgets sessions and invitations that ended before `now`.
    func forgetEnded(at now: Timestamp) async throws

    /// Replaces the person's invitation, if there is one.
    func insert(invitation: NewInvitation, audit: AuditDraft) async throws
    /// The invitation with that SHA-256 if it ends after `now`.
    func invitation(tokenHash: [UInt8], at now: Timestamp) async throws -> Invitation?
    /// Those of the organization that end after `now`, the newest first.
    func invitations(in organization: OrganizationID, at now: Timestamp) async throws -> [Invitation]
    /// Uses the invitation up: sets name and password, and ends every session of the person.
    ///
    /// `nil` when there is no such invitation any more.
    func accept(
        invitation tokenHash: [UInt8], name: String, password: PasswordHash, at now: Timestamp, audit: AuditDraft
    ) async throws -> User?
    /// False when the person has none.
    func deleteInvitation(of user: UserID, audit: AuditDraft) async throws -> Bool

    /// The person whom the provider knows so.
    func user(identity: ProviderIdentity) async throws -> User?
    /// Ties the identity to the person, once and for all, and uses the person's invitation up.
    func insert(identity: ProviderIdentity, of user: UserID, at now: Timestamp, audit: AuditDraft) async throws
}
