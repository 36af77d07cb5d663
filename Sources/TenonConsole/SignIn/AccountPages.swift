// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/account`: who one is, the password, and where one is signed in.
package struct AccountPages: Sendable {
    let signIn: SignIn
    let access: Access
    let pages: Pages

    package init(signIn: SignIn, access: Access, pages: Pages) {
        self.signIn = signIn
        self.access = access
        self.pages = pages
    }

    package var routes: [Route] {
        let own = Route.Role.other("the person themselves")
        let scope = Route.Scope.anyToken(because: "a person may manage their own sessions")
        return [
            Route(
                person: .get, "/account", summary: "The person's account", scope: scope, role: own,
                audit: .nothing(because: "shows no secret"), handler: show),
            Route(
                person: .post, "/account/password", summary: "Change the password", scope: scope, role: own,
                audit: .writes(.passwordChanged), handler: changePassword),
            Route(
                person: .post, "/account/sessions/{sessionId}/end", summary: "End a session", scope: scope,
                role: own, audit: .writes(.sessionEnded), handler: end),
            Route(
                person: .post, "/account/sessions/end", summary: "End all sessions, or all others", scope: scope,
                role: own, audit: .writes(.sessionEnded), handler: endAll),
            Route(
                person: .post, "/sign-out", summary: "Sign out", scope: scope, role: own,
                audit: .writes(.sessionEnded), handler: signOut),
        ]
    }

    private func show(_ call: PersonCall) async throws -> Response { try await page(call) }

    private func changePassword(_ call: PersonCall) async throws -> Response {
        do {
            try await signIn.changePassword(
                from: Secret(call.form.text("current") ?? ""), to: Secret(call.form.text("new") ?? ""),
                for: call.caller)
            return Pages.redirect(to: "/account", saying: "password-changed")
        } catch let error as TenonError where error.isForThePerson {
            return try await page(call, error: error)
        }
    }

    private func end(_ call: PersonCall) async throws -> Response {
        try await signIn.end(try call.visit.identifier("sessionId"), for: call.caller)
        return Pages.redirect(to: "/account", saying: "session-ended")
    }

    private func endAll(_ call: PersonCall) async throws -> Response {
        let isAll = call.form.text("which") == "all"
        try await signIn.endAll(keepingThis: !isAll, for: call.caller)
        return isAll ? out() : Pages.redirect(to: "/account", saying: "sessions-ended")
    }

    private func signOut(_ call: PersonCall) async throws -> Response {
        try await signIn.end(call.person.session.id, for: call.caller)
        return out()
    }

    private func out() -> Response {
        var response = Pages.redirect(to: "/sign-in")
        response.headers[values: .setCookie].append(SessionCookie.session.removing)
        return response
    }

    private func page(_ call: PersonCall, error: TenonError? = nil) async throws -> Response {
        let view = AccountView(
            call: call,
            teams: try await access.teams(of: call.principal.organizationID, page: Page(), for: call.caller),
            sessions: try await signIn.sessions(for: call.caller),
            hasPassword: try await signIn.hasPassword(call.caller), error: error, strings: pages.strings)
        return try pages.page(
            "account", view, titled: pages.strings("account.title"), at: .account, for: call,
            status: error == nil ? .ok : .badRequest)
    }
}

extension PersonCall {
    /// The person as the engine knows callers.
    var caller: Caller {
        Caller(principal: principal, address: visit.clientAddress, requestID: visit.requestID)
    }
}
