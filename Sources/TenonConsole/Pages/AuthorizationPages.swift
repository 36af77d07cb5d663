// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/api/v2/oauth/auth/{connectionId}` and `/oauth/cb/{type}`: a person's way to the provider and back.
package struct AuthorizationPages: Sendable {
    let authorizer: Authorizer
    let pages: Pages
    let address: PublicAddress

    package init(authorizer: Authorizer, pages: Pages, address: PublicAddress) {
        self.authorizer = authorizer
        self.pages = pages
        self.address = address
    }

    package var routes: [Route] {
        [
            Route(
                open: .get, "/api/v2/oauth/auth/{connectionId}",
                summary: "Send a person's browser to the provider, to authorize the connection",
                because: "a person opens the link, which holds a ticket; with a token, the caller is the person",
                admitting: .connectionsWrite, audit: .writes(.connectionAuthorizationStarted), handler: depart),
            Route(
                open: .get, "/oauth/cb/{type}", summary: "Where the provider sends the person back to",
                because: "the state and the browser's cookie prove who comes back",
                audit: .nothing(because: "the engine writes what came of it"), handler: arrive),
        ]
    }

    private func depart(_ visit: Visit, _ call: Call?) async throws -> Response {
        do {
            let id: ConnectionID = try visit.identifier("connectionId")
            let ticket: Secret
            if let text = visit.query.array("ticket")?.first {
                ticket = Secret(text)
            } else if let call {
                let invitation = try await authorizer.invite(
                    to: id, scopes: visit.query.array("scopes") ?? [],
                    returnURL: visit.query.array("returnUrl")?.first, for: Caller(call))
                guard let own = invitation.ticket else { return Pages.redirect(to: invitation.url) }
                ticket = own
            } else {
                throw AuthorizationProblem.notFound
            }
            let departure = try await authorizer.depart(id, ticket: ticket)
            var response = Pages.redirect(to: departure.location)
            response.headers[values: .setCookie].append(
                BrowserCookie(address: address, path: "/").setting(
                    departure.cookieName, to: departure.cookie, for: Authorizer.lifetime))
            return response
        } catch let problem as AuthorizationProblem {
            return try pages.page("problem", ProblemView(problem, strings: pages.strings), status: status(of: problem))
        }
    }

    private func arrive(_ visit: Visit) async throws -> Response {
        let cookies = BrowserCookie(address: address, path: "/")
        let state = visit.query.array("state")?.first ?? ""
        do {
            let completion = try await authorizer.complete(
                Authorizer.Callback(
                    type: try visit.text("type"),
                    query: visit.query.names.map { ($0, Secret(visit.query.array($0)?.first ?? "")) },
                    cookie: { cookies.value(of: $0, in: visit.headers) }))
            var response = try arrival(completion)
            response.headers[values: .setCookie].append(
                cookies.removing(Authorizer.cookieName(for: Secret(state))))
            return response
        } catch let problem as AuthorizationProblem {
            let back = problem.returnURL.flatMap { Departures.back($0, address: address, pages.strings) }
            return try pages.page(
                "problem", ProblemView(problem, back: back, strings: pages.strings), status: status(of: problem))
        }
    }

    /// Back to the console's page that it began on, or words for whoever came by a link.
    private func arrival(_ completion: Authorizer.Completion) throws -> Response {
        if let back = completion.returnURL, Departures.isOwn(back, address: address) {
            return Pages.redirect(to: Secret(back))
        }
        return try pages.page("authorized", AuthorizedView(completion, strings: pages.strings))
    }

    private func status(of problem: AuthorizationProblem) -> HTTPResponse.Status {
        switch problem.reason {
        case .notFound, .connectionGone: .notFound
        case .otherBrowser: .forbidden
        case .wrongIssuer, .refused: .badRequest
        case .exchangeFailed, .installation: .badGateway
        }
    }
}

extension Caller {
    init(_ call: Call) {
        self.init(principal: call.principal, address: call.clientAddress, requestID: call.requestID)
    }
}
