// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A person at a browser without scripts: opens pages, follows links, fills forms in, keeps cookies.
///
/// What it sends with a navigation is what browsers send: `Cookie` by the rules of `SameSite`, `Secure` and the
/// `__Host-` prefix, `Origin`, `Referer`, and `Sec-Fetch-Site`.
package actor HeadlessBrowser {
    private static let redirectsMax = 20

    private let callback: String?
    private var cookies = CookieJar()

    /// Navigations to URLs that begin with `callback` end there, without a request: nobody has to listen.
    package init(stoppingAt callback: String? = nil) { self.callback = callback }

    /// Opens a URL, as typed in by hand.
    package func open(_ url: String) async throws -> Page {
        guard let target = URL(string: url) else { throw ServiceFailure("'\(url)' is no URL.") }
        return try await navigate(Navigation(url: target))
    }

    /// Clicks the first link with this label.
    package func follow(_ label: String, on page: Page) async throws -> Page {
        guard let link = page.document.link(label) else {
            throw ServiceFailure("\(page.url) has no link '\(label)', but \(page.document.links.map(\.label)).")
        }
        return try await navigate(Navigation(url: try page.resolve(link.target), from: page.location))
    }

    /// Fills a form of the page in and presses the button with that label or value, or the first one.
    package func submit(
        _ form: HTMLForm, on page: Page, filling: [String: String] = [:], button: String? = nil
    ) async throws -> Page {
        let entries = FormEncoding.encode(try form.entries(filling: filling, button: button))
        var target = try page.resolve(form.action)
        if form.isPost {
            return try await navigate(Navigation(url: target, from: page.location, body: entries))
        }
        guard var parts = URLComponents(url: target, resolvingAgainstBaseURL: true) else {
            throw ServiceFailure("'\(target)' cannot take a query.")
        }
        parts.percentEncodedQuery = entries
        target = parts.url ?? target
        return try await navigate(Navigation(url: target, from: page.location))
    }

    private struct Navigation {
        var url: URL
        /// The page it starts from.
        var from: URL?
        /// A form to post; `nil` for a GET.
        var body: String?
    }

    private func navigate(_ start: Navigation) async throws -> Page {
        var step = start
        var trail: [URL] = []
        while trail.count <= Self.redirectsMax {
            if let callback, step.url.absoluteString.hasPrefix(callback) {
                return Page(location: step.url, trail: trail, answer: nil)
            }
            let answer = try await send(step, after: trail)
            trail.append(step.url)
            guard [301, 302, 303, 307, 308].contains(answer.status), let target = answer.header("location") else {
                return Page(location: step.url, trail: trail.dropLast(), answer: answer)
            }
            guard let next = URL(string: target, relativeTo: step.url)?.absoluteURL else {
                throw ServiceFailure("\(step.url) redirects to '\(target)'.")
            }
            step.url = next
            if answer.status < 307 { step.body = nil }
        }
        throw ServiceFailure("\(start.url) redirects more than \(Self.redirectsMax) times, at last to \(step.url).")
    }

    private func send(_ step: Navigation, after trail: [URL]) async throws -> LoopbackHTTP.Answer {
        guard let origin = Origin(step.url) else { throw ServiceFailure("'\(step.url)' is not for a browser.") }
        let method = step.body == nil ? "GET" : "POST"
        // A redirect that passed through another site makes it another site's navigation.
        let isCrossSite = ([step.from].compactMap(\.self) + trail).contains { Origin($0) != origin }
        var headers: [(name: String, value: String)] = [
            ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"), ("Accept-Language", "en"),
            ("User-Agent", "Mozilla/5.0 (Tenon tests)"), ("Sec-Fetch-Mode", "navigate"),
            ("Sec-Fetch-Dest", "document"), ("Sec-Fetch-User", "?1"),
            ("Sec-Fetch-Site", isCrossSite ? "cross-site" : step.from == nil ? "none" : "same-origin"),
        ]
        if let from = step.from, let source = Origin(from) {
            headers.append(("Referer", source == origin ? from.withoutFragment : "\(source)/"))
            if step.body != nil {
                let crossed = trail.contains { Origin($0) != source }
                headers.append(("Origin", crossed ? "null" : Self.serialized(from)))
            }
        }
        if let cookie = cookies.header(for: step.url, method: method, isCrossSite: isCrossSite) {
            headers.append(("Cookie", cookie))
        }
        if step.body != nil { headers.append(("Content-Type", "application/x-www-form-urlencoded")) }
        let answer = try await LoopbackHTTP.send(
            method, step.url.withoutFragment, headers: headers, body: step.body.map { Array($0.utf8) })
        for header in answer.headers where header.name.lowercased() == "set-cookie" {
            cookies.store(header.value, from: step.url)
        }
        return answer
    }

    /// An origin as `Origin` says it: the default port is left out.
    private static func serialized(_ url: URL) -> String {
        "\(url.scheme ?? "")://\(url.host ?? "")" + (url.port.map { ":\($0)" } ?? "")
    }
}

/// Where a navigation ended.
package struct Page: Sendable {
    let location: URL
    /// `nil` when the browser stopped in front of the callback, without asking for it.
    package let status: Int?
    package let headers: [(name: String, value: String)]
    package let html: String
    package let document: HTMLDocument
    /// The URLs that redirected here, in their order.
    package let trail: [String]

    init(location: URL, trail: [URL], answer: LoopbackHTTP.Answer?) {
        self.location = location
        self.trail = trail.map(\.absoluteString)
        status = answer?.status
        headers = answer?.headers ?? []
        html = answer?.text ?? ""
        document = HTMLDocument(html)
    }

    package var url: String { location.absoluteString }

    /// The parameters of the URL's query; of two with one name the first.
    package var query: [String: String] {
        let text = URLComponents(url: location, resolvingAgainstBaseURL: true)?.percentEncodedQuery ?? ""
        return Dictionary(FormEncoding.decode(text).map { ($0.name, $0.value) }) { first, _ in first }
    }

    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    func sharesOrigin(with url: String) -> Bool {
        URL(string: url).flatMap(Origin.init) == Origin(location)
    }

    /// Relative to the page; a form without an action is for the page itself.
    func resolve(_ target: String) throws -> URL {
        if target.isEmpty { return location }
        guard let url = URL(string: target, relativeTo: location)?.absoluteURL else {
            throw ServiceFailure("\(location) leads to '\(target)'.")
        }
        return url
    }
}

extension URL {
    fileprivate var withoutFragment: String { String(absoluteString.prefix { $0 != "#" }) }
}
