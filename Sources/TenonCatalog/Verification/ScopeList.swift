// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// Scopes as answers write them: a list, or text split at spaces and commas; each once, in their order.
package enum ScopeList {
    /// How many scopes are kept of one answer.
    package static let scopesMax = 500

    package static func scopes(in text: String) -> [String] {
        unique(text.split { $0 == "," || $0.isWhitespace }.map(String.init))
    }

    static func scopes(in value: Value) -> [String] {
        switch value.content {
        case .array(let elements): unique(elements.map(\.text).flatMap(scopes(in:)))
        case .text(let text): scopes(in: text)
        default: []
        }
    }

    private static func unique(_ scopes: [String]) -> [String] {
        var seen = Set<String>()
        return Array(scopes.filter { seen.insert($0).inserted }.prefix(scopesMax))
    }
}

/// What a resource server says of scopes that a token lacks (RFC 6750 §3.1).
package enum InsufficientScope {
    /// The scopes of `WWW-Authenticate: Bearer error="insufficient_scope", scope="a b"`; none when it says no such thing.
    package static func scopes(in response: OutboundResponse) -> [String] {
        guard [401, 403].contains(response.status), let challenge = response.header("www-authenticate"),
            parameter("error", in: challenge) == "insufficient_scope"
        else { return [] }
        return ScopeList.scopes(in: parameter("scope", in: challenge) ?? "")
    }

    /// The value of an auth-param (RFC 9110 §11.2), quoted or not.
    private static func parameter(_ name: String, in challenge: String) -> String? {
        for part in challenge.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let key = pair[0].split(separator: " ").last, key.lowercased() == name else {
                continue
            }
            return pair[1].trimmingSpace().replacing("\"", with: "")
        }
        return nil
    }
}
