// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What people look for in a list of connections: how each of them fares.
///
/// A connection has one of the first five, and any of the others beside it.
package enum ConnectionState: String, Sendable, CaseIterable {
    case healthy
    case unverified
    /// No person has authorized it yet.
    case unauthorized
    /// The grant ended: a person has to authorize it again.
    case reauthorize
    /// The third party refuses the credential, or a token could not be had.
    case failing
    /// A person will have to authorize it again within ``ConnectionSearch/expiryNotice``.
    case expiring
    /// Nobody has used it for ``ConnectionSearch/unusedAfter``.
    case unused
    /// It lacks scopes that were asked for.
    case underScoped = "under_scoped"
    /// It was granted more than was asked for.
    case overScoped = "over_scoped"
}

/// What a list of connections is in the order of; those that are equal in it stand by name.
package enum ConnectionOrder: String, Sendable, CaseIterable {
    case name
    case type
    /// What needs somebody first: the order of ``rank(of:)``.
    case state
    /// The last use; what was never used counts as the oldest.
    case used
    /// The last verification; what was never verified counts as the oldest.
    case verified
    /// When a person has to authorize it again; what does not end counts as the latest.
    case expiry

    /// How soon somebody should look at a connection in that state; the database's condition says the same.
    package static func rank(of state: ConnectionState) -> Int? {
        [.reauthorize, .failing, .unauthorized, .unverified, .healthy].firstIndex(of: state)
    }
}

/// A search over the connections of some teams.
package struct ConnectionSearch: Sendable {
    package static let expiryNotice: Duration = .seconds(14 * 86_400)
    package static let unusedAfter: Duration = .seconds(30 * 86_400)
    /// How many connections are counted at most; there may be more.
    package static let countMax = 10_000
    package static let rowsMax = 100
    package static let namesMax = 5000
    package static let textBytesMax = 256

    package var teams: [TeamID]
    /// Part of the name or of the account's name, in any case.
    package var text: String?
    package var type: String?
    package var state: ConnectionState?
    package var order: ConnectionOrder
    package var direction: Page.Direction
    package var limit: Int
    package var offset: Int
    package var now: Timestamp

    package init(
        teams: [TeamID], text: String? = nil, type: String? = nil, state: ConnectionState? = nil,
        order: ConnectionOrder = .name, direction: Page.Direction = .ascending, limit: Int = 50, offset: Int = 0,
        now: Timestamp
    ) {
        self.teams = teams
        self.text = text
        self.type = type
        self.state = state
        self.order = order
        self.direction = direction
        self.limit = limit
        self.offset = offset
        self.now = now
    }
}

/// What a search found.
package struct ConnectionFindings: Sendable {
    package struct Row: Sendable {
        package let connection: Connection
        package let lastUsedAt: Timestamp?

        package init(connection: Connection, lastUsedAt: Timestamp?) {
            self.connection = connection
            self.lastUsedAt = lastUsedAt
        }

        /// How the connection fares, what matters most first.
        package func states(at now: Timestamp) -> [ConnectionState] {
            connection.states(lastUsedAt: lastUsedAt, at: now)
        }
    }

    /// In the order that was asked for.
    package let rows: [Row]
    /// How many match text and type in all, and in each state; at most ``ConnectionSearch/countMax``.
    package let total: Int
    package let counts: [ConnectionState: Int]
    /// Whether there are more than were counted.
    package let isCutOff: Bool

    package init(rows: [Row], total: Int, counts: [ConnectionState: Int], isCutOff: Bool) {
        self.rows = rows
        self.total = total
        self.counts = counts
        self.isCutOff = isCutOff
    }
}

/// Searches connections.
package protocol ConnectionSearching: Sendable {
    /// The rows that match, and how many match in each state.
    func search(_ search: ConnectionSearch) async throws -> ConnectionFindings

    /// What the connections are called, of those that are in the teams; at most ``ConnectionSearch/namesMax`` are asked for.
    func names(of ids: [ConnectionID], in teams: [TeamID]) async throws -> [ConnectionID: String]
}

extension Connection {
    /// How it fares, what matters most first; the database's conditions say the same.
    package func states(lastUsedAt: Timestamp?, at now: Timestamp) -> [ConnectionState] {
        var states = [mainState]
        if isExpiring(at: now) { states.append(.expiring) }
        if isUnderScoped { states.append(.underScoped) }
        if isOverScoped { states.append(.overScoped) }
        let limit = now.advanced(by: .zero - ConnectionSearch.unusedAfter)
        if createdAt < limit, lastUsedAt.map({ $0 < limit }) ?? true { states.append(.unused) }
        return states
    }

    private var mainState: ConnectionState {
        switch health {
        case .unauthorized: .unauthorized
        case .needsReauthorization: .reauthorize
        case .failing: .failing
        case .ok: grant.trouble == nil ? .healthy : .failing
        case .unknown: grant.trouble == nil ? .unverified : .failing
        }
    }

    private func isExpiring(at now: Timestamp) -> Bool {
        guard health != .unauthorized, health != .needsReauthorization else { return false }
        return identity.expiresAt.map { $0 < now.advanced(by: ConnectionSearch.expiryNotice) } ?? false
    }

    /// Whether a grant lacks scopes that were asked for, or are needed by what it is used for.
    package var isUnderScoped: Bool {
        guard grant.refreshedAt != nil else { return false }
        return !grant.missingScopes.isEmpty || !Set(requestedScopes).isSubset(of: grantedScopes)
    }

    /// Whether a grant has more scopes than were asked for.
    package var isOverScoped: Bool {
        guard grant.refreshedAt != nil else { return false }
        return !Set(grantedScopes).isSubset(of: requestedScopes)
    }
}
