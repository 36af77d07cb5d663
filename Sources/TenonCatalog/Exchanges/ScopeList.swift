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
    /// How much of a header is looked at.
    static let bytesMax = 16 << 10

    /// The scopes of `WWW-Authenticate: Bearer error="insufficient_scope", scope="a b"`; none when it says no such thing.
    package static func scopes(in response: OutboundResponse) -> [String] {
        guard [401, 403].contains(response.status) else { return [] }
        for header in response.headers where header.name.lowercased() == "www-authenticate" {
            for challenge in challenges(in: header.value) {
                guard challenge.scheme == "bearer", challenge.parameters["error"] == "insufficient_scope" else {
                    continue
                }
                return ScopeList.scopes(in: challenge.parameters["scope"] ?? "")
            }
        }
        return []
    }

    private struct Challenge {
        let scheme: String
        var parameters: [String: String] = [:]
    }

    /// The challenges of a header (RFC 9110 §11.6.1): schemes and their parameters both stand between commas.
    private static func challenges(in header: String) -> [Challenge] {
        var found: [Challenge] = []
        for element in elements(of: header) {
            let halves = element.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let words = halves[0].split { $0 == " " || $0 == "\t" }
            guard let last = words.last?.lowercased() else { continue }
            // What comes with a scheme in front, or alone, begins a challenge.
            if words.count > 1 || halves.count == 1 {
                found.append(Challenge(scheme: String(words[0].lowercased())))
            }
            guard halves.count == 2, !found.isEmpty, found[found.count - 1].parameters[last] == nil else { continue }
            found[found.count - 1].parameters[last] = unquoted(halves[1].trimmingSpace())
        }
        return found
    }

    /// The header's parts between commas that stand in no quotes.
    private static func elements(of header: String) -> [String] {
        var elements = [""]
        var (isQuoted, isEscaped) = (false, false)
        for character in String(decoding: header.utf8.prefix(bytesMax), as: UTF8.self) {
            if character == ",", !isQuoted {
                elements.append("")
                continue
            }
            if character == "\"", !isEscaped { isQuoted.toggle() }
            isEscaped = isQuoted && character == "\\" && !isEscaped
            elements[elements.count - 1].append(character)
        }
        // Without its closing quote the last part may be anything.
        return isQuoted ? Array(elements.dropLast()) : elements
    }

    /// A token as it is, or the text of a quoted string (RFC 9110 §5.6.4).
    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
        var (plain, isEscaped) = ("", false)
        for character in text.dropFirst().dropLast() {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                plain.append(character)
                isEscaped = false
            }
        }
        return plain
    }
}
