// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/sign-in/provider`: the way to the organization's OpenID provider and back.
package struct ProviderPages: Sendable {
    private static let path = "/sign-in/provider"
    private static let cookie = SessionCookie(name: "tenon-provider")

    let provider: ProviderSignIn
    let pages: Pages
    let address: PublicAddress

    package init(provider: ProviderSignIn, pages: Pages, address: PublicAddress) {
        self.provider = provider
        self.pages = pages
        self.address = address
    }

    package var routes: [Route] {
        [
            Route(
                page: .get, Self.path, summary: "Lead to the OpenID provider", because: "it is the way in",
                audit: .nothing(because: "nobody is known yet"), handler: depart),
            Route(
                page: .get, "\(Self.path)/callback", summary: "Where the OpenID provider sends people back to",
                because: "the browser's cookie and the provider's signature prove who comes back",
                audit: .writes(.signedIn), handler: arrive),
        ]
    }

    private var redirectURI: String { "\(address.origin)\(Self.path)/callback" }

    private func depart(_ visit: Visit) async throws -> Response {
        let departure = try await provider.depart(to: redirectURI)
        let path = ReturnPath.checked(visit.query.text("to"))
        // What a cookie cannot hold is not worth remembering (RFC 6265 §4.1.1).
        let kept = path.contains(where: { ";,\"".contains($0) }) ? "/" : path
        var response = Pages.redirect(to: departure.url)
        response.headers[values: .setCookie].append(
            Self.cookie.setting(Secret("\(departure.seed.reveal()).\(kept)"), for: ProviderSignIn.lifetime))
        return response
    }

    private func arrive(_ visit: Visit) async throws -> Response {
        let value = Self.cookie.value(in: visit.headers)?.reveal().split(separator: ".", maxSplits: 1)
        var response: Response
        do {
            let started = try await provider.arrive(
                query: { visit.query.text($0) }, seed: value?.first.map { Secret(String($0)) },
                redirectURI: redirectURI, from: visit.origin)
            response = Pages.redirect(to: ReturnPath.checked(value?.last.map(String.init)))
            response.headers[values: .setCookie].append(
                SessionCookie.session.setting(started.token, for: started.lifetime))
        } catch let error as TenonError where error.isForThePerson || error.code == .thirdPartyFailed {
            let view = ProblemView(
                title: pages.strings("provider.failedTitle"),
                advice: pages.strings.sentences(of: error).joined(separator: " "),
                state: pages.strings("provider.failedState"),
                back: .init(path: "/sign-in", label: pages.strings("provider.back"), isPopup: false))
            response = try pages.page(
                "problem", view, status: error.code == .thirdPartyFailed ? .badGateway : .forbidden)
        }
        response.headers[values: .setCookie].append(Self.cookie.removing)
        return response
    }
}
