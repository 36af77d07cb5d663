// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonCatalog
internal import TenonDomain
package import TenonEngine
package import TenonHTTP
internal import TenonJSON

/// `/connections/new`: choosing what to connect, and the form for it.
package struct NewConnectionPages: Sendable {
    let connections: Connections
    let departures: Departures
    let access: Access
    let catalog: CatalogSource
    let pages: Pages

    package init(
        connections: Connections, departures: Departures, access: Access, catalog: CatalogSource, pages: Pages
    ) {
        self.connections = connections
        self.departures = departures
        self.access = access
        self.catalog = catalog
        self.pages = pages
    }

    package var routes: [Route] {
        let shows = Route.Audit.nothing(because: "shows no secret")
        return [
            Route(
                person: .get, "/connections/new", summary: "Choose what to connect", scope: .needs(.connectionsWrite),
                role: .team(.write), audit: shows, handler: gallery),
            Route(
                person: .get, "/connections/new/{type}", summary: "The form for a new connection",
                scope: .needs(.connectionsWrite), role: .team(.write), audit: shows, handler: show),
            Route(
                person: .post, "/connections/new/{type}", summary: "Make a connection",
                scope: .needs(.connectionsWrite), role: .team(.write), audit: .writes(.connectionCreated),
                handler: create),
        ]
    }

    private func gallery(_ call: PersonCall) async throws -> Response {
        let view = GalleryView(
            catalog.current.types(for: call.principal.organizationID), search: call.visit.query.text("q") ?? "",
            strings: pages.strings)
        return try pages.page("gallery", view, titled: view.title, at: .connections, for: call)
    }

    private func type(_ call: PersonCall) async throws -> ConnectionType {
        let name = try call.visit.text("type")
        guard let type = try await catalog.type(named: name, for: call.principal.organizationID) else {
            throw TenonError.notFound("Connection type")
        }
        return type
    }

    private func show(_ call: PersonCall) async throws -> Response {
        try await page(call, try await type(call), NewConnectionView.Entered())
    }

    private func page(
        _ call: PersonCall, _ type: ConnectionType, _ entered: NewConnectionView.Entered, faults: [String] = [],
        answer: ConnectionDetailView.Answer? = nil
    ) async throws -> Response {
        let teams = try await access.teams(for: call).filter { team in
            call.principal.roles[team.id]?.permissions.contains(.write) == true
        }
        let view = NewConnectionView(
            type, teams: teams, entered: entered, faults: faults, answer: answer, strings: pages.strings)
        let status: HTTPResponse.Status = faults.isEmpty && answer == nil ? .ok : .badRequest
        return try pages.page(
            "new-connection", view, titled: view.heading, at: .connections, for: call, status: status,
            forms: .providers)
    }

    // MARK: - Making

    private func create(_ call: PersonCall) async throws -> Response {
        let type = try await type(call)
        let entered = NewConnectionView.Entered(call.form, for: type)
        guard let team = try await team(entered, call) else { throw TenonError.notFound("Team") }
        let draft = Connections.Draft(
            name: entered.name.isEmpty ? nil : entered.name, type: type.name, scopes: entered.allScopes,
            values: FormValues.new(call.form, for: type))
        do {
            if !type.needsPerson, call.form.text("anyway") == nil {
                let verdict = try await connections.verify(draft, in: team, for: call.caller)
                if let refusal = refusal(verdict) { return try await page(call, type, entered, answer: refusal) }
            }
            let id = try await connections.create(draft, in: team, for: call.caller).connection.id
            return try await goOn(id, type, call)
        } catch let error as TenonError where error.isForThePerson {
            return try await page(call, type, entered, faults: pages.strings.sentences(of: error))
        }
    }

    private func goOn(_ id: ConnectionID, _ type: ConnectionType, _ call: PersonCall) async throws -> Response {
        guard type.needsPerson else {
            // What the answer says of the account goes with the connection, which is stored whatever comes of it.
            _ = try? await connections.verify(id, for: call.caller)
            return Pages.redirect(to: "/connections/\(id)?said=created")
        }
        // A script opens the provider's page in a window of its own, from the connection's page.
        if call.form.text("popup") == "1" { return Pages.redirect(to: "/connections/\(id)?said=authorizing") }
        return try await departures.depart(id, scopes: [], isPopup: false, for: call)
    }

    /// The team that was chosen, or the only one there is.
    private func team(_ entered: NewConnectionView.Entered, _ call: PersonCall) async throws -> TeamID? {
        if let team = entered.team { return team }
        return try await access.teams(for: call).map(\.id).first {
            call.principal.roles[$0]?.permissions.contains(.write) == true
        }
    }

    /// What the person is told when the third party did not say yes.
    private func refusal(_ verdict: BlockRun.Verdict) -> ConnectionDetailView.Answer? {
        let (name, tone, failure): (String, String, Failure)
        switch verdict {
        case .good: return nil
        case .bad(let found): (name, tone, failure) = ("bad", "bad", found)
        case .misconfigured(let found): (name, tone, failure) = ("misconfigured", "bad", found)
        case .undetermined(let found), .pending(let found): (name, tone, failure) = ("unknown", "warn", found)
        }
        return ConnectionDetailView.Answer(
            tone: tone, icon: "alert", title: pages.strings("verdict.\(name).title"),
            text: pages.strings.sentence(of: failure) + " " + pages.strings("new.notSaved"))
    }
}

extension NewConnectionView.Entered {
    /// The most scopes that a form may ask for.
    private static let scopesMax = 200

    init(_ form: Query, for type: ConnectionType) {
        name = form.text("name") ?? ""
        team = form.text("team").flatMap { TeamID(text: $0) }
        values = FormValues.entered(form, for: type)
        scopes = Array((form.array("scopes") ?? []).prefix(Self.scopesMax))
        scopesText = form.text("scopesText") ?? ""
    }

    var allScopes: [String] {
        scopes + scopesText.split(whereSeparator: \.isWhitespace).prefix(Self.scopesMax).map(String.init)
    }
}
