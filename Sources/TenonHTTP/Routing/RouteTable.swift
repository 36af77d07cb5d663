// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
package import Hummingbird
internal import TenonDomain

/// Every route of the server: the one list that the router, the answers 404 and 405, and the API's description share.
package struct RouteTable: Sendable {
    package let routes: [Route]

    /// Takes the routes; two with the same method and path are a programming error.
    package init(_ routes: [Route]) {
        let names = routes.map { "\($0.method.rawValue) \($0.path)" }
        precondition(Set(names).count == names.count, "a route is declared twice")
        self.routes = routes
    }

    /// The methods that the path answers to, in the order of their names; empty when there is no such path.
    package func allowedMethods(for path: String) -> [HTTPRequest.Method] {
        let parts = path.split(separator: "/")
        let matching = routes.filter { RouteTable.matches(parts, $0.path.split(separator: "/")) }
        var methods = Set(matching.map(\.method))
        if methods.contains(.get) { methods.insert(.head) }
        return methods.sorted { $0.rawValue < $1.rawValue }
    }

    private static func matches(_ path: [Substring], _ pattern: [Substring]) -> Bool {
        path.count == pattern.count
            && zip(path, pattern).allSatisfy { part, expected in expected.hasPrefix("{") || part == expected }
    }

    /// A router that answers every route, with everything around it that each answer needs.
    package func router(
        gate: AccessGate, settings: HTTPSettings, errorPages: (any ErrorPages)? = nil
    ) -> Router<HTTPContext> {
        let router = Router(context: HTTPContext.self)
        router.addMiddleware {
            RequestIdentityMiddleware(trustedProxies: settings.trustedProxies)
            AccessLogMiddleware()
            ErrorMiddleware(pages: errorPages)
            UnknownRouteMiddleware(table: self)
        }
        let limits = RequestLimits(settings)
        for route in routes {
            let answer: @Sendable (Request, HTTPContext) async throws -> Response = { request, context in
                try await route.answer(request, context, gate, limits)
            }
            router.on(RouterPath(route.path), method: route.method, use: answer)
            if route.method == .get { router.on(RouterPath(route.path), method: .head, use: answer) }
        }
        return router
    }
}
