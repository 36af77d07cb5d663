// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
package import TenonDomain

/// Cookies as this server sets them: out of scripts' reach, for this host alone, and sent along when a provider's page
/// leads back.
package struct BrowserCookie: Sendable {
    private let address: PublicAddress
    private let path: String

    package init(address: PublicAddress, path: String) {
        self.address = address
        self.path = path
    }

    /// Behind TLS the prefix makes browsers refuse what any other host, or a page without TLS, sets (RFC 6265bis §4.1.3).
    private func fullName(_ name: String) -> String { isSecure ? "__Host-\(name)" : name }

    private var isSecure: Bool { address.origin.hasPrefix("https://") }

    /// The value of `Set-Cookie`.
    package func setting(_ name: String, to value: Secret, for lifetime: Duration) -> String {
        "\(fullName(name))=\(value.reveal()); Max-Age=\(lifetime.components.seconds); \(attributes)"
    }

    package func removing(_ name: String) -> String { "\(fullName(name))=; Max-Age=0; \(attributes)" }

    private var attributes: String { "Path=\(path); HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "") }

    /// The cookie's value in a request; `nil` when there is none, or more than one.
    package func value(of name: String, in headers: HTTPFields) -> Secret? {
        let wanted = fullName(name)
        let found = headers[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair -> String? in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].filter({ !$0.isWhitespace }) == wanted else { return nil }
            return String(parts[1])
        }
        return found.count == 1 ? Secret(found[0]) : nil
    }
}
