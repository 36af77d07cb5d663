// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
package import TenonEngine
package import TenonHTTP
internal import TenonVault

/// `/server`: whether the server can do its work, and its keys.
package struct ServerPages: Sendable {
    /// After how many seconds a page that shows something under way is fetched anew, without a script.
    private static let refreshSeconds = 3

    let checks: [ReadinessCheck]
    let keys: RootKeys
    let dataKeys: DataKeys
    let pages: Pages
    let version: String
    let address: PublicAddress

    package init(
        checks: [ReadinessCheck], keys: RootKeys, dataKeys: DataKeys, pages: Pages, version: String,
        address: PublicAddress
    ) {
        self.checks = checks
        self.keys = keys
        self.dataKeys = dataKeys
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
            Route(
                person: .post, "/server/data-keys/rotate",
                summary: "Make new data keys and seal every secret again with them",
                scope: .needs(.organizationsWrite), role: .organizationOwner, audit: .writes(.dataKeyRotated),
                handler: rotateDataKeys),
            Route(
                person: .post, "/server/data-keys/drop", summary: "Drop the old data keys that nothing needs",
                scope: .needs(.organizationsWrite), role: .organizationOwner, audit: .writes(.dataKeyDropped),
                handler: dropDataKeys),
        ]
    }

    private func show(_ call: PersonCall) async throws -> Response {
        try call.principal.requireOrganizationOwner()
        return try await page(call)
    }

    private func page(
        _ call: PersonCall, error: TenonError? = nil, dataError: TenonError? = nil
    ) async throws -> Response {
        var found: [ServerView.Check] = []
        for check in checks {
            let problem = await check.problem()
            found.append(
                ServerView.Check(
                    name: pages.strings("server.check-\(check.name)"),
                    problem: problem.map(pages.strings.words(ofStored:)), isGood: problem == nil))
        }
        let standing = try await dataKeys.standing(for: call.caller)
        let view = ServerView(
            checks: found, keys: try await keys.usage(for: call.caller), version: version, origin: address.origin,
            dataKeys: ServerView.DataKeys(standing, error: dataError, strings: pages.strings), error: error,
            strings: pages.strings)
        var response = try pages.page(
            "server", view, titled: pages.strings("server.title"), at: .server, for: call,
            status: (error ?? dataError).pageStatus)
        if standing.isUnderWay, let refresh = HTTPField.Name("Refresh") {
            response.headers[refresh] = "\(Self.refreshSeconds); url=/server"
        }
        return response
    }

    private func rotate(_ call: PersonCall) async throws -> Response {
        do {
            _ = try await keys.rotate(for: call.caller)
            return Pages.redirect(to: "/server", saying: "key-rotated")
        } catch let error as TenonError where error.code == .conflict {
            return try await page(call, error: error)
        }
    }

    private func rotateDataKeys(_ call: PersonCall) async throws -> Response {
        do {
            let beginning = try await dataKeys.rotate(for: call.caller)
            return Pages.redirect(
                to: "/server", saying: beginning.newKeys > 0 ? "data-keys-rotated" : "data-keys-continued")
        } catch let error as TenonError where error.code == .conflict {
            return try await page(call, dataError: error)
        }
    }

    private func dropDataKeys(_ call: PersonCall) async throws -> Response {
        do {
            let drop = try await dataKeys.drop(for: call.caller)
            return Pages.redirect(
                to: "/server", saying: drop.dropped.isEmpty ? "data-keys-stay" : "data-keys-dropped",
                tone: drop.dropped.isEmpty ? "notice" : "good")
        } catch let error as TenonError where error.code == .conflict {
            return try await page(call, dataError: error)
        }
    }
}
