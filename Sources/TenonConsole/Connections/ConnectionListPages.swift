// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import TenonCatalog
internal import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/connections`: what is connected, and how it fares.
package struct ConnectionListPages: Sendable {
    let finder: ConnectionFinder
    let access: Access
    let catalog: CatalogSource
    let pages: Pages

    package init(finder: ConnectionFinder, access: Access, catalog: CatalogSource, pages: Pages) {
        self.finder = finder
        self.access = access
        self.catalog = catalog
        self.pages = pages
    }

    package var routes: [Route] {
        [
            Route(
                person: .get, "/connections", summary: "The list of connections", scope: .needs(.connectionsRead),
                role: .team(.read), audit: .nothing(because: "shows no secret"), handler: list)
        ]
    }

    private func list(_ call: PersonCall) async throws -> Response {
        let query = ConnectionListView.Query(call.visit)
        let (findings, now) = try await finder.find(
            text: query.text, type: query.type, state: query.state, team: query.team, order: query.order,
            direction: query.direction, limit: ConnectionListView.Query.pageRows,
            offset: (query.page - 1) * ConnectionListView.Query.pageRows, for: call.caller)
        let view = ConnectionListView(
            findings, query: query, teams: try await access.teams(for: call),
            types: catalog.current.types(for: call.principal.organizationID),
            canAdd: call.canWriteSomewhere, at: now, strings: pages.strings)
        return try pages.page(
            "connections", view, titled: pages.strings("connections.title"), at: .connections, for: call)
    }
}

extension ConnectionListView.Query {
    /// What the address asks for; what cannot be understood is left out.
    init(_ visit: Visit) {
        let query = visit.query
        if let text = query.text("q"), text.contains(where: { !$0.isWhitespace }) { self.text = text }
        if let type = query.text("type"), !type.isEmpty { self.type = type }
        team = query.text("team").flatMap { TeamID(text: $0) }
        state = query.text("state").flatMap { ConnectionState(rawValue: $0) }
        order = query.text("sort").flatMap { ConnectionOrder(rawValue: $0) } ?? .name
        direction = query.text("dir").flatMap { Page.Direction(rawValue: $0) } ?? Self.naturalDirection(of: order)
        page = query.text("page").flatMap { Int($0) }.map { min(max($0, 1), Self.pagesMax) } ?? 1
    }
}

extension Access {
    /// The teams in which the person has a role, by name.
    func teams(for call: PersonCall) async throws -> [Team] {
        try await teams(of: call.principal.organizationID, page: Page(), for: call.caller).filter {
            call.principal.sees($0.id)
        }
    }
}

extension PersonCall {
    /// Whether there is a team whose connections the person may change.
    var canWriteSomewhere: Bool { principal.roles.values.contains { $0.permissions.contains(.write) } }
}
