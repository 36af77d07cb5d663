// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP
internal import TenonJSON
internal import TenonWire

/// `/api/v2/teams`: teams, and who is in them.
struct TeamRoutes: Sendable {
    let access: Access

    private static let all = "/api/v2/teams"
    private static let one = "/api/v2/teams/{teamId}"

    var routes: [Route] {
        [
            Route(
                .get, Self.all, summary: "List an organization's teams", scope: .needs(.teamsRead),
                role: .other("the caller's own teams; every team for an owner of the organization"),
                audit: .nothing(because: "reads no secret"), handler: list),
            Route(
                .post, Self.all, summary: "Make a team", scope: .needs(.teamsWrite), role: .organizationOwner,
                audit: .writes(.teamCreated), handler: create),
            Route(
                .get, Self.one, summary: "Read a team", scope: .needs(.teamsRead),
                role: .other("a member of the team, or an owner of the organization"),
                audit: .nothing(because: "reads no secret"), handler: show),
            Route(
                .put, "\(Self.one)/users/{userId}", summary: "Give a person a role in a team, or take it away",
                scope: .needs(.teamsWrite), role: .other("an Admin of the team, or an owner of the organization"),
                audit: .writes(.membershipChanged), handler: setRole),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        var input = try await call.input()
        let required: OrganizationID? = input.identifier(query: "organizationId")
        let page = input.page(sortedBy: .name)
        let columns = input.columns(of: TenonWire.Team.columns)
        let teams = try await access.teams(of: try input.checked(required), page: page, for: call.caller)
        return Response("teams", teams.map { columns.apply(to: TenonWire.Team($0).json) }, page: page)
    }

    private func create(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let name = input.text(body: "name")
        let organization: OrganizationID? = input.identifier(body: "organizationId")
        let team = try await access.createTeam(
            named: try input.checked(name), in: try input.checked(organization), for: call.caller)
        return Response("team", TenonWire.Team(team).json)
    }

    private func show(_ call: Call) async throws -> Response {
        var input = try await call.input()
        let columns = input.columns(of: TenonWire.Team.columns)
        try input.check()
        let team = try await access.team(try call.identifier("teamId"), for: call.caller)
        return Response("team", columns.apply(to: TenonWire.Team(team).json))
    }

    private func setRole(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let role = input.optionalChoice(body: "role", of: TeamRole.self)
        if input.body != nil, !input.has(body: "role") { input.faults.missing("role") }
        try input.check()
        let team: TeamID = try call.identifier("teamId")
        let user: UserID = try call.identifier("userId")
        try await access.setRole(role, of: user, in: team, for: call.caller)
        let membership = TenonWire.Membership(
            userId: user.rawValue, teamId: team.rawValue, role: role?.rawValue)
        return Response(json: ["membership": membership.json])
    }
}

extension TenonWire.Team {
    init(_ team: TenonDomain.Team) {
        self.init(id: team.id.rawValue, name: team.name, organizationId: team.organizationID.rawValue)
    }
}
