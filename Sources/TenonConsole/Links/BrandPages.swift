// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import TenonDomain
package import TenonHTTP

/// `/brand/{colour}.css`: a colour for the guest's page, as a style sheet because its policy lets no other style in.
package struct BrandPages: Sendable {
    package init() {}

    package var routes: [Route] {
        [
            Route(
                page: .get, "/brand/{name}", summary: "A style sheet with one colour", because: "it says nothing",
                audit: .nothing(because: "reads no data"), handler: sheet)
        ]
    }

    /// The address of the sheet for a colour such as `#4a154b`.
    static func path(of colour: String) -> String { "/brand/\(colour.dropFirst()).css" }

    private func sheet(_ visit: Visit) async throws -> Response {
        let name = try visit.text("name")
        let colour = "#\(name.dropLast(4))"
        // Only what is a colour gets into the sheet.
        guard name.hasSuffix(".css"), Tile.channels(of: colour) != nil else {
            throw TenonError(.notFound, "There is nothing at this path.")
        }
        let sheet = ":root { --brand: \(colour); --brand-on: \(Tile.ink(on: colour)); }\n"
        var response = Response(
            status: .ok,
            headers: [.contentType: "text/css; charset=utf-8", .cacheControl: "public, max-age=86400"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: sheet)))
        PageSecurity.apply(to: &response)
        return response
    }
}
