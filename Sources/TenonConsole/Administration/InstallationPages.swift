// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import TenonCatalog
internal import TenonDomain
package import TenonEngine
package import TenonHTTP
internal import TenonJSON

/// `/installations`: the organization's own clients at providers.
package struct InstallationPages: Sendable {
    let installations: Installations
    let catalog: CatalogSource
    let pages: Pages
    let address: PublicAddress

    package init(installations: Installations, catalog: CatalogSource, pages: Pages, address: PublicAddress) {
        self.installations = installations
        self.catalog = catalog
        self.pages = pages
        self.address = address
    }

    package var routes: [Route] {
        [
            Route(
                person: .get, "/installations", summary: "The organization's clients at providers",
                scope: .needs(.organizationsRead), role: .other("anyone in the organization"),
                audit: .nothing(because: "shows identifiers, and the names of secrets"), handler: list),
            Route(
                person: .get, "/installations/{type}", summary: "The client that a connection type uses",
                scope: .needs(.organizationsRead), role: .organizationOwner,
                audit: .nothing(because: "shows identifiers, and the names of secrets"), handler: show),
            Route(
                person: .post, "/installations/{type}", summary: "Set the client that a connection type uses",
                scope: .needs(.organizationsWrite), role: .organizationOwner, audit: .writes(.installationChanged),
                handler: put),
            Route(
                person: .post, "/installations/{type}/delete", summary: "Forget the client that a connection type uses",
                scope: .needs(.organizationsWrite), role: .organizationOwner, audit: .writes(.installationDeleted),
                handler: delete),
        ]
    }

    private func list(_ call: PersonCall) async throws -> Response {
        let stored = try await installations.list(for: call.caller)
        let view = InstallationListView(
            types: catalog.current.types(for: call.principal.organizationID).filter {
                !$0.common.isEmpty || $0.needsPerson
            }, stored: stored,
            canChange: call.principal.user.organizationRole == .owner, strings: pages.strings)
        return try pages.page(
            "installations", view, titled: pages.strings("installations.title"), at: .installations, for: call)
    }

    private func show(_ call: PersonCall) async throws -> Response {
        try call.principal.requireOrganizationOwner()
        return try await page(call)
    }

    private func page(_ call: PersonCall, entered: String? = nil, error: TenonError? = nil) async throws -> Response {
        let name = try call.visit.text("type")
        guard let type = try await catalog.type(named: name, for: call.principal.organizationID) else {
            throw TenonError.notFound("Connection type")
        }
        let stored = try await installations.list(for: call.caller).first { $0.type == name }
        let view = InstallationView(
            type: type, stored: stored, redirectURI: "\(address.origin)/oauth/cb/\(name)", clientID: entered,
            error: error, strings: pages.strings)
        return try pages.page(
            "installation", view, titled: type.label, at: .installations, for: call, status: error.pageStatus)
    }

    private func put(_ call: PersonCall) async throws -> Response {
        let name = try call.visit.text("type")
        // A client without a secret is a public one (RFC 6749 §2.1), so an empty field is left out.
        let members = ["clientId", "clientSecret"].compactMap { field -> JSONObject.Member? in
            guard let text = call.form.text(field), !text.isEmpty else { return nil }
            return JSONObject.Member(name: field, value: .string(text))
        }
        do {
            _ = try await installations.put(name, JSONObject(members), keepsSecrets: true, for: call.caller)
            return Pages.redirect(to: "/installations", saying: "installation-saved")
        } catch let error as TenonError where error.code == .validationFailed {
            return try await page(call, entered: call.form.text("clientId"), error: error)
        }
    }

    private func delete(_ call: PersonCall) async throws -> Response {
        try await installations.delete(try call.visit.text("type"), for: call.caller)
        return Pages.redirect(to: "/installations", saying: "installation-deleted")
    }
}
