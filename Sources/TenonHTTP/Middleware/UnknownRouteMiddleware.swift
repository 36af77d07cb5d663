// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
package import Hummingbird
internal import TenonDomain

/// The path exists, but not with that method.
struct MethodNotAllowed: Error {
    let allowed: [HTTPRequest.Method]
}

/// Innermost: tells an unknown path from a known one that was called with another method.
package struct UnknownRouteMiddleware: RouterMiddleware {
    private let table: RouteTable

    package init(table: RouteTable) { self.table = table }

    package func handle(
        _ request: Request, context: HTTPContext, next: (Request, HTTPContext) async throws -> Response
    ) async throws -> Response {
        // The router sets the pattern before the middleware runs, and leaves it empty when it found no route.
        guard context.route == nil else { return try await next(request, context) }
        let allowed = table.allowedMethods(for: request.uri.path)
        guard !allowed.isEmpty else { throw TenonError(.notFound, "There is nothing at this path.") }
        throw MethodNotAllowed(allowed: allowed)
    }
}
