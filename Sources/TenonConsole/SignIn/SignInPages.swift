// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/`, `/sign-in`, `/setup`, `/invitation/{token}`: how people come in.
package struct SignInPages: Sendable {
    let signIn: SignIn
    let pages: Pages
    let address: PublicAddress
    /// What people call the OpenID provider, when there is one.
    let providerName: String?

    package init(signIn: SignIn, pages: Pages, address: PublicAddress, providerName: String? = nil) {
        self.providerName = providerName
        self.signIn = signIn
        self.pages = pages
        self.address = address
    }

    package var routes: [Route] {
        let door = "it is the way in"
        return [
            Route(
                person: .get, "/", summary: "Lead to the start page", scope: .anyToken(because: "shows nothing"),
                role: .other("a person who is signed in"), audit: .nothing(because: "shows nothing"), handler: home),
            Route(
                page: .get, "/sign-in", summary: "The sign-in page", because: door,
                audit: .nothing(because: "shows nothing"), handler: show),
            Route(
                page: .post, "/sign-in", summary: "Sign in with e-mail address and password", because: door,
                audit: .writes(.signedIn), handler: enter),
            Route(
                page: .get, "/setup", summary: "The first page of a new server", because: door,
                audit: .nothing(because: "shows nothing"), handler: showSetup),
            Route(
                page: .post, "/setup", summary: "Give the owner, who shows their token, the first password",
                because: door, audit: .writes(.serverClaimed), handler: setUp),
            Route(
                page: .get, "/invitation/{token}", summary: "The page behind an invitation",
                because: "the link holds a token of its own", audit: .nothing(because: "shows no secret"),
                handler: showInvitation),
            Route(
                page: .post, "/invitation/{token}", summary: "Set a password by an invitation",
                because: "the link holds a token of its own", audit: .writes(.invitationAccepted), handler: accept),
        ]
    }

    private func home(_ call: PersonCall) async throws -> Response { Pages.redirect(to: Navigation.home) }

    // MARK: - Signing in

    private func show(_ visit: Visit) async throws -> Response {
        // Where people come from a provider, nobody needs a password.
        if providerName == nil, try await signIn.needsOwner() { return Pages.redirect(to: "/setup") }
        return try page(to: visit.query.text("to"))
    }

    private func enter(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let email = form.text("email") ?? ""
        do {
            let started = try await signIn.signIn(
                email: email, password: Secret(form.text("password") ?? ""), from: visit.origin)
            return enter(started, to: ReturnPath.checked(form.text("to")))
        } catch let error as TenonError where error.isForThePerson {
            return try page(to: form.text("to"), email: email, error: error)
        }
    }

    private func page(to: String?, email: String = "", error: TenonError? = nil) throws -> Response {
        let view = SignInView(
            title: pages.strings("signIn.title"), to: ReturnPath.checked(to), email: email,
            hasFaults: error != nil, faults: pages.strings.sentences(of: error),
            isUnprotected: !address.keepsSecureCookies,
            provider: providerName.map { name in
                SignInView.Provider(
                    href: ReturnPath.provider(for: to), label: pages.strings("signIn.provider", ["name": name]))
            })
        return try pages.page("sign-in", view, status: error.map(SignInPages.status) ?? .ok)
    }

    private func enter(_ started: SignIn.Started, to path: String) -> Response {
        var response = Pages.redirect(to: path)
        response.headers[values: .setCookie].append(
            SessionCookie.session.setting(started.token, for: started.lifetime))
        return response
    }

    private static func status(of error: TenonError) -> HTTPResponse.Status {
        switch error.code {
        case .rateLimited: .tooManyRequests
        case .permissionDenied: .forbidden
        case .conflict: .conflict
        default: .badRequest
        }
    }

    // MARK: - The first owner

    private func showSetup(_ visit: Visit) async throws -> Response {
        guard try await signIn.needsOwner() else { return Pages.redirect(to: "/sign-in") }
        return try setupPage(name: "", email: "", error: nil)
    }

    private func setUp(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let (name, email) = (form.text("name") ?? "", form.text("email") ?? "")
        do {
            let started = try await signIn.claim(
                token: Secret((form.text("token") ?? "").filter { !$0.isWhitespace }), name: name, email: email,
                password: Secret(form.text("password") ?? ""), from: visit.origin)
            return enter(started, to: "/")
        } catch let error as TenonError where error.isForThePerson {
            return try setupPage(name: name, email: email, error: error)
        }
    }

    private func setupPage(name: String, email: String, error: TenonError?) throws -> Response {
        let view = SetupView(
            title: pages.strings("setup.title"), name: name, email: email, hasFaults: error != nil,
            faults: pages.strings.sentences(of: error))
        return try pages.page("setup", view, status: error.map(SignInPages.status) ?? .ok)
    }

    // MARK: - Invitations

    private func showInvitation(_ visit: Visit) async throws -> Response {
        let token = Secret(try visit.text("token"))
        do {
            let invitation = try await signIn.invitation(token: token)
            return try await invitationPage(invitation, name: invitation.user.name, error: nil)
        } catch let error as TenonError where error.code == .notFound {
            return try invitationMissing()
        }
    }

    private func accept(_ visit: Visit) async throws -> Response {
        let token = Secret(try visit.text("token"))
        let form = try await visit.form()
        let name = form.text("name") ?? ""
        do {
            let started = try await signIn.accept(
                token: token, name: name, password: Secret(form.text("password") ?? ""), from: visit.origin)
            return enter(started, to: "/")
        } catch let error as TenonError where error.code == .notFound {
            return try invitationMissing()
        } catch let error as TenonError where error.isForThePerson {
            return try await invitationPage(try await signIn.invitation(token: token), name: name, error: error)
        }
    }

    private func invitationPage(_ invitation: Invitation, name: String, error: TenonError?) async throws -> Response {
        let organization = try await signIn.organizationName(of: invitation)
        let view = InvitationView(
            title: pages.strings("invitation.title", ["organization": organization]),
            intro: pages.strings("invitation.intro", ["ends": Moment.date(invitation.endsAt, strings: pages.strings)]),
            email: invitation.user.email, name: name, hasFaults: error != nil,
            faults: pages.strings.sentences(of: error))
        return try pages.page("invitation", view, status: error.map(SignInPages.status) ?? .ok)
    }

    private func invitationMissing() throws -> Response {
        let view = ProblemView(
            title: pages.strings("invitation.missingTitle"), advice: pages.strings("invitation.missingText"),
            state: pages.strings("error.state", ["status": "404"]))
        return try pages.page("problem", view, status: .notFound)
    }
}

extension Visit {
    /// Where a person signs in from.
    var origin: SignIn.Origin {
        SignIn.Origin(address: clientAddress, requestID: requestID, userAgent: headers[.userAgent])
    }
}
