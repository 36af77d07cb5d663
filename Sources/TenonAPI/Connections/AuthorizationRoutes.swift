// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP
internal import TenonJSON

/// `/api/v2/connections/{connectionId}/authorization`: let a person authorize a connection, again or for more scopes.
struct AuthorizationRoutes: Sendable {
    let authorizer: Authorizer

    var routes: [Route] {
        [
            Route(
                .post, "/api/v2/connections/{connectionId}/authorization",
                summary: "Make a link by which a person authorizes the connection",
                scope: .needs(.connectionsWrite), role: .team(.write),
                audit: .writes(.connectionAuthorizationStarted), handler: authorize)
        ]
    }

    private func authorize(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let scopes = input.optionalTexts(body: "scopes") ?? []
        let returnURL = input.optionalText(body: "returnUrl")
        try input.check()
        let invitation = try await authorizer.invite(
            to: try call.identifier("connectionId"), scopes: scopes, returnURL: returnURL, for: call.caller)
        // The link is for the person who is to open it, and good once.
        var body: JSONObject = [
            "authorizationUrl": .string(invitation.url.reveal()), "expiresAt": .string(invitation.expiresAt.iso8601),
        ]
        if let code = invitation.userCode { body.append("userCode", .string(code)) }
        return Response(json: .object(body))
    }
}
