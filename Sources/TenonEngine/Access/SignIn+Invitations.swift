// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

extension SignIn {
    /// How long an invitation can be used.
    package static let invitationLifetime = Duration.seconds(7 * 86_400)

    /// An invitation at the only time its token is known.
    package struct Issued: Sendable {
        package let invitation: Invitation
        package let token: Secret
    }

    /// Makes a link by which the person sets a password; for an owner of the organization.
    ///
    /// A person who has a password keeps it until the link is used. Whoever uses the link is that person, so a token with
    /// fewer scopes than a person has does not do.
    package func invite(_ id: UserID, for caller: Caller) async throws -> Issued {
        let user = try await person(id, for: caller)
        for scope in APIScope.allCases { try caller.principal.require(scope) }
        let now = clock.now()
        let token = Secret.randomToken(from: randomness)
        let new = NewInvitation(
            userID: user.id, tokenHash: token.sha256, createdBy: caller.principal.user.id, createdAt: now,
            endsAt: now.advanced(by: Self.invitationLifetime))
        try await store.insert(
            invitation: new, audit: caller.audit(.userInvited, team: nil, subject: "user:\(id)", at: now))
        return Issued(
            invitation: Invitation(
                user: user, createdBy: new.createdBy, createdAt: new.createdAt, endsAt: new.endsAt),
            token: token)
    }

    /// The organization's invitations that can still be used; for an owner.
    package func invitations(for caller: Caller) async throws -> [Invitation] {
        try caller.principal.requireOrganizationOwner()
        return try await store.invitations(in: caller.organizationID, at: clock.now())
    }

    package func withdrawInvitation(of id: UserID, for caller: Caller) async throws {
        let user = try await person(id, for: caller)
        let audit = caller.audit(.invitationDeleted, team: nil, subject: "user:\(user.id)", at: clock.now())
        guard try await store.deleteInvitation(of: user.id, audit: audit) else {
            throw TenonError.notFound("Invitation")
        }
    }

    /// Ends every session of a person, as an owner may when a browser is lost.
    ///
    /// Returns how many ended.
    package func endAllSessions(of id: UserID, for caller: Caller) async throws -> Int {
        let user = try await person(id, for: caller)
        return try await store.endSessions(
            of: user.id, keeping: nil,
            audit: caller.audit(
                .sessionEnded, team: nil, subject: "user:\(user.id)", details: ["all": true], at: clock.now()))
    }

    private func person(_ id: UserID, for caller: Caller) async throws -> User {
        try caller.principal.requireOrganizationOwner()
        guard let user = try await access.store.user(id), user.organizationID == caller.organizationID else {
            throw TenonError.notFound("User")
        }
        return user
    }

    // MARK: - The person who was invited

    /// Whom the link is for.
    ///
    /// - Throws: ``TenonError`` `notFound` when it is unknown, used or too old: nobody learns which.
    package func invitation(token: Secret) async throws -> Invitation {
        guard let invitation = try await store.invitation(tokenHash: token.sha256, at: clock.now()) else {
            throw TenonError.notFound("Invitation")
        }
        return invitation
    }

    /// The name of the organization that a person is invited to.
    package func organizationName(of invitation: Invitation) async throws -> String {
        try await access.store.organization(invitation.user.organizationID)?.name ?? ""
    }

    /// Sets name and password, uses the link up, and signs the person in.
    package func accept(
        token: Secret, name: String, password: Secret, from origin: Origin
    ) async throws -> Started {
        let invitation = try await invitation(token: token)
        var faults = Faults()
        DisplayName.check(name, as: "name", into: &faults)
        PasswordRule.check(password, of: invitation.user.email, into: &faults)
        try faults.check()
        let now = clock.now()
        let accepted = try await store.accept(
            invitation: token.sha256, name: name, password: try await hasher.hash(password), at: now,
            audit: draft(.invitationAccepted, of: invitation.user, from: origin, at: now))
        guard let accepted else { throw TenonError.notFound("Invitation") }
        return try await start(accepted, by: .password, from: origin)
    }
}
