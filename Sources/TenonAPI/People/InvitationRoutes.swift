// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP
internal import TenonJSON
internal import TenonWire

/// `/api/v2/invitations` and what belongs to a person's sign-in: links to set a password, sessions.
struct InvitationRoutes: Sendable {
    let signIn: SignIn
    let address: PublicAddress

    private static let ofUser = "/api/v2/users/{userId}/invitation"

    var routes: [Route] {
        [
            Route(
                .get, "/api/v2/invitations", summary: "List the invitations that can still be used",
                scope: .needs(.organizationsRead), role: .organizationOwner,
                audit: .nothing(because: "shows no link's address"), handler: list),
            Route(
                .post, Self.ofUser, summary: "Make a link by which a person sets the password for the console",
                scope: .needs(.organizationsWrite), role: .organizationOwner, audit: .writes(.userInvited),
                handler: create),
            Route(
                .delete, Self.ofUser, summary: "Take a person's invitation back", scope: .needs(.organizationsWrite),
                role: .organizationOwner, audit: .writes(.invitationDeleted), handler: delete),
            Route(
                .delete, "/api/v2/users/{userId}/sessions", summary: "Sign a person out everywhere",
                scope: .needs(.organizationsWrite), role: .organizationOwner, audit: .writes(.sessionEnded),
                handler: signOut),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let found = try await signIn.invitations(for: call.caller)
        return Response(json: ["invitations": .array(found.map { .object(TenonWire.Invitation($0).json) })])
    }

    private func create(_ call: Call) async throws -> Response {
        let issued = try await signIn.invite(try call.identifier("userId"), for: call.caller)
        var body = TenonWire.Invitation(issued.invitation)
        // The one answer that holds the address.
        body.url = "\(address.origin)/invitation/\(issued.token.reveal())"
        return Response("invitation", body.json)
    }

    private func delete(_ call: Call) async throws -> Response {
        let id: UserID = try call.identifier("userId")
        try await signIn.withdrawInvitation(of: id, for: call.caller)
        return Response(json: ["invitation": JSON(id.rawValue)])
    }

    private func signOut(_ call: Call) async throws -> Response {
        let id: UserID = try call.identifier("userId")
        let ended = try await signIn.endAllSessions(of: id, for: call.caller)
        return Response(json: ["sessions": JSON(Int64(ended))])
    }
}

extension TenonWire.Invitation {
    init(_ invitation: TenonDomain.Invitation) {
        self.init(
            userId: invitation.user.id.rawValue, name: invitation.user.name, email: invitation.user.email,
            created: invitation.createdAt.iso8601, expires: invitation.endsAt.iso8601)
    }
}
