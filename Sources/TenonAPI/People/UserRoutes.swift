// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP
internal import TenonJSON
internal import TenonWire

/// `/api/v2/users`: the caller, and the people of the organization.
struct UserRoutes: Sendable {
    let access: Access

    private static let all = "/api/v2/users"

    var routes: [Route] {
        [
            Route(
                .get, "\(Self.all)/me", summary: "Who the caller is", scope: .needs(.userRead),
                role: .other("the caller"), audit: .nothing(because: "reads no secret"), handler: me),
            Route(
                .get, "\(Self.all)/me/current-authorization", summary: "What the caller's token may be used for",
                scope: .anyToken(because: "a token may know its own scopes"), role: .other("the caller"),
                audit: .nothing(because: "reads no secret"), handler: currentAuthorization),
            Route(
                .get, Self.all, summary: "List the people of an organization or a team",
                scope: .needs(.organizationsRead),
                role: .other("a member of the organization; of the team, or an owner, for a team's people"),
                audit: .nothing(because: "reads no secret"), handler: list),
            Route(
                .post, Self.all, summary: "Add a person to the organization", scope: .needs(.organizationsWrite),
                role: .organizationOwner, audit: .writes(.userCreated), handler: create),
        ]
    }

    private func me(_ call: Call) async throws -> Response {
        Response("authUser", TenonWire.User(call.principal.user).authUserJSON)
    }

    private func currentAuthorization(_ call: Call) async throws -> Response {
        let authorization = CurrentAuthorization(
            scope: call.principal.token.scopes.wireNames, limits: TokenLimits(call.principal.token.limits))
        return Response(json: ["authorization": authorization.json])
    }

    private func list(_ call: Call) async throws -> Response {
        var input = try await call.input()
        if input.query.array("teamId") != nil { return try await listTeam(&input, call) }
        let required: OrganizationID? = input.identifier(query: "organizationId")
        let page = input.page(sortedBy: .name)
        let columns = input.columns(of: TenonWire.User.columns)
        let users = try await access.users(of: try input.checked(required), page: page, for: call.caller)
        return Response("users", users.map { columns.apply(to: TenonWire.User($0).json) }, page: page)
    }

    /// The people of a team, with their roles; all of them.
    private func listTeam(_ input: inout Input, _ call: Call) async throws -> Response {
        let required: TeamID? = input.identifier(query: "teamId")
        let columns = input.columns(of: TenonWire.User.columns + ["teamRole"])
        let members = try await access.members(of: try input.checked(required), for: call.caller)
        let users = members.map { member in
            JSON.object(columns.apply(to: TenonWire.User(member.user, teamRole: member.role).json))
        }
        return Response(json: ["users": .array(users)])
    }

    private func create(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let name = input.text(body: "name")
        let email = input.text(body: "email")
        let role = input.optionalChoice(body: "organizationRole", of: TenonDomain.User.OrganizationRole.self)
        let user = try await access.createUser(
            name: try input.checked(name), email: try input.checked(email), role: role ?? .member, for: call.caller)
        return Response("user", TenonWire.User(user).json)
    }
}

extension TenonWire.User {
    init(_ user: TenonDomain.User, teamRole: TeamRole? = nil) {
        self.init(
            id: user.id.rawValue, name: user.name, email: user.email, organizationId: user.organizationID.rawValue,
            organizationRole: user.organizationRole.rawValue, teamRole: teamRole?.rawValue)
    }
}

extension Set<APIScope> {
    /// The scopes as the wire spells them, in the order in which the documentation lists them.
    var wireNames: [String] { APIScope.allCases.filter(contains).map(\.rawValue) }
}
