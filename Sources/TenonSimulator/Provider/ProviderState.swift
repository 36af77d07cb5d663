// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// An authorization server as a value: clients, people, and everything they were granted.
///
/// It decides and nothing else: the time comes as an argument, and there is no network. Every table has a bound, and
/// forgets its oldest entry.
package struct ProviderState: Sendable {
    package struct Limits: Sendable {
        package var grantsMax = 50_000
        /// Of each kind, in one grant; older ones become unknown.
        package var tokensPerGrantMax = 256
        package var codesMax = 10_000
        package var signInsMax = 1_000
        package var devicesMax = 1_000
        package var sessionsMax = 10_000
        package var clientsMax = 1_000
        package var usersMax = 1_000
        /// Remembered against replay: OAuth 1 nonces and JWT ids.
        package var noncesMax = 10_000
        package var codeSeconds = 60.0
        package var signInSeconds = 600.0
        package var deviceSeconds = 600.0
        package var deviceIntervalSeconds = 5.0

        package init() {}
    }

    /// What the machine saw that a test may want to forbid.
    package struct Tally: Hashable, Sendable {
        /// Access tokens that were exchanged for a refresh token.
        package internal(set) var refreshes = 0
        /// Refresh tokens that came again outside of the grace period.
        package internal(set) var reusesDetected = 0
        /// Refresh tokens that came again, and were let through.
        package internal(set) var reusesForgiven = 0
        /// Grants that ended because a refresh token or a code came again.
        package internal(set) var familiesKilled = 0
    }

    package let limits: Limits
    package internal(set) var tally = Tally()
    var mint: TokenMint
    var clients: BoundedTable<String, RegisteredClient>
    var users: BoundedTable<String, User>
    var grants: BoundedTable<GrantID, Grant>
    var accessTokens: [String: AccessToken] = [:]
    var refreshTokens: [String: RefreshToken] = [:]
    var codes: BoundedTable<String, AuthorizationCode>
    var consents: BoundedTable<Consent, [String]>
    var signIns: BoundedTable<String, SignIn>
    var devices: BoundedTable<String, DeviceAuthorization>
    var requestTokens: BoundedTable<String, RequestToken>
    var oauth1Tokens: BoundedTable<String, OAuth1Token>
    var sessions: BoundedTable<String, Session>
    var seen: BoundedTable<String, Date>
    private var lastGrantNumber = 0

    package init(
        clients: [RegisteredClient] = [.standard], users: [User] = User.standard, limits: Limits = Limits(),
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.limits = limits
        mint = TokenMint(generator)
        self.clients = BoundedTable(countMax: limits.clientsMax)
        self.users = BoundedTable(countMax: limits.usersMax)
        grants = BoundedTable(countMax: limits.grantsMax)
        codes = BoundedTable(countMax: limits.codesMax)
        consents = BoundedTable(countMax: limits.grantsMax)
        signIns = BoundedTable(countMax: limits.signInsMax)
        devices = BoundedTable(countMax: limits.devicesMax)
        requestTokens = BoundedTable(countMax: limits.codesMax)
        oauth1Tokens = BoundedTable(countMax: limits.grantsMax)
        sessions = BoundedTable(countMax: limits.sessionsMax)
        seen = BoundedTable(countMax: limits.noncesMax)
        for client in clients { register(client) }
        for user in users { register(user) }
    }

    /// Adds a client, or replaces the one with its id.
    package mutating func register(_ client: RegisteredClient) { clients.insert(client, for: client.id) }

    /// Adds a person, or replaces the one with the name.
    package mutating func register(_ user: User) { users.insert(user, for: user.name) }

    package func client(_ id: String) -> RegisteredClient? { clients[id] }
    package func grant(_ id: GrantID) -> Grant? { grants[id] }

    /// Every grant that is remembered, oldest first.
    package var allGrants: [Grant] { grants.entries.map(\.value) }

    func user(name: String, password: String) -> User? {
        guard let user = users[name], user.password == password else { return nil }
        return user
    }
}

// MARK: - Grants and their tokens

extension ProviderState {
    /// Starts a grant, and hands out its first tokens.
    package mutating func open(
        client: RegisteredClient, userName: String?, scope: [String], issuer: String = "", nonce: String? = nil,
        terms: Terms, withRefreshToken: Bool = true, at now: Date
    ) -> Issued {
        lastGrantNumber += 1
        let id = GrantID(number: lastGrantNumber)
        let granted = scope.filter { !terms.withheld.contains($0) && client.scopes?.contains($0) ?? true }
        let grant = Grant(
            id: id, clientID: client.id, userName: userName, profile: terms.profile, issuer: issuer, scope: granted,
            nonce: nonce)
        if let evicted = grants.insert(grant, for: id) { forgetTokens(of: evicted.value) }
        var refreshToken: String?
        if withRefreshToken { refreshToken = addRefreshToken(to: id, terms: terms, at: now) }
        return issue(id, scope: granted, refreshToken: refreshToken, terms: terms, at: now)
    }

    /// A new access token of the grant.
    mutating func issue(
        _ id: GrantID, scope: [String], refreshToken: String?, terms: Terms, at now: Date
    ) -> Issued {
        let token = mint.token(terms.accessTokenPrefix ?? terms.profile.accessTokenPrefix)
        accessTokens[token] = AccessToken(
            grantID: id, scope: scope, issuedAt: now,
            expiresAt: terms.accessSeconds.map { now.addingTimeInterval(Double($0)) })
        grants[id]?.accessTokens.append(token)
        trim(id)
        let grant = grants[id]
        return Issued(
            grantID: id, accessToken: token, refreshToken: refreshToken, scope: scope, issuedAt: now,
            lifetimeSeconds: terms.accessSeconds, userName: grant?.userName, nonce: grant?.nonce)
    }

    mutating func addRefreshToken(to id: GrantID, terms: Terms, at now: Date) -> String {
        let token = mint.token(terms.profile.refreshTokenPrefix)
        refreshTokens[token] = RefreshToken(
            grantID: id, expiresAt: terms.refreshSeconds.map { now.addingTimeInterval(Double($0)) })
        grants[id]?.refreshTokens.append(token)
        return token
    }

    /// Ends a grant that is alive; its tokens stay known, so that they can be called revoked.
    mutating func end(_ id: GrantID, because reason: Grant.End) {
        guard let grant = grants[id], grant.isAlive else { return }
        grants[id]?.end = reason
        if reason == .reuse || reason == .codeReuse { tally.familiesKilled += 1 }
        if let userName = grant.userName {
            consents.remove(Consent(profile: grant.profile, clientID: grant.clientID, userName: userName))
        }
    }

    private mutating func trim(_ id: GrantID) {
        guard var grant = grants[id] else { return }
        let accessExcess = max(0, grant.accessTokens.count - limits.tokensPerGrantMax)
        let refreshExcess = max(0, grant.refreshTokens.count - limits.tokensPerGrantMax)
        guard accessExcess + refreshExcess > 0 else { return }
        for token in grant.accessTokens.prefix(accessExcess) { accessTokens[token] = nil }
        for token in grant.refreshTokens.prefix(refreshExcess) { refreshTokens[token] = nil }
        grant.accessTokens.removeFirst(accessExcess)
        grant.refreshTokens.removeFirst(refreshExcess)
        grants[id] = grant
    }

    private mutating func forgetTokens(of grant: Grant) {
        for token in grant.accessTokens { accessTokens[token] = nil }
        for token in grant.refreshTokens { refreshTokens[token] = nil }
    }
}
