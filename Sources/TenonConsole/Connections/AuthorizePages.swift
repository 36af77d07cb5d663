// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/connections/{id}/authorize` and back: a person of the team authorizes a connection.
package struct AuthorizePages: Sendable {
    let connections: Connections
    let departures: Departures
    let pages: Pages

    package init(connections: Connections, departures: Departures, pages: Pages) {
        self.connections = connections
        self.departures = departures
        self.pages = pages
    }

    package var routes: [Route] {
        [
            Route(
                person: .post, "/connections/{connectionId}/authorize",
                summary: "Go to the provider, to authorize the connection or ask for more scopes",
                scope: .needs(.connectionsWrite), role: .team(.write),
                audit: .writes(.connectionAuthorizationStarted), handler: depart),
            Route(
                person: .get, "/connections/{connectionId}/authorized", summary: "Where the person comes back to",
                scope: .needs(.connectionsRead), role: .team(.read),
                audit: .nothing(because: "the engine wrote what came of it"), handler: arrive),
        ]
    }

    private func depart(_ call: PersonCall) async throws -> Response {
        let id: ConnectionID = try call.visit.identifier("connectionId")
        var entered = NewConnectionView.Entered()
        entered.scopes = call.form.array("scopes") ?? []
        entered.scopesText = call.form.text("scopesText") ?? ""
        let isPopup = call.form.text("popup") == "1"
        do {
            return try await departures.depart(id, scopes: entered.allScopes, isPopup: isPopup, for: call)
        } catch let error as TenonError where error.isForThePerson || error.code == .thirdPartyFailed {
            let view = ProblemView(
                title: pages.strings("authorized.cannot"),
                advice: pages.strings.sentences(of: error).joined(separator: " "),
                state: pages.strings("authorized.failed"),
                back: Departures.back(to: id, isPopup: isPopup, pages.strings))
            return try pages.page("problem", view, status: .badRequest)
        }
    }

    private func arrive(_ call: PersonCall) async throws -> Response {
        let view = try await connections.connection(try call.visit.identifier("connectionId"), for: call.caller)
        let said = view.connection.isUnderScoped ? "authorized-partly" : "authorized"
        let path = "/connections/\(view.connection.id)?said=\(said)"
        guard call.visit.query.text("popup") == "1" else { return Pages.redirect(to: path) }
        return try pages.page(
            "returned", ReturnedView(title: pages.strings("said.\(said).title"), typeLabel: view.typeLabel, path: path))
    }
}

/// The end of a popup: a script tells the page behind it, and closes it.
struct ReturnedView {
    let title: String
    let typeLabel: String
    let path: String
}
