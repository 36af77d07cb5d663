// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

extension Connections {
    /// The rows of a list that the caller's token reaches.
    func rows(in team: TeamID, types: [String]?, page: Page, for caller: Caller) async throws -> [Connection] {
        guard let limits = caller.principal.token.limits, limits.narrowsConnections else {
            return try await store.connections(in: team, types: types, page: page)
        }
        let reached = (limits.types ?? []).intersection(types ?? Array(limits.types ?? []))
        guard let named = limits.connections else {
            return try await store.connections(in: team, types: reached.sorted(), page: page)
        }
        return try await rows(in: team, ofTypes: reached, orNamed: named, types: types, page: page)
    }

    /// A few that are named, and all of some types: put together here, because no index knows both.
    private func rows(
        in team: TeamID, ofTypes reached: Set<String>, orNamed named: Set<ConnectionID>, types: [String]?, page: Page
    ) async throws -> [Connection] {
        var all = page
        (all.limit, all.offset) = (Page.limitMax, 0)
        var found = try await store.connections(in: team, types: reached.sorted(), page: all)
        for id in named.sorted(by: { $0.rawValue < $1.rawValue }) {
            guard let connection = try await store.connection(id), connection.teamID == team,
                !reached.contains(connection.type), types?.contains(connection.type) != false
            else { continue }
            found.append(connection)
        }
        found.sort { page.orders($0, before: $1) }
        return Array(found.dropFirst(page.offset).prefix(page.limit))
    }
}

extension Page {
    /// The order of the database: by bytes, and by identifier where names are equal.
    fileprivate func orders(_ one: Connection, before other: Connection) -> Bool {
        let (one, other) = direction == .descending ? (other, one) : (one, other)
        if sortBy == .name, one.name != other.name { return one.name.utf8.lexicographicallyPrecedes(other.name.utf8) }
        return one.id.rawValue < other.id.rawValue
    }
}
