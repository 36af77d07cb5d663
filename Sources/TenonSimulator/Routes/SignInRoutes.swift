// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes

/// `/login` and `/consent`: what a person sees of any flow.
enum SignInRoutes {
    static let endpoints = [
        Endpoint(.signIn, .post, "/login", answer: login),
        Endpoint(.signIn, .post, "/consent", answer: consent),
    ]

    /// The cookie that ties a sign-in to its browser.
    private static let cookieName = "simulator_sign_in"

    /// Shows the login form, and remembers in a cookie which browser it was.
    static func begin(
        _ purpose: SignIn.Purpose, _ exchange: Exchange, _ world: inout World
    ) -> Reply {
        guard let subject = world.provider.subject(of: purpose) else { return over }
        let (key, browser) = world.provider.beginSignIn(purpose, at: exchange.now)
        var hint: String?
        if case .code(let request) = purpose { hint = request.loginHint }
        var reply = Reply.page(.login(key: key, clientID: subject.clientID, hint: hint, failed: false))
        // One cookie for each sign-in, so that two tabs do not disturb each other.
        reply.headers[.setCookie] = "\(cookieName)_\(key)=\(browser); Path=/; HttpOnly; SameSite=Lax"
        return reply
    }

    private static let over = Reply.page(
        .message("This page is over", "Start again from the application."), status: 400, outcome: "invalid_request")

    /// The sign-in that a form belongs to, if it comes from the browser that began it.
    private static func signIn(_ exchange: Exchange, _ world: World) -> (key: String, record: SignIn)? {
        guard let key = exchange.form["key"],
            let record = world.provider.signIn(key, browser: exchange.cookie("\(cookieName)_\(key)"), at: exchange.now)
        else { return nil }
        return (key, record)
    }

    private static func login(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard let (key, record) = signIn(exchange, world),
            let subject = world.provider.subject(of: record.purpose)
        else { return over }
        let name = exchange.form["username"] ?? ""
        guard let user = world.provider.user(name: name, password: exchange.form["password"] ?? "") else {
            return .page(
                .login(key: key, clientID: subject.clientID, hint: name, failed: true), status: 401,
                outcome: "access_denied")
        }
        world.provider.signIns[key]?.userName = user.name
        // Who allowed everything before is not asked again, where the vendor does so.
        if case .code(let request) = record.purpose, !request.forcesConsent,
            let consented = world.provider.consented(to: request, by: user.name),
            Set(request.scope).isSubset(of: consented)
        {
            world.provider.signIns.remove(key)
            return AuthorizeRoutes.approve(request, userName: user.name, scope: nil, exchange, &world)
        }
        return .page(
            .consent(key: key, clientID: subject.clientID, userName: user.displayName, scope: subject.scope))
    }

    private static func consent(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard let (key, record) = signIn(exchange, world), let userName = record.userName else { return over }
        world.provider.signIns.remove(key)
        let isAllowed = exchange.form["decision"] == "allow"
        let ticked = exchange.form.all("scope")
        switch record.purpose {
        case .code(let request):
            return isAllowed
                ? AuthorizeRoutes.approve(request, userName: userName, scope: ticked, exchange, &world)
                : AuthorizeRoutes.deny(request, exchange)
        case .device(let code):
            guard isAllowed else {
                world.provider.denyDevice(code)
                return .page(.message("Refused", "The device gets no access."), outcome: "access_denied")
            }
            let asked = world.provider.subject(of: record.purpose)?.scope ?? []
            world.provider.approveDevice(code, userName: userName, scope: asked.filter(ticked.contains))
            return .page(.message("Connected", "You can go on at the device."))
        case .requestToken(let token):
            return OAuth1Routes.decide(token, userName: isAllowed ? userName : nil, &world)
        }
    }
}
