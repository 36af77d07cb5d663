// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP
internal import TenonJSON
internal import TenonWire

/// `/api/v2/connection-links`: links by which people outside a team connect accounts of their own.
struct LinkRoutes: Sendable {
    let links: Links

    private static let all = "/api/v2/connection-links"

    var routes: [Route] {
        [
            Route(
                .get, Self.all, summary: "List a team's connection links", scope: .needs(.connectionsRead),
                role: .team(.read), audit: .nothing(because: "shows no link's address"), handler: list),
            Route(
                .post, Self.all, summary: "Make a link for somebody to connect their account",
                scope: .needs(.connectionsWrite), role: .team(.write), audit: .writes(.linkCreated), handler: create),
            Route(
                .delete, "\(Self.all)/{linkId}", summary: "Take a connection link back",
                scope: .needs(.connectionsWrite), role: .team(.write), audit: .writes(.linkDeleted),
                handler: delete),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        var input = try await call.input()
        let required: TeamID? = input.identifier(query: "teamId")
        let page = input.page(sortedBy: .name)
        let found = try await links.list(in: try input.checked(required), page: page, for: call.caller)
        return Response("connectionLinks", found.map { TenonWire.ConnectionLink($0).json }, page: page)
    }

    private func create(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let team: TeamID? = input.identifier(body: "teamId")
        let draft = Links.Draft(
            type: input.text(body: "accountType"), name: input.optionalText(body: "name"),
            scopes: input.optionalTexts(body: "scopes") ?? [], returnURL: input.optionalText(body: "returnUrl"),
            expiresAt: input.optionalMoment(body: "expires"), brandName: input.optionalText(body: "brandName"),
            brandColor: input.optionalText(body: "brandColor"))
        let issued = try await links.create(draft, in: team, faults: input.faults, for: call.caller)
        var body = TenonWire.ConnectionLink(issued.link)
        // The one answer that holds the address.
        body.url = issued.url.reveal()
        return Response("connectionLink", body.json)
    }

    private func delete(_ call: Call) async throws -> Response {
        let id: LinkID = try call.identifier("linkId")
        try await links.delete(id, for: call.caller)
        return Response(json: ["connectionLink": JSON(id.rawValue)])
    }
}

extension TenonWire.ConnectionLink {
    init(_ link: TenonDomain.ConnectionLink) {
        self.init(
            id: link.id.rawValue, teamId: link.teamID.rawValue, accountType: link.type, name: link.name,
            scopes: link.scopes, returnUrl: link.returnURL, brandName: link.brandName, brandColor: link.brandColor,
            created: link.createdAt.iso8601,
            expires: link.expiresAt.iso8601, connectionId: link.connectionID?.rawValue)
    }
}
