// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// A token at the only time its text is known.
package struct IssuedToken: Sendable {
    package let text: Secret
    package let token: APIToken
}

extension Access {
    /// The most tokens a person may have that are not revoked.
    package static let tokensPerUserMax = 500

    /// The caller's own tokens that are not revoked, the newest first.
    package func tokens(for caller: Caller) async throws -> [APIToken] {
        try await store.tokens(of: caller.principal.user.id).filter { $0.revokedAt == nil }
    }

    /// Issues a token to the caller, or to another person of the organization when the caller owns it.
    ///
    /// It has no more scopes than the token that asks. With limits it has only scopes that cannot reach around them.
    package func issueToken(
        label: String, scopes: [String], limits: TokenLimitsDraft = TokenLimitsDraft(), expiresAt: Timestamp?,
        to user: UserID? = nil, for caller: Caller
    ) async throws -> IssuedToken {
        let owner = try await recipient(user, for: caller)
        let now = clock.now()
        var faults = Faults()
        DisplayName.check(label, as: "label", into: &faults)
        let known = scopes.compactMap(APIScope.init)
        if known.count != scopes.count { faults.add(.invalidScope) }
        if scopes.isEmpty { faults.missing("scope") }
        if let expiresAt, expiresAt <= now { faults.invalid("expires", .future) }
        let limits = limits.checked(into: &faults)
        if let limits { Access.check(known, of: limits, into: &faults) }
        try faults.check()
        for scope in known { try caller.principal.require(scope) }
        let held = try await store.tokens(of: owner).count { $0.revokedAt == nil }
        guard held < Access.tokensPerUserMax else {
            throw TenonError(.conflict, .tooManyTokens, ["count": String(Access.tokensPerUserMax)])
        }
        let text = TokenText.random(from: randomness)
        let token = NewToken(
            userID: owner, label: label, scopes: Set(known), limits: limits, hash: text.hash, hint: text.hint,
            createdAt: now, expiresAt: expiresAt)
        let audit = caller.audit(
            .tokenCreated, team: nil, subject: nil,
            details: [
                "hint": .string(text.hint), "scopes": JSON(known.map(\.rawValue).sorted()),
                "user": JSON(owner.rawValue), "isNarrowed": .bool(limits != nil),
            ], at: now)
        return IssuedToken(text: text.secret, token: try await store.insert(token: token, audit: audit))
    }

    private static func check(_ scopes: [APIScope], of limits: TokenLimits, into faults: inout Faults) {
        let wide = scopes.filter { !TokenLimits.scopes.contains($0) }
        if !wide.isEmpty {
            let names = wide.map(\.rawValue).sorted().joined(separator: ", ")
            faults.invalid("scope", .tooWideForNarrow, ["names": names])
        }
        // Whoever holds the credential is bound by no rule of ours.
        if limits.requests != nil, scopes.contains(.connectionsReveal) {
            faults.invalid("scope", .revealWithRules)
        }
    }

    private func recipient(_ user: UserID?, for caller: Caller) async throws -> UserID {
        guard let user, user != caller.principal.user.id else { return caller.principal.user.id }
        try caller.principal.requireOrganizationOwner()
        guard let found = try await store.user(user), found.organizationID == caller.organizationID else {
            throw TenonError.notFound("User")
        }
        return found.id
    }

    /// Revokes the caller's token that was made at that moment, which is its identifier on the wire.
    package func revokeToken(createdAt: Timestamp, for caller: Caller) async throws -> APIToken {
        let now = clock.now()
        guard let token = try await tokens(for: caller).first(where: { $0.createdAt == createdAt }),
            let revoked = try await store.revoke(
                token: token.id, of: caller.principal.user.id, at: now,
                audit: caller.audit(
                    .tokenRevoked, team: nil, subject: "token:\(token.id)", details: ["hint": .string(token.hint)],
                    at: now))
        else { throw TenonError.notFound("API token") }
        return revoked
    }

    /// Issues the organization's first owner a token with every scope: the way back when all tokens are lost.
    ///
    /// For the server's own machine only, where the database could be read anyway.
    package func issueOwnerToken(in organization: OrganizationID) async throws -> Secret {
        let users = try await store.users(in: organization, page: Page(sortBy: .id))
        guard let owner = users.first(where: { $0.organizationRole == .owner }) else {
            throw TenonError.notFound("Owner")
        }
        let now = clock.now()
        let text = TokenText.random(from: randomness)
        let token = NewToken(
            userID: owner.id, label: "Recovered", scopes: Set(APIScope.allCases), hash: text.hash, hint: text.hint,
            createdAt: now, expiresAt: nil)
        let audit = AuditDraft(
            organizationID: organization, teamID: nil, action: .tokenCreated, actor: .system, subject: nil,
            details: ["hint": .string(text.hint), "recovered": true], at: now)
        _ = try await store.insert(token: token, audit: audit)
        return text.secret
    }
}
