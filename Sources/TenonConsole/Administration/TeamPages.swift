// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/teams`: the teams of the organization, and who is in them as what.
package struct TeamPages: Sendable {
    let access: Access
    let pages: Pages

    package init(access: Access, pages: Pages) {
        self.access = access
        self.pages = pages
    }

    package var routes: [Route] {
        [
            Route(
                person: .get, "/teams", summary: "The teams", scope: .needs(.teamsRead),
                role: .other("the teams that the person is in; all for an owner"),
                audit: .nothing(because: "shows no secret"), handler: list),
            Route(
                person: .post, "/teams", summary: "Make a team", scope: .needs(.teamsWrite),
                role: .organizationOwner, audit: .writes(.teamCreated), handler: create),
            Route(
                person: .get, "/teams/{teamId}", summary: "The people of a team", scope: .needs(.teamsRead),
                role: .team(.read), audit: .nothing(because: "shows no secret"), handler: show),
            Route(
                person: .post, "/teams/{teamId}/members", summary: "Give a person a role in a team, or take it away",
                scope: .needs(.teamsWrite), role: .team(.administer), audit: .writes(.membershipChanged),
                handler: setRole),
        ]
    }

    private func list(_ call: PersonCall) async throws -> Response { try await listPage(call) }

    private func listPage(_ call: PersonCall, name: String = "", error: TenonError? = nil) async throws -> Response {
        let teams = try await access.teams(of: call.principal.organizationID, page: Page(), for: call.caller)
        let counts = try await access.memberCounts(for: call.caller)
        let rows = teams.map { team in
            TeamListView.Row(
                id: team.id.description, name: team.name, members: String(counts[team.id] ?? 0),
                role: call.principal.roles[team.id]?.label)
        }
        let view = TeamListView(
            rows: rows, canCreate: call.principal.user.organizationRole == .owner, name: name, error: error,
            strings: pages.strings)
        return try pages.page(
            "teams", view, titled: pages.strings("teams.title"), at: .teams, for: call, status: error.pageStatus)
    }

    private func create(_ call: PersonCall) async throws -> Response {
        let name = call.form.text("name") ?? ""
        do {
            let team = try await access.createTeam(
                named: name, in: call.principal.organizationID, for: call.caller)
            return Pages.redirect(to: "/teams/\(team.id)", saying: "team-created")
        } catch let error as TenonError where error.code == .validationFailed {
            return try await listPage(call, name: name, error: error)
        }
    }

    private func show(_ call: PersonCall) async throws -> Response {
        let id: TeamID = try call.visit.identifier("teamId")
        let team = try await access.team(id, for: call.caller)
        let members = try await access.members(of: id, for: call.caller)
        let canChange =
            call.principal.user.organizationRole == .owner
            || call.principal.roles[id]?.permissions.contains(.administer) == true
        let people =
            canChange
            ? try await access.users(of: call.principal.organizationID, page: Page(), for: call.caller) : []
        let view = TeamView(team: team, members: members, people: people, canChange: canChange, strings: pages.strings)
        return try pages.page("team", view, titled: team.name, at: .teams, for: call)
    }

    private func setRole(_ call: PersonCall) async throws -> Response {
        let id: TeamID = try call.visit.identifier("teamId")
        guard let user = call.form.text("user").flatMap({ UserID(text: $0) }) else {
            throw TenonError.validation(.personMissing)
        }
        let text = call.form.text("role") ?? ""
        guard let role = TeamRole(rawValue: text) else {
            guard text == "none" else { throw TenonError.validation(.roleMissing) }
            try await access.setRole(nil, of: user, in: id, for: call.caller)
            return Pages.redirect(to: "/teams/\(id)", saying: "member-removed")
        }
        try await access.setRole(role, of: user, in: id, for: call.caller)
        return Pages.redirect(to: "/teams/\(id)", saying: "role-changed")
    }
}

extension TenonError? {
    /// The status of a page that shows the error beside its form.
    var pageStatus: HTTPResponse.Status {
        switch self?.code {
        case nil: .ok
        case .conflict: .conflict
        case .permissionDenied: .forbidden
        case .rateLimited: .tooManyRequests
        default: .badRequest
        }
    }
}
