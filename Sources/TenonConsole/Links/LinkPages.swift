// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonCatalog
package import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/links`: links by which people outside a team connect accounts of their own.
package struct LinkPages: Sendable {
    let links: Links
    let access: Access
    let catalog: CatalogSource
    let pages: Pages
    let clock: any WallClock

    package init(links: Links, access: Access, catalog: CatalogSource, pages: Pages, clock: any WallClock) {
        self.links = links
        self.access = access
        self.catalog = catalog
        self.pages = pages
        self.clock = clock
    }

    package var routes: [Route] {
        let shows = Route.Audit.nothing(because: "shows no secret")
        return [
            Route(
                person: .get, "/links", summary: "The list of connection links", scope: .needs(.connectionsRead),
                role: .team(.read), audit: shows, handler: list),
            Route(
                person: .get, "/links/new", summary: "Choose what somebody else is to connect",
                scope: .needs(.connectionsWrite), role: .team(.write), audit: shows, handler: gallery),
            Route(
                person: .get, "/links/new/{type}", summary: "The form for a link", scope: .needs(.connectionsWrite),
                role: .team(.write), audit: shows, handler: show),
            Route(
                person: .post, "/links/new/{type}", summary: "Make a link", scope: .needs(.connectionsWrite),
                role: .team(.write), audit: .writes(.linkCreated), handler: create),
            Route(
                person: .post, "/links/{linkId}/delete", summary: "Take a link back",
                scope: .needs(.connectionsWrite), role: .team(.write), audit: .writes(.linkDeleted), handler: delete),
        ]
    }

    private func list(_ call: PersonCall) async throws -> Response {
        let teams = try await access.teams(for: call)
        let asked = call.visit.query.text("team").flatMap { TeamID(text: $0) }
        let team = teams.first { $0.id == asked } ?? teams.first
        let number = call.visit.query.text("page").flatMap { Int($0) }.map { min(max($0, 1), 1_000_000) } ?? 1
        let page = Page(
            limit: LinkListView.pageRows + 1, offset: (number - 1) * LinkListView.pageRows, sortBy: .id,
            direction: .descending)
        var found: [ConnectionLink] = []
        if let team { found = try await links.list(in: team.id, page: page, for: call.caller) }
        let view = LinkListView(
            found, page: number, team: team, teams: teams, types: catalog.current,
            canWrite: team.flatMap { call.principal.roles[$0.id] }?.permissions.contains(.write) ?? false,
            at: clock.now(), strings: pages.strings)
        return try pages.page("links", view, titled: pages.strings("links.title"), at: .links, for: call)
    }

    private func gallery(_ call: PersonCall) async throws -> Response {
        let view = GalleryView(
            catalog.current.types(for: call.principal.organizationID), search: call.visit.query.text("q") ?? "",
            isForLink: true, strings: pages.strings)
        return try pages.page("gallery", view, titled: view.title, at: .links, for: call)
    }

    // MARK: - Making

    private func type(_ call: PersonCall) async throws -> ConnectionType {
        let name = try call.visit.text("type")
        guard let type = try await catalog.type(named: name, for: call.principal.organizationID) else {
            throw TenonError.notFound("Connection type")
        }
        return type
    }

    private func show(_ call: PersonCall) async throws -> Response {
        try await page(call, try await type(call), NewLinkView.Entered())
    }

    private func page(
        _ call: PersonCall, _ type: ConnectionType, _ entered: NewLinkView.Entered, faults: [String] = []
    ) async throws -> Response {
        let teams = try await access.teams(for: call).filter { team in
            call.principal.roles[team.id]?.permissions.contains(.write) == true
        }
        let organization = try await access.organization(call.principal.organizationID, for: call.caller)
        let view = NewLinkView(
            type, teams: teams, organizationName: organization.name, entered: entered, faults: faults,
            strings: pages.strings)
        return try pages.page(
            "new-link", view, titled: view.heading, at: .links, for: call, status: faults.isEmpty ? .ok : .badRequest)
    }

    private func create(_ call: PersonCall) async throws -> Response {
        let type = try await type(call)
        let entered = NewLinkView.Entered(call.form)
        let teams = try await access.teams(for: call).map(\.id)
        let draft = Links.Draft(
            type: type.name, name: entered.name.isEmpty ? nil : entered.name, scopes: entered.scopes,
            returnURL: entered.returnURL.isEmpty ? nil : entered.returnURL,
            expiresAt: clock.now().advanced(by: .seconds(entered.days * 86_400)),
            brandName: entered.brandName.isEmpty ? nil : entered.brandName,
            brandColor: entered.hasColour ? entered.brandColour : nil)
        do {
            let issued = try await links.create(draft, in: entered.team ?? teams.first, for: call.caller)
            // The one page that holds the address: a redirect would have to keep it somewhere.
            let view = LinkMadeView(issued, typeLabel: type.label, strings: pages.strings)
            return try pages.page("link-made", view, titled: pages.strings("links.madeTitle"), at: .links, for: call)
        } catch let error as TenonError where error.isForThePerson {
            return try await page(call, type, entered, faults: pages.strings.sentences(of: error))
        }
    }

    private func delete(_ call: PersonCall) async throws -> Response {
        try await links.delete(try call.visit.identifier("linkId"), for: call.caller)
        return Pages.redirect(to: "/links", saying: "link-deleted")
    }
}

extension NewLinkView.Entered {
    init(_ form: Query) {
        team = form.text("team").flatMap { TeamID(text: $0) }
        name = form.text("name") ?? ""
        scopes = Array((form.array("scopes") ?? []).prefix(200))
        returnURL = form.text("returnUrl") ?? ""
        days = form.text("days").flatMap { Int64($0) }.map { min(max($0, 1), 90) } ?? 7
        brandName = form.text("brandName") ?? ""
        brandColour = form.text("brandColor") ?? ""
        hasColour = form.text("hasColor") == "1"
    }
}
