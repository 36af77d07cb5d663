// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

public import TenonWire

/// Who the caller is, and the people, teams and tokens around.
extension TenonClient {
    /// The person whose token this is.
    public func me() async throws -> User {
        try await read(.me) { try $0.body("authUser", User.init(json:)) }
    }

    /// What the token may be used for.
    public func currentAuthorization() async throws -> CurrentAuthorization {
        try await read(.currentAuthorization) { try $0.body("authorization", CurrentAuthorization.init(json:)) }
    }

    /// The caller's tokens; of each only the first characters.
    public func apiTokens() async throws -> [APIToken] {
        try await read(.apiTokens) { try $0.bodies("apiTokens", APIToken.init(json:)) }
    }

    /// Issues a token to the caller: the one answer that holds a whole token.
    ///
    /// It can have no scope that the token in use has not. `expires` is a moment in ISO 8601. With `limits` it can have
    /// the scopes `connections:read`, `connections:use`, `connections:reveal` and `user:read` only.
    public func createAPIToken(
        forUser user: Int64? = nil, label: String, scopes: [String], limits: TokenLimits = TokenLimits(),
        expires: String? = nil
    ) async throws -> APIToken {
        let call = Call.createAPIToken(
            forUser: user, label: label, scopes: scopes, limits: limits, expires: expires)
        return try await read(call) {
            try $0.body("apiToken", APIToken.init(json:))
        }
    }

    /// Ends the caller's token that was made at that moment.
    public func revokeAPIToken(created: String) async throws {
        _ = try await answer(to: .revokeAPIToken(created: created))
    }

    /// The caller's organization, in a list.
    public func organizations() async throws -> [Organization] {
        try await read(.organizations) { try $0.bodies("organizations", Organization.init(json:)) }
    }

    /// One organization, with the caller's teams in it.
    public func organization(_ id: Int64) async throws -> Organization {
        try await read(.organization(id)) { try $0.body("organization", Organization.init(json:)) }
    }

    /// The teams of an organization that the caller can see.
    public func teams(inOrganization organization: Int64) async throws -> [Team] {
        try await read(.teams(inOrganization: organization)) { try $0.bodies("teams") { try Team(json: $0) } }
    }

    /// One team.
    public func team(_ id: Int64) async throws -> Team {
        try await read(.team(id)) { try $0.body("team") { try Team(json: $0) } }
    }

    /// Makes a team; the caller becomes its first Admin.
    public func createTeam(named name: String, inOrganization organization: Int64) async throws -> Team {
        try await read(.createTeam(named: name, inOrganization: organization)) {
            try $0.body("team") { try Team(json: $0) }
        }
    }

    /// The people of an organization.
    public func users(inOrganization organization: Int64) async throws -> [User] {
        try await read(.users(inOrganization: organization)) { try $0.bodies("users", User.init(json:)) }
    }

    /// The people of a team.
    public func users(inTeam team: Int64) async throws -> [User] {
        try await read(.users(inTeam: team)) { try $0.bodies("users", User.init(json:)) }
    }

    /// Adds a person to the caller's organization; `organizationRole` is `owner` or `member`, and `member` when `nil`.
    public func createUser(
        named name: String, email: String, organizationRole: String? = nil
    ) async throws -> User {
        try await read(.createUser(name: name, email: email, role: organizationRole)) {
            try $0.body("user", User.init(json:))
        }
    }

    /// Gives a person a role in a team (`admin`, `member`, `operator`, `monitoring`), or takes it away.
    public func setRole(_ role: String?, ofUser user: Int64, inTeam team: Int64) async throws {
        _ = try await answer(to: .setRole(role, ofUser: user, inTeam: team))
    }

    /// The invitations of the organization that can still be used.
    public func invitations() async throws -> [Invitation] {
        try await read(.invitations) { try $0.bodies("invitations", Invitation.init(json:)) }
    }

    /// Makes a link by which the person sets the password for the console: the one answer that holds its address.
    ///
    /// It replaces the person's link before it. The token in use has to have every scope.
    public func invite(user: Int64) async throws -> Invitation {
        try await read(.invite(user: user)) { try $0.body("invitation", Invitation.init(json:)) }
    }

    /// Takes the person's invitation back.
    public func deleteInvitation(ofUser user: Int64) async throws {
        _ = try await answer(to: .deleteInvitation(ofUser: user))
    }

    /// Signs the person out everywhere.
    public func endSessions(ofUser user: Int64) async throws {
        _ = try await answer(to: .endSessions(ofUser: user))
    }
}
