// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP

/// The calls by which a person authorizes an `oauth` connection: on the wire, and refused until they are built.
struct AuthorizationRoutes: Sendable {
    let connections: Connections

    private static let unavailable = TenonError(
        .thirdPartyFailed, "Authorization is not available yet: this version stores connections of OAuth types only.",
        suberrors: [.init(message: "Authorization is not available yet.", name: "UnexpectedError")])

    var routes: [Route] {
        [
            Route(
                .post, "/api/v2/connections/{connectionId}/authorization",
                summary: "Make a link by which a person authorizes the connection",
                scope: .needs(.connectionsWrite), role: .team(.write), audit: .nothing(because: "refused until built"),
                handler: authorize),
            Route(
                open: .get, "/api/v2/oauth/auth/{connectionId}", summary: "Where a person authorizes the connection",
                because: "a person opens it in a browser; the answer is the same for every connection",
                audit: .nothing(because: "refused until built"), handler: { _, _ in throw Self.unavailable }),
        ]
    }

    private func authorize(_ call: Call) async throws -> Response {
        _ = try await connections.connection(try call.identifier("connectionId"), for: call.caller)
        throw Self.unavailable
    }
}
