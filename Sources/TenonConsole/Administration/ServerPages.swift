// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/server`: whether the server can do its work, and its keys.
package struct ServerPages: Sendable {
    let checks: [ReadinessCheck]
    let keys: RootKeys
    let pages: Pages
    let version: String
    let address: PublicAddress

    package init(checks: [ReadinessCheck], keys: RootKeys, pages: Pages, version: String, address: PublicAddress) {
        self.checks = checks
        self.keys = keys
        self.pages = pages
        self.version = version
        self.address = address
    }

    package var routes: [Route] {
        [
            Route(
                person: .get, "/server", summary: "How the server is, and its keys", scope: .needs(.organizationsRead),
                role: .organizationOwner, audit: .nothing(because: "shows the names of keys only"), handler: show),
            Route(
                person: .post, "/server/keys/rotate", summary: "Make a new root key and wrap every data key with it",
                scope: .needs(.organizationsWrite), role: .organizationOwner, audit: .writes(.rootKeyRotated),
                handler: rotate),
        ]
    }

    private func show(_ call: PersonCall) async throws -> Response {
        try call.principal.requireOrganizationOwner()
        return try await page(call)
    }

    private func page(_ call: PersonCall, error: TenonError? = nil) async throws -> Response {
        var found: [ServerView.Check] = []
        for check in checks {
            let problem = await check.problem()
            found.append(
                ServerView.Check(
                    name: pages.strings("server.check-\(check.name)"),
                    problem: problem.map(pages.strings.words(ofStored:)), isGood: problem == nil))
        }
        let view = ServerView(
            checks: found, keys: try await keys.usage(for: call.caller), version: version, origin: address.origin,
            error: error, strings: pages.strings)
        return try pages.page(
            "server", view, titled: pages.strings("server.title"), at: .server, for: call, status: error.pageStatus)
    }

    private func rotate(_ call: PersonCall) async throws -> Response {
        do {
            _ = try await keys.rotate(for: call.caller)
            return Pages.redirect(to: "/server", saying: "key-rotated")
        } catch let error as TenonError where error.code == .conflict {
            return try await page(call, error: error)
        }
    }
}
