// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP
internal import TenonJSON
internal import TenonWire

/// `/api/v2/users/me/api-tokens`: the caller's own tokens.
struct APITokenRoutes: Sendable {
    let access: Access

    private static let all = "/api/v2/users/me/api-tokens"

    var routes: [Route] {
        [
            Route(
                .get, Self.all, summary: "List the caller's tokens", scope: .needs(.userRead),
                role: .other("the caller"),
                audit: .nothing(because: "shows the first characters of each only"), handler: list),
            Route(
                .post, Self.all, summary: "Issue a token to the caller", scope: .needs(.userWrite),
                role: .other("the caller, and no scope that the token in use lacks"), audit: .writes(.tokenCreated),
                handler: create),
            Route(
                .post, "/api/v2/users/{userId}/api-tokens", summary: "Issue a token to another person",
                scope: .needs(.userWrite), role: .organizationOwner, audit: .writes(.tokenCreated),
                handler: createForUser),
            Route(
                .delete, "\(Self.all)/{created}", summary: "Revoke the caller's token that was made at that moment",
                scope: .needs(.userWrite), role: .other("the caller"), audit: .writes(.tokenRevoked),
                handler: revoke),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let tokens = try await access.tokens(for: call.caller)
        return Response(json: ["apiTokens": .array(tokens.map { TenonWire.APIToken($0).json })])
    }

    private func create(_ call: Call) async throws -> Response { try await issue(to: nil, call) }

    private func createForUser(_ call: Call) async throws -> Response {
        try await issue(to: try call.identifier("userId"), call)
    }

    private func issue(to user: UserID?, _ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let label = input.text(body: "label")
        let scopes = input.texts(body: "scope")
        let expiresAt = input.optionalMoment(body: "expires")
        let limits = TokenLimitsDraft(
            connections: input.optionalIdentifiers(body: "connections"), types: input.optionalTexts(body: "types"),
            requests: input.optionalTexts(body: "allow"),
            requestsPerMinute: input.optionalInt(body: "requestsPerMinute"))
        let issued = try await access.issueToken(
            label: try input.checked(label), scopes: try input.checked(scopes), limits: limits, expiresAt: expiresAt,
            to: user, for: call.caller)
        var body = TenonWire.APIToken(issued.token)
        // The one answer that holds a whole token.
        body.token = issued.text.reveal()
        return Response(json: ["apiToken": body.json])
    }

    private func revoke(_ call: Call) async throws -> Response {
        let text = try call.text("created")
        guard let created = Timestamp(iso8601: text) else {
            throw TenonError.validation(["Invalid value of parameter 'created': must be a moment in ISO 8601."])
        }
        _ = try await access.revokeToken(createdAt: created, for: call.caller)
        return Response(json: ["apiToken": .string(created.iso8601)])
    }
}

extension TenonWire.APIToken {
    /// The token with all but its first characters masked.
    init(_ token: TenonDomain.APIToken) {
        self.init(
            token: "\(token.hint)-****-****-****-************", scope: token.scopes.wireNames, label: token.label,
            created: token.createdAt.iso8601, expires: token.expiresAt?.iso8601, lastUsed: token.lastUsedAt?.iso8601,
            limits: TenonWire.TokenLimits(token.limits))
    }
}

extension TenonWire.TokenLimits {
    init(_ limits: TenonDomain.TokenLimits?) {
        self.init(
            connections: limits?.connections?.map(\.rawValue).sorted(), types: limits?.types?.sorted(),
            allow: limits?.requests?.map(\.description), requestsPerMinute: limits?.requestsPerMinute)
    }
}

extension Input {
    /// The moment of that name in ISO 8601, `nil` when it is missing or `null`.
    mutating func optionalMoment(body name: String) -> Timestamp? {
        guard let text = optionalText(body: name) else { return nil }
        if let moment = Timestamp(iso8601: text) { return moment }
        faults.invalid(name, "must be a moment in ISO 8601")
        return nil
    }
}
