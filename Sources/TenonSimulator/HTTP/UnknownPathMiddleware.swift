// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird

/// Answers in JSON where no endpoint is: 405 when the path knows other methods, else 404.
struct UnknownPathMiddleware: RouterMiddleware {
    typealias Context = SimulatorContext

    let simulator: Simulator

    func handle(
        _ request: Request, context: SimulatorContext,
        next: (Request, SimulatorContext) async throws -> Response
    ) async throws -> Response {
        // The router sets the pattern before the middleware runs, and leaves it empty when it found none.
        guard context.endpointPath == nil else { return try await next(request, context) }
        let methods = Endpoint.methods(at: request.uri.path)
        var reply: Reply
        if methods.isEmpty {
            reply = .error("not_found", "There is nothing at this path.", status: 404)
        } else {
            reply = .error("method_not_allowed", "The path does not answer to this method.", status: 405)
            reply.headers[.allow] = methods.sorted().joined(separator: ", ")
        }
        simulator.record(reply, endpoint: .unknown, exchange: nil, isDropped: false)
        return reply.response
    }
}
