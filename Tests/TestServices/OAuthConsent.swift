// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What a person says when a server asks whether a client may act for them.
package enum ConsentDecision: Sendable {
    case approve
    case deny
}

/// What a person does on a page: fills a form in and presses a button.
package struct PageMove: Sendable {
    package let form: HTMLForm
    package let filling: [String: String]
    /// The label or the value of a button; `nil` for the form's first.
    package let button: String?

    package init(form: HTMLForm, filling: [String: String] = [:], button: String? = nil) {
        self.form = form
        self.filling = filling
        self.button = button
    }
}

extension OAuthServer {
    /// A log-in takes two pages, the consent one; more is a log-in that does not succeed.
    private var movesMax: Int { 5 }

    /// Opens an authorization URL, logs in where asked, approves, and returns the page on which the server lets the
    /// browser go: the client's callback.
    package func consent(_ browser: HeadlessBrowser, _ authorizationURL: String) async throws -> Page {
        try await answer(browser, from: browser.open(authorizationURL), .approve)
    }

    /// Like ``consent(_:_:)``, but refuses.
    package func deny(_ browser: HeadlessBrowser, _ authorizationURL: String) async throws -> Page {
        try await answer(browser, from: browser.open(authorizationURL), .deny)
    }

    /// Goes on from a page of this server, where a client has sent the browser.
    package func answer(
        _ browser: HeadlessBrowser, from first: Page, _ decision: ConsentDecision
    ) async throws -> Page {
        var page = first
        for _ in 0..<movesMax {
            guard page.status != nil, page.sharesOrigin(with: issuer) else { return page }
            guard let move = move(on: page, decision) else {
                throw ServiceFailure("\(page.url) (\(page.status ?? 0)) asks for nothing: \(page.document.text)")
            }
            page = try await browser.submit(move.form, on: page, filling: move.filling, button: move.button)
        }
        throw ServiceFailure("\(page.url) asks again and again: \(page.document.text)")
    }
}
