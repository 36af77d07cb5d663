// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
package import TenonEngine
package import TenonHTTP

/// Sends a person's browser to a provider, to come back to the connection's page.
package struct Departures: Sendable {
    let authorizer: Authorizer
    let pages: Pages
    let address: PublicAddress

    package init(authorizer: Authorizer, pages: Pages, address: PublicAddress) {
        self.authorizer = authorizer
        self.pages = pages
        self.address = address
    }

    /// A redirect to the provider, or the page with the code to enter on another device.
    func depart(
        _ id: ConnectionID, scopes: [String], isPopup: Bool, for call: PersonCall
    ) async throws -> Response {
        do {
            let back = "\(address.origin)\(Departures.path(of: id))" + (isPopup ? "?popup=1" : "")
            let invitation = try await authorizer.invite(to: id, scopes: scopes, returnURL: back, for: call.caller)
            guard let ticket = invitation.ticket else {
                let view = DeviceView(id: id.description, code: invitation.userCode ?? "", url: invitation.url.reveal())
                return try pages.page(
                    "device", view, titled: pages.strings("device.title"), at: .connections, for: call)
            }
            let departure = try await authorizer.depart(id, ticket: ticket)
            var response = Pages.redirect(to: departure.location)
            response.headers[values: .setCookie].append(
                BrowserCookie(address: address, path: "/").setting(
                    departure.cookieName, to: departure.cookie, for: Authorizer.lifetime))
            return response
        } catch let problem as AuthorizationProblem {
            let view = ProblemView(
                problem, back: Departures.back(to: id, isPopup: isPopup, pages.strings),
                strings: pages.strings)
            return try pages.page("problem", view, status: .badGateway)
        }
    }

    /// Where a person goes on after an authorization of that connection came to nothing.
    static func back(to id: ConnectionID, isPopup: Bool, _ strings: Strings) -> ProblemView.Back {
        ProblemView.Back(path: "/connections/\(id)", label: strings("authorized.back"), isPopup: isPopup)
    }

    /// The same for one that was to end at `returnURL`; `nil` when it did not begin on a page of ours.
    static func back(_ returnURL: String, address: PublicAddress, _ strings: Strings) -> ProblemView.Back? {
        guard isOwn(returnURL, address: address) else { return nil }
        let parts = returnURL.dropFirst(address.origin.count).split(separator: "?", maxSplits: 1)
        guard let id = parts.first?.split(separator: "/").dropFirst().first.flatMap({ ConnectionID(text: String($0)) })
        else { return nil }
        return back(to: id, isPopup: parts.count > 1 && parts[1] == "popup=1", strings)
    }

    /// Where the person comes back to.
    static func path(of id: ConnectionID) -> String { "/connections/\(id)/authorized" }

    /// Whether an authorization that ended began on one of our own pages, and where it goes on.
    static func isOwn(_ returnURL: String?, address: PublicAddress) -> Bool {
        returnURL?.hasPrefix("\(address.origin)/connections/") == true
    }
}

/// What a person enters on another device.
struct DeviceView {
    let id: String
    let code: String
    let url: String
}
