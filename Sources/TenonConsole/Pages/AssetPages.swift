// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import TenonDomain
package import TenonHTTP

/// `/assets/{version}/{name}`: style sheets, scripts and pictures.
package struct AssetPages: Sendable {
    let pages: Pages

    package init(pages: Pages) { self.pages = pages }

    package var routes: [Route] {
        [
            Route(
                page: .get, "/assets/{version}/{name}", summary: "A file that pages need",
                because: "style sheets and scripts are public", audit: .nothing(because: "reads no data"),
                handler: asset)
        ]
    }

    private func asset(_ visit: Visit) async throws -> Response {
        guard let response = pages.asset(try visit.text("name"), version: try visit.text("version")) else {
            throw TenonError(.notFound, "There is nothing at this path.")
        }
        return response
    }
}
