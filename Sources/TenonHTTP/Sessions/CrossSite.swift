// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
internal import TenonDomain

/// Refuses what another site's page sends with a person's cookies.
package enum CrossSite {
    /// Whether the request comes from a page of this server, as far as the browser says; no page can forge these headers.
    ///
    /// `Sec-Fetch-Site` says it best. Where it is missing (plain HTTP to another machine), `Origin` has to name the host
    /// that was asked; a request with neither is no browser's form.
    package static func isOwn(_ headers: HTTPFields, host: String?) -> Bool {
        if let site = headers[.secFetchSite] { return site == "same-origin" }
        guard let origin = headers[.origin]?.lowercased(), let host = host?.lowercased() else { return false }
        return origin == "https://\(host)" || origin == "http://\(host)"
    }

    static func check(_ headers: HTTPFields, host: String?) throws {
        guard isOwn(headers, host: host) else {
            throw TenonError(.permissionDenied, .otherSite)
        }
    }
}

extension HTTPField.Name {
    package static let secFetchSite = constant("Sec-Fetch-Site")
    package static let formToken = constant("Tenon-Form-Token")

    private static func constant(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("'\(text)' is no header name") }
        return name
    }
}
