// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import TenonCatalog
package import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/tokens`: the person's own API tokens, narrow ones for agents and scripts among them.
package struct TokenPages: Sendable {
    /// How many connections the form offers to choose from.
    private static let offeredMax = 100

    let access: Access
    let connections: Connections
    let finder: ConnectionFinder
    let catalog: CatalogSource
    let pages: Pages
    let clock: any WallClock

    package init(
        access: Access, connections: Connections, finder: ConnectionFinder, catalog: CatalogSource, pages: Pages,
        clock: any WallClock
    ) {
        self.access = access
        self.connections = connections
        self.finder = finder
        self.catalog = catalog
        self.pages = pages
        self.clock = clock
    }

    package var routes: [Route] {
        let own = Route.Role.other("the person's own tokens")
        return [
            Route(
                person: .get, "/tokens", summary: "The person's API tokens", scope: .needs(.userRead), role: own,
                audit: .nothing(because: "shows the first characters of each only"), handler: list),
            Route(
                person: .get, "/tokens/new", summary: "The form for a new API token", scope: .needs(.userWrite),
                role: own, audit: .nothing(because: "shows no secret"), handler: form),
            Route(
                person: .post, "/tokens", summary: "Issue an API token", scope: .needs(.userWrite), role: own,
                audit: .writes(.tokenCreated), handler: issue),
            Route(
                person: .post, "/tokens/revoke", summary: "Revoke an API token", scope: .needs(.userWrite), role: own,
                audit: .writes(.tokenRevoked), handler: revoke),
        ]
    }

    private func list(_ call: PersonCall) async throws -> Response {
        let tokens = try await access.tokens(for: call.caller)
        let named = Set(tokens.flatMap { $0.limits?.connections ?? [] })
        let names = TokenListView.Names(
            connections: try await finder.names(of: named, for: call.caller),
            types: catalog.current.types(for: call.principal.organizationID))
        let view = TokenListView(tokens, names: names, now: clock.now(), strings: pages.strings)
        return try pages.page("tokens", view, titled: pages.strings("tokens.title"), at: .tokens, for: call)
    }

    private func form(_ call: PersonCall) async throws -> Response { try await formPage(call, TokenForm()) }

    private func formPage(_ call: PersonCall, _ entered: TokenForm, error: TenonError? = nil) async throws -> Response {
        var offered: [ConnectionView] = []
        for team in call.principal.roles.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            guard offered.count < TokenPages.offeredMax else { break }
            offered += try await connections.list(
                in: team, types: nil, scopes: [:], page: Page(limit: TokenPages.offeredMax - offered.count),
                for: call.caller)
        }
        let view = TokenFormView(entered, connections: offered, error: error, strings: pages.strings)
        return try pages.page(
            "new-token", view, titled: pages.strings("tokens.new"), at: .tokens, for: call, status: error.pageStatus)
    }

    private func issue(_ call: PersonCall) async throws -> Response {
        let entered = TokenForm(call.form)
        do {
            let issued = try await access.issueToken(
                label: entered.label, scopes: entered.scopes, limits: try entered.limits(),
                expiresAt: try entered.expiry(from: clock.now()), for: call.caller)
            let view = InvitedView(
                heading: pages.strings("tokens.madeTitle", ["label": issued.token.label]),
                text: pages.strings(issued.token.limits == nil ? "tokens.madeWide" : "tokens.madeNarrow"),
                url: issued.text.reveal(), backHref: "/tokens", backLabel: pages.strings("tokens.title"),
                label: pages.strings("tokens.token"))
            return try pages.page("once", view, titled: view.heading, at: .tokens, for: call)
        } catch let error as TenonError where error.isForThePerson {
            return try await formPage(call, entered, error: error)
        }
    }

    private func revoke(_ call: PersonCall) async throws -> Response {
        guard let created = call.form.text("created").flatMap({ Timestamp(iso8601: $0) }) else {
            throw TenonError.notFound("API token")
        }
        _ = try await access.revokeToken(createdAt: created, for: call.caller)
        return Pages.redirect(to: "/tokens", saying: "token-revoked")
    }
}
