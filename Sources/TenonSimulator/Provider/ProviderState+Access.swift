// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// What an access token is good for.
package enum AccessCheck: Sendable {
    case good(Grant, scope: [String], issuedAt: Date, expiresAt: Date?)
    case expired
    case revoked
    case unknown
}

/// Which grants an operator of the provider takes back.
package enum Revocation: Sendable {
    case all
    case grant(GrantID)
    case client(String)
    case user(String)
}

extension ProviderState {
    package func check(accessToken token: String, at now: Date) -> AccessCheck {
        guard let record = accessTokens[token], let grant = grants[record.grantID] else { return .unknown }
        guard grant.isAlive else { return .revoked }
        if let expiresAt = record.expiresAt, now >= expiresAt { return .expired }
        return .good(grant, scope: record.scope, issuedAt: record.issuedAt, expiresAt: record.expiresAt)
    }

    /// The grant of a refresh token that may still be used.
    package func check(refreshToken token: String, at now: Date) -> Grant? {
        guard let record = refreshTokens[token], record.usedAt == nil, let grant = grants[record.grantID],
            grant.isAlive, record.expiresAt.map({ now < $0 }) ?? true
        else { return nil }
        return grant
    }

    /// The grant that a token of either kind belongs to, dead or alive.
    package func grant(ofToken token: String) -> Grant? {
        (accessTokens[token]?.grantID ?? refreshTokens[token]?.grantID).flatMap { grants[$0] }
    }

    /// Takes a token back, and with it the whole grant (RFC 7009 §2.1); `false` when there is no such token, which is no
    /// error.
    @discardableResult
    package mutating func revoke(token: String, client: RegisteredClient?) throws(Refusal) -> Bool {
        guard let grant = grant(ofToken: token) else { return false }
        if let client, grant.clientID != client.id { throw .unauthorizedClient }
        let wasAlive = grant.isAlive
        end(grant.id, because: .revoked)
        return wasAlive
    }

    /// Takes grants back from outside; says how many were alive.
    package mutating func revoke(_ revocation: Revocation) -> Int {
        let ids = allGrants.filter { grant in
            guard grant.isAlive else { return false }
            return switch revocation {
            case .all: true
            case .grant(let id): grant.id == id
            case .client(let id): grant.clientID == id
            case .user(let name): grant.userName == name
            }
        }.map(\.id)
        for id in ids { end(id, because: .revokedOutside) }
        for (token, session) in sessions.entries where revocation.includes(session) { sessions.remove(token) }
        return ids.count
    }
}

extension Revocation {
    fileprivate func includes(_ session: Session) -> Bool {
        switch self {
        case .all: true
        case .user(let name): session.userName == name
        case .grant, .client: false
        }
    }
}
