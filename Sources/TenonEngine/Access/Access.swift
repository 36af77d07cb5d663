// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// Who may use the server: tokens, teams and people.
package struct Access: Sendable {
    let store: any AccessStore
    let clock: any WallClock
    let randomness: any Randomness
    let rates: TokenRates
    private let changes: (any ChangeCounter)?
    private let bearers = EpochTable<ProxyToken, UInt64, Principal>()

    /// With `changes`, who a token belongs to is remembered until something changes that says otherwise.
    package init(
        store: any AccessStore, clock: any WallClock, randomness: any Randomness, changes: (any ChangeCounter)? = nil
    ) {
        self.changes = changes
        self.store = store
        self.clock = clock
        self.randomness = randomness
        rates = TokenRates(clock: clock)
    }

    /// The bearer of the token, or `nil` when it is unknown, expired or revoked: nobody learns which.
    ///
    /// - Throws: ``TenonError`` `rateLimited` when the token may be used no more for now.
    package func authenticate(token text: String) async throws -> Principal? {
        guard let principal = try await bearer(ofToken: text) else { return nil }
        if let refusal = rates.refusal(of: principal.token.id, limits: principal.token.limits) { throw refusal }
        return principal
    }

    /// The bearer of the token, whose request has been counted already.
    func bearer(ofToken text: String) async throws -> Principal? {
        let now = clock.now()
        // Before anything is read: a change that comes meanwhile makes what was read stale at once.
        let epoch = changes?.changeCount
        let key = ProxyToken(text)
        if let epoch, let key, let known = bearers.value(for: key, epoch: epoch, now: now) { return known }
        guard let token = TokenText(text), let grant = try await store.grant(tokenHash: token.hash) else { return nil }
        let isExpired = grant.token.expiresAt.map { $0 <= now } ?? false
        guard grant.token.revokedAt == nil, !isExpired else { return nil }
        if Access.isDue(grant.token.lastUsedAt, at: now) { try await store.touch(token: grant.token.id, at: now) }
        let principal = Principal(user: grant.user, token: grant.token, roles: grant.roles)
        if let epoch, let key {
            bearers.set(principal, for: key, epoch: epoch, now: now, endsAt: grant.token.expiresAt)
        }
        return principal
    }

    /// The bearer of a token that is known without asking anybody, whose request is not counted yet; `nil` when somebody
    /// has to be asked.
    package func knownBearer(of token: ProxyToken) -> Principal? {
        guard let epoch = changes?.changeCount else { return nil }
        return bearers.value(for: token, epoch: epoch, now: clock.now())
    }

    /// The last use is kept to the minute, so that reading does not mean writing.
    private static func isDue(_ lastUsedAt: Timestamp?, at now: Timestamp) -> Bool {
        guard let lastUsedAt else { return true }
        return lastUsedAt.advanced(by: .seconds(60)) <= now
    }
}

// MARK: - Organizations and teams

extension Access {
    package func organization(_ id: OrganizationID, for caller: Caller) async throws -> Organization {
        guard id == caller.organizationID, let organization = try await store.organization(id) else {
            throw TenonError.notFound("Organization")
        }
        return organization
    }

    /// All teams for an owner of the organization, else those in which the caller has a role.
    package func teams(of organization: OrganizationID, page: Page, for caller: Caller) async throws -> [Team] {
        guard organization == caller.organizationID else {
            throw TenonError(
                .permissionDenied, .notOfOrganization, ["organization": organization.description])
        }
        let user = caller.principal.user
        return try await store.teams(
            in: organization, of: user.organizationRole == .owner ? nil : user.id, page: page)
    }

    package func team(_ id: TeamID, for caller: Caller) async throws -> Team {
        guard let team = try await visibleTeam(id, for: caller) else { throw TenonError.notFound("Team") }
        return team
    }

    /// Makes a team; the caller becomes its first Admin.
    package func createTeam(
        named name: String, in organization: OrganizationID, for caller: Caller
    ) async throws -> Team {
        guard organization == caller.organizationID else {
            throw TenonError(
                .permissionDenied, .notOfOrganization, ["organization": organization.description])
        }
        try caller.principal.requireOrganizationOwner()
        var faults = Faults()
        DisplayName.check(name, as: "name", into: &faults)
        try faults.check()
        let now = clock.now()
        return try await store.insert(
            teamNamed: name, in: organization, admin: caller.principal.user.id, at: now,
            audit: caller.audit(.teamCreated, team: nil, subject: nil, details: ["name": .string(name)], at: now))
    }

    private func visibleTeam(_ id: TeamID, for caller: Caller) async throws -> Team? {
        guard let team = try await store.team(id), team.organizationID == caller.organizationID else { return nil }
        let isOwner = caller.principal.user.organizationRole == .owner
        return isOwner || caller.principal.sees(id) ? team : nil
    }
}

// MARK: - People

extension Access {
    package func users(of organization: OrganizationID, page: Page, for caller: Caller) async throws -> [User] {
        guard organization == caller.organizationID else {
            throw TenonError(
                .permissionDenied, .notOfOrganization, ["organization": organization.description])
        }
        return try await store.users(in: organization, page: page)
    }

    /// How many people have a role in each team that the caller may see.
    package func memberCounts(for caller: Caller) async throws -> [TeamID: Int] {
        let counts = try await store.memberCounts(in: caller.organizationID)
        let isOwner = caller.principal.user.organizationRole == .owner
        return isOwner ? counts : counts.filter { caller.principal.sees($0.key) }
    }

    package func members(of team: TeamID, for caller: Caller) async throws -> [(user: User, role: TeamRole)] {
        guard try await visibleTeam(team, for: caller) != nil else { throw TenonError.notFound("Team") }
        return try await store.members(in: team)
    }

    /// Adds a person to the caller's organization.
    package func createUser(
        name: String, email: String, role: User.OrganizationRole, for caller: Caller
    ) async throws -> User {
        try caller.principal.requireOrganizationOwner()
        var faults = Faults()
        DisplayName.check(name, as: "name", into: &faults)
        if !Access.isEmail(email) { faults.invalid("email", .email) }
        try faults.check()
        let now = clock.now()
        let draft = NewUser(
            organizationID: caller.organizationID, name: name, email: email.lowercased(), organizationRole: role,
            createdAt: now)
        return try await store.insert(
            user: draft,
            audit: caller.audit(
                .userCreated, team: nil, subject: nil,
                details: ["email": .string(draft.email), "role": .string(role.rawValue)], at: now))
    }

    /// Gives a person a role in a team, or takes it away when `role` is `nil`.
    package func setRole(_ role: TeamRole?, of id: UserID, in team: TeamID, for caller: Caller) async throws {
        guard try await visibleTeam(team, for: caller) != nil else { throw TenonError.notFound("Team") }
        if caller.principal.user.organizationRole != .owner { try caller.principal.require(.administer, in: team) }
        guard let user = try await store.user(id), user.organizationID == caller.organizationID else {
            throw TenonError.notFound("User")
        }
        try await store.setRole(
            role, of: user.id, in: team,
            audit: caller.audit(
                .membershipChanged, team: team, subject: "user:\(user.id)",
                details: ["role": role.map { .string($0.rawValue) } ?? .null], at: clock.now()))
    }

    /// Enough to catch a slip of the pen: one `@` with something on both sides, no white space (RFC 5321 §4.5.3.1).
    static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 254
            && !text.unicodeScalars.contains { $0.properties.isWhitespace || $0.properties.generalCategory == .control }
    }
}
