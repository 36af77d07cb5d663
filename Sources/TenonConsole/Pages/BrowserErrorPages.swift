// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
package import Hummingbird
package import TenonDomain
internal import TenonHTTP

/// Errors in words and HTML for those who look with a browser; whoever is not signed in is led to where they can.
package struct BrowserErrorPages: ErrorPages {
    let pages: Pages

    package init(pages: Pages) { self.pages = pages }

    package func response(to error: TenonError, status: HTTPResponse.Status, for request: Request) -> Response? {
        let path = request.uri.path
        guard !path.hasPrefix("/api/"), !path.hasPrefix("/proxy/"),
            request.headers[.accept]?.contains("text/html") == true
        else { return nil }
        if error.code == .unauthenticated {
            return Pages.redirect(to: ReturnPath.signIn(for: request.method == .get ? request.uri.description : nil))
        }
        // When not even this page can be shown, JSON is better than nothing.
        return try? pages.page("error", ErrorView(error, status: status, strings: pages.strings), status: status)
    }
}

/// What the page shows when something cannot be done.
struct ErrorView {
    let title: String
    let state: String
    let text: String
    let hasDetails: Bool
    let details: [String]

    init(_ error: TenonError, status: HTTPResponse.Status, strings: Strings) {
        state = strings("error.state", ["status": String(status.code)])
        let sentences = strings.sentences(of: error)
        // With several things wrong, the first line says what kind of trouble it is.
        let said = sentences.count == 1 ? sentences[0] : strings("error.code.\(error.code.rawValue)")
        details = sentences.count > 1 ? sentences : []
        hasDetails = !details.isEmpty
        switch error.code {
        case .notFound, .scenarioConnectionMissing, .methodNotAllowed:
            (title, text) = (strings("error.notFoundTitle"), strings("error.notFoundText"))
        case .permissionDenied, .unauthenticated:
            (title, text) = (strings("error.forbiddenTitle"), said)
        case .rateLimited: (title, text) = (strings("error.tooManyTitle"), said)
        case .unavailable, .requestTimedOut:
            (title, text) = (strings("error.unavailableTitle"), strings("error.unavailableText"))
        case .internalError: (title, text) = (strings("error.internalTitle"), strings("error.internalText"))
        default: (title, text) = (strings("error.invalidTitle"), said)
        }
    }
}
