// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
package import TenonDomain

/// Cookies of the console, which browsers send to this host alone, over TLS or to their own machine, and which no
/// script reads.
///
/// The prefix makes browsers refuse what another host of the domain sets (RFC 6265bis §4.1.3.2). Chromium and Firefox
/// take such cookies from `http://localhost` and `http://127.0.0.1` too.
package struct SessionCookie: Sendable {
    private let name: String
    private let isStrict: Bool

    /// `isStrict` cookies do not come along when another site's page leads here.
    package init(name: String, isStrict: Bool = false) {
        self.name = "__Host-\(name)"
        self.isStrict = isStrict
    }

    /// The session's own: Lax, because the page that a link in a mail leads to should know the person.
    package static let session = SessionCookie(name: "tenon-session")

    /// The value of `Set-Cookie`.
    package func setting(_ value: Secret, for lifetime: Duration) -> String {
        "\(name)=\(value.reveal()); Max-Age=\(lifetime.components.seconds); \(attributes)"
    }

    package var removing: String { "\(name)=; Max-Age=0; \(attributes)" }

    private var attributes: String { "Path=/; Secure; HttpOnly; SameSite=\(isStrict ? "Strict" : "Lax")" }

    /// The cookie's value in a request; `nil` when there is none, or more than one.
    package func value(in headers: HTTPFields) -> Secret? {
        let found = headers[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair -> String? in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].filter({ !$0.isWhitespace }) == name else { return nil }
            return String(parts[1])
        }
        return found.count == 1 && !found[0].isEmpty ? Secret(found[0]) : nil
    }
}
