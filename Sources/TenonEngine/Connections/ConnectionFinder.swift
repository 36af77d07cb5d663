// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// Finds connections over all teams of a person.
package struct ConnectionFinder: Sendable {
    let store: any ConnectionSearching
    let clock: any WallClock

    package init(store: any ConnectionSearching, clock: any WallClock) {
        self.store = store
        self.clock = clock
    }

    /// What connections are called, of those that the caller may see.
    package func names(of ids: Set<ConnectionID>, for caller: Caller) async throws -> [ConnectionID: String] {
        try await store.names(
            of: ids.sorted { $0.rawValue < $1.rawValue }, in: ConnectionFinder.teams(of: caller.principal))
    }

    private static func teams(of principal: Principal) -> [TeamID] {
        principal.roles.filter { $0.value.permissions.contains(.read) }.map(\.key)
            .sorted { $0.rawValue < $1.rawValue }
    }

    /// Looks in one team, or in all of the caller's; a team the caller is not in has no connections for it.
    ///
    /// - Throws: ``TenonError`` `permissionDenied` for a token that is narrowed to some connections: it may not learn how
    ///   many others there are.
    package func find(
        text: String?, type: String?, state: ConnectionState?, team: TeamID?, order: ConnectionOrder = .name,
        direction: Page.Direction = .ascending, limit: Int, offset: Int, for caller: Caller
    ) async throws -> (findings: ConnectionFindings, at: Timestamp) {
        let principal = caller.principal
        guard principal.token.limits?.narrowsConnections != true else {
            throw TenonError(.permissionDenied, .tokenNarrowed)
        }
        let mine = ConnectionFinder.teams(of: principal)
        let teams = team.map { one in mine.filter { $0 == one } } ?? mine
        let now = clock.now()
        let text = text.map { String(decoding: $0.utf8.prefix(ConnectionSearch.textBytesMax), as: UTF8.self) }
        let findings = try await store.search(
            ConnectionSearch(
                teams: teams, text: text, type: type, state: state, order: order,
                direction: direction, limit: limit, offset: offset, now: now))
        return (findings, now)
    }
}
