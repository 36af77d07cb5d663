// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP
internal import TenonJSON

/// `/api/v2/installations`: the organization's own clients at providers.
struct InstallationRoutes: Sendable {
    let installations: Installations
    let address: PublicAddress

    private static let all = "/api/v2/installations"

    var routes: [Route] {
        [
            Route(
                .get, Self.all, summary: "List the organization's clients at providers",
                scope: .needs(.organizationsRead), role: .other("anyone in the organization"),
                audit: .nothing(because: "shows identifiers, and the names of secrets"), handler: list),
            Route(
                .put, "\(Self.all)/{type}", summary: "Set the client that a connection type uses",
                scope: .needs(.organizationsWrite), role: .organizationOwner, audit: .writes(.installationChanged),
                handler: put),
            Route(
                .delete, "\(Self.all)/{type}", summary: "Forget the client that a connection type uses",
                scope: .needs(.organizationsWrite), role: .organizationOwner, audit: .writes(.installationDeleted),
                handler: delete),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let views = try await installations.list(for: call.caller)
        return Response(json: ["installations": .array(views.map { .object(body($0)) })])
    }

    private func put(_ call: Call) async throws -> Response {
        let input = try await call.input(body: .object)
        let view = try await installations.put(
            try call.text("type"), try input.checked(input.body), for: call.caller)
        return Response("installation", body(view))
    }

    private func delete(_ call: Call) async throws -> Response {
        let type = try call.text("type")
        try await installations.delete(type, for: call.caller)
        return Response(json: ["installation": .string(type)])
    }

    /// The redirect URI stands there to be copied to the provider.
    private func body(_ view: Installations.View) -> JSONObject {
        var body: JSONObject = ["accountType": .string(view.type)]
        for member in view.shown { body.append(member.name, member.value) }
        body.append("secrets", JSON(view.secretNames))
        body.append("redirectUri", .string("\(address.origin)/oauth/cb/\(view.type)"))
        body.append("updated", .string(view.updatedAt.iso8601))
        return body
    }
}
