// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
package import Hummingbird
internal import Logging

/// Writes one line a request: the route's pattern, never the path, the query or a header.
package struct AccessLogMiddleware: RouterMiddleware {
    package init() {}

    package func handle(
        _ request: Request, context: HTTPContext, next: (Request, HTTPContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let elapsed = (ContinuousClock.now - start).components
        let microseconds = elapsed.seconds * 1_000_000 + elapsed.attoseconds / 1_000_000_000_000
        var metadata: Logger.Metadata = [
            "http.method": "\(AccessLogMiddleware.name(of: request.method))",
            "http.route": "\(RequestRoute.name(in: context))",
            "http.status": "\(response.status.code)",
            "http.durationMicroseconds": "\(microseconds)",
        ]
        if let organization = context.record.organizationID { metadata["organization.id"] = "\(organization)" }
        let level: Logger.Level = response.status.code >= 500 ? .warning : .debug
        context.logger.log(level: level, "request answered", metadata: metadata)
        return response
    }

    /// The method, unless the caller made it up.
    static func name(of method: HTTPRequest.Method) -> String {
        let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]
        return known.contains(method) ? method.rawValue : "other"
    }
}

/// What logs call the route of a request.
enum RequestRoute {
    /// The pattern, or `unknown` when no route was found.
    static func name(in context: HTTPContext) -> String {
        guard let route = context.route, route.hasPrefix("/") else { return "unknown" }
        return route
    }
}
