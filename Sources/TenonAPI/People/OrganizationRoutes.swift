// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP
internal import TenonJSON
internal import TenonWire

/// `/api/v2/organizations`: the caller's organization.
struct OrganizationRoutes: Sendable {
    let access: Access
    /// The host that serves the organization's API.
    let address: PublicAddress

    private static let all = "/api/v2/organizations"

    var routes: [Route] {
        [
            Route(
                .get, Self.all, summary: "List the organizations of the caller: there is one",
                scope: .needs(.organizationsRead), role: .other("the caller's own organization"),
                audit: .nothing(because: "reads no secret"), handler: list),
            Route(
                .get, "\(Self.all)/{organizationId}", summary: "Read the caller's organization",
                scope: .needs(.organizationsRead), role: .other("the caller's own organization"),
                audit: .nothing(because: "reads no secret"), handler: show),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        var input = try await call.input()
        let page = input.page(sortedBy: .name)
        let columns = input.columns(of: TenonWire.Organization.columns)
        try input.check()
        let own = page.offset == 0 ? [try await body(of: call.principal.organizationID, call)] : []
        return Response("organizations", own.map { columns.apply(to: $0) }, page: page)
    }

    private func show(_ call: Call) async throws -> Response {
        var input = try await call.input()
        let columns = input.columns(of: TenonWire.Organization.columns)
        try input.check()
        let body = try await body(of: try call.identifier("organizationId"), call)
        return Response("organization", columns.apply(to: body))
    }

    private func body(of id: OrganizationID, _ call: Call) async throws -> JSONObject {
        let organization = try await access.organization(id, for: call.caller)
        let teams = try await access.teams(of: id, page: TenonDomain.Page(), for: call.caller)
        return TenonWire.Organization(
            id: id.rawValue, name: organization.name, zone: address.authority, teams: teams.map(TenonWire.Team.init)
        ).json
    }
}
