// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/people`: who is in the organization, invitations, and signing somebody out.
package struct PeoplePages: Sendable {
    let access: Access
    let signIn: SignIn
    let pages: Pages
    let address: PublicAddress

    package init(access: Access, signIn: SignIn, pages: Pages, address: PublicAddress) {
        self.access = access
        self.signIn = signIn
        self.pages = pages
        self.address = address
    }

    package var routes: [Route] {
        [
            Route(
                person: .get, "/people", summary: "The people of the organization", scope: .needs(.organizationsRead),
                role: .organizationOwner, audit: .nothing(because: "shows no secret"), handler: list),
            Route(
                person: .post, "/people", summary: "Add a person, with a link to set a password",
                scope: .needs(.organizationsWrite), role: .organizationOwner, audit: .writes(.userInvited),
                handler: invite),
            Route(
                person: .post, "/people/{userId}/invitation", summary: "Make a person a new link",
                scope: .needs(.organizationsWrite), role: .organizationOwner, audit: .writes(.userInvited),
                handler: inviteAgain),
            Route(
                person: .post, "/people/{userId}/invitation/delete", summary: "Take a person's link back",
                scope: .needs(.organizationsWrite), role: .organizationOwner, audit: .writes(.invitationDeleted),
                handler: withdraw),
            Route(
                person: .post, "/people/{userId}/sign-out", summary: "Sign a person out everywhere",
                scope: .needs(.organizationsWrite), role: .organizationOwner, audit: .writes(.sessionEnded),
                handler: signOut),
        ]
    }

    private func list(_ call: PersonCall) async throws -> Response {
        try call.principal.requireOrganizationOwner()
        return try await page(call, entered: PeopleView.Entered())
    }

    private func page(
        _ call: PersonCall, entered: PeopleView.Entered, error: TenonError? = nil
    ) async throws -> Response {
        let organization = call.principal.organizationID
        let view = PeopleView(
            people: try await access.users(of: organization, page: Page(), for: call.caller),
            invitations: try await signIn.invitations(for: call.caller),
            teams: try await access.teams(of: organization, page: Page(), for: call.caller), entered: entered,
            me: call.principal.user.id, error: error, strings: pages.strings)
        return try pages.page(
            "people", view, titled: pages.strings("people.title"), at: .people, for: call, status: error.pageStatus)
    }

    private func invite(_ call: PersonCall) async throws -> Response {
        let entered = PeopleView.Entered(
            name: call.form.text("name") ?? "", email: call.form.text("email") ?? "",
            role: call.form.text("role") ?? "", team: call.form.text("team") ?? "",
            teamRole: call.form.text("team-role") ?? "")
        do {
            let user = try await access.createUser(
                name: entered.name, email: entered.email,
                role: User.OrganizationRole(rawValue: entered.role) ?? .member,
                for: call.caller)
            if let team = TeamID(text: entered.team) {
                try await access.setRole(
                    TeamRole(rawValue: entered.teamRole) ?? .member, of: user.id, in: team, for: call.caller)
            }
            return try await invited(user.id, call)
        } catch let error as TenonError where error.isForThePerson {
            return try await page(call, entered: entered, error: error)
        }
    }

    private func inviteAgain(_ call: PersonCall) async throws -> Response {
        try await invited(try call.visit.identifier("userId"), call)
    }

    /// The one page that shows the link.
    private func invited(_ id: UserID, _ call: PersonCall) async throws -> Response {
        let issued = try await signIn.invite(id, for: call.caller)
        let user = issued.invitation.user
        let view = InvitedView(
            heading: pages.strings("people.invitedTitle", ["name": user.name]),
            text: pages.strings(
                "people.invitedText",
                ["email": user.email, "ends": Moment.date(issued.invitation.endsAt, strings: pages.strings)]),
            url: "\(address.origin)/invitation/\(issued.token.reveal())", backHref: "/people",
            backLabel: pages.strings("people.title"), label: pages.strings("people.link"))
        return try pages.page("once", view, titled: view.heading, at: .people, for: call)
    }

    private func withdraw(_ call: PersonCall) async throws -> Response {
        try await signIn.withdrawInvitation(of: try call.visit.identifier("userId"), for: call.caller)
        return Pages.redirect(to: "/people", saying: "invitation-deleted")
    }

    private func signOut(_ call: PersonCall) async throws -> Response {
        _ = try await signIn.endAllSessions(of: try call.visit.identifier("userId"), for: call.caller)
        return Pages.redirect(to: "/people", saying: "person-signed-out")
    }
}
