// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonCatalog
internal import TenonDomain
package import TenonEngine
package import TenonHTTP
internal import TenonJSON

/// `/connect/{token}`: the page on which somebody outside the team connects an account.
package struct ConnectPages: Sendable {
    let links: Links
    let pages: Pages

    package init(links: Links, pages: Pages) {
        self.links = links
        self.pages = pages
    }

    package var routes: [Route] {
        [
            Route(
                open: .get, "/connect/{token}", summary: "The page behind a connection link",
                because: "the link holds a token of its own", audit: .nothing(because: "shows no secret"),
                handler: show),
            Route(
                open: .post, "/connect/{token}", summary: "Accept a connection link",
                because: "the link holds a token of its own",
                audit: .nothing(because: "the engine writes what was made"),
                handler: accept),
        ]
    }

    private func show(_ visit: Visit) async throws -> Response {
        do {
            let invitation = try await links.invitation(token: Secret(try visit.text("token")))
            return try pages.page("connect", ConnectView(invitation, strings: pages.strings), forms: .providers)
        } catch let problem as AuthorizationProblem {
            return try pages.page("problem", ProblemView(problem, strings: pages.strings), status: .notFound)
        }
    }

    private func accept(_ visit: Visit) async throws -> Response {
        do {
            let token = Secret(try visit.text("token"))
            let invitation = try await links.invitation(token: token)
            let form = try await visit.form()
            do {
                let acceptance = try await links.accept(
                    token: token, values: values(in: form, for: invitation), address: visit.clientAddress)
                switch acceptance {
                case .authorize(let next): return Pages.redirect(to: next.url)
                case .connected(_, let isGood):
                    return try pages.page(
                        "connected", ConnectedView(invitation, isGood: isGood, strings: pages.strings))
                case .refused(let failure):
                    let reason = pages.strings.sentence(of: failure)
                    return try again(invitation, form, [pages.strings("connect.refused", ["reason": reason])])
                }
            } catch let error as TenonError where [.validationFailed, .rateLimited].contains(error.code) {
                return try again(
                    invitation, form, pages.strings.sentences(of: error),
                    status: error.code == .rateLimited ? .tooManyRequests : .badRequest)
            }
        } catch let problem as AuthorizationProblem {
            return try pages.page("problem", ProblemView(problem, strings: pages.strings), status: .notFound)
        }
    }

    /// The form with what was entered, secrets left out, and what is wrong with it.
    private func again(
        _ invitation: Links.Invitation, _ form: Query, _ faults: [String], status: HTTPResponse.Status = .badRequest
    ) throws -> Response {
        let entered = FormValues.entered(form, for: invitation.type, prefix: ConnectView.fieldPrefix)
        let view = ConnectView(invitation, entered: entered, faults: faults, strings: pages.strings)
        return try pages.page("connect", view, status: status, forms: .providers)
    }

    /// What the form holds for the type's parameters; an empty field was left out.
    private func values(in form: Query, for invitation: Links.Invitation) -> JSONObject {
        FormValues.new(form, for: invitation.type, prefix: ConnectView.fieldPrefix)
    }
}
