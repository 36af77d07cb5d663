// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// One request of the API: what ``TenonClient/answer(to:)`` sends.
package struct Call: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    package struct QueryItem: Sendable {
        let name: String
        let value: String
    }

    package let method: Method
    /// The segments behind `/api/v2`, not yet encoded.
    package let path: [String]
    package private(set) var query: [QueryItem] = []
    package let body: JSON?
    /// A body that is JSON with comments, as somebody wrote it; in place of ``body``.
    package let text: String?

    package init(_ method: Method, _ path: [String], body: JSON? = nil, text: String? = nil) {
        self.text = text
        self.method = method
        self.path = path
        self.body = body
    }

    /// This call with one more item in its query; one without a value is left out.
    package func with(_ name: String, _ value: (some CustomStringConvertible)?) -> Call {
        guard let value else { return self }
        var call = self
        call.query.append(QueryItem(name: name, value: value.description))
        return call
    }

    /// This call with an item `name[]` for each value.
    package func with(_ name: String, all values: [String]) -> Call {
        values.reduce(self) { $0.with("\(name)[]", $1) }
    }

    /// Path and query, percent-encoded.
    package var target: String {
        let path = path.map(Self.encode).joined(separator: "/")
        let query = query.map { "\(Self.encode($0.name))=\(Self.encode($0.value))" }.joined(separator: "&")
        return "/api/v2/\(path)" + (query.isEmpty ? "" : "?\(query)")
    }

    /// Leaves only RFC 3986's unreserved characters as they are.
    private static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch UnicodeScalar(byte) {
            case "A"..."Z", "a"..."z", "0"..."9", "-", ".", "_", "~": encoded.unicodeScalars.append(UnicodeScalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                encoded += byte < 0x10 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return encoded
    }
}
