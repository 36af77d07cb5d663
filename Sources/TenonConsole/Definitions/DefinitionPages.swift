// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import TenonCatalog
package import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/definitions`: the organization's custom apps, which its owners draft and publish.
package struct DefinitionPages: Sendable {
    let definitions: Definitions
    let access: Access
    let pages: Pages
    let clock: any WallClock

    package init(definitions: Definitions, access: Access, pages: Pages, clock: any WallClock) {
        self.definitions = definitions
        self.access = access
        self.pages = pages
        self.clock = clock
    }

    package var routes: [Route] {
        let (read, write) = (Route.Scope.needs(.sdkAppsRead), Route.Scope.needs(.sdkAppsWrite))
        let (member, owner) = (Route.Role.other("anyone in the organization"), Route.Role.organizationOwner)
        let shows = Route.Audit.nothing(because: "definitions hold no secret")
        let one = "/definitions/{app}"
        return [
            Route(
                person: .get, "/definitions", summary: "The custom apps", scope: read, role: member, audit: shows,
                handler: list),
            Route(
                person: .get, "/definitions/new", summary: "The form for a custom app", scope: write, role: owner,
                audit: shows, handler: form),
            Route(
                person: .post, "/definitions", summary: "Make a custom app", scope: write, role: owner,
                audit: .writes(.appCreated), handler: create),
            Route(
                person: .post, "/definitions/import", summary: "Make a custom app of an archive of Make's",
                scope: write, role: owner,
                audit: .writesWithParts(.appCreated, each: .appChanged), takesFiles: true,
                handler: importArchive),
            Route(
                person: .get, one, summary: "A custom app", scope: read, role: member, audit: shows, handler: show),
            Route(
                person: .post, one, summary: "Change what a custom app is called", scope: write, role: owner,
                audit: .writes(.appChanged), handler: update),
            Route(
                person: .post, "\(one)/publish", summary: "Publish a custom app", scope: write, role: owner,
                audit: .writes(.appPublished), handler: publish),
            Route(
                person: .post, "\(one)/delete", summary: "Delete a custom app", scope: write, role: owner,
                audit: .writes(.appDeleted), handler: delete),
            Route(
                person: .get, "\(one)/definition.yaml", summary: "A custom app as a file for an operator's folder",
                scope: read, role: member, audit: shows, handler: download),
            Route(
                person: .post, "\(one)/connections", summary: "Add a connection type to a custom app", scope: write,
                role: owner, audit: .writes(.appChanged), handler: addConnection),
        ]
    }

    private func list(_ call: PersonCall) async throws -> Response {
        let view = DefinitionListView(
            try await definitions.apps(for: call.caller), canChange: call.isOwner, at: clock.now(),
            strings: pages.strings)
        return try pages.page(
            "definitions", view, titled: pages.strings("definitions.title"), at: .definitions, for: call)
    }

    // MARK: - Making

    private func form(_ call: PersonCall) async throws -> Response {
        try call.principal.requireOrganizationOwner()
        return try formPage(call, DefinitionForm())
    }

    private func formPage(_ call: PersonCall, _ form: DefinitionForm, error: TenonError? = nil) throws -> Response {
        try formPage(call, NewDefinitionView(form, error: error, strings: pages.strings), status: error.pageStatus)
    }

    private func formPage(
        _ call: PersonCall, _ view: NewDefinitionView, status: HTTPResponse.Status
    ) throws -> Response {
        try pages.page(
            "new-definition", view, titled: pages.strings("definitions.new"), at: .definitions, for: call,
            status: status)
    }

    private func create(_ call: PersonCall) async throws -> Response {
        let form = DefinitionForm(call.form)
        do {
            let app = try await definitions.create(form.wish, for: call.caller)
            let first = try await definitions.createConnection(
                of: app.name, template: form.template, label: app.label, for: call.caller)
            return Pages.redirect(
                to: EditorView.path(of: .api, of: first.name, in: app.name), saying: "definition-created")
        } catch let error as TenonError where error.isForThePerson {
            return try formPage(call, form, error: error)
        }
    }

    /// Makes an app of an archive, or tells everything that is wrong with it.
    private func importArchive(_ call: PersonCall) async throws -> Response {
        try call.principal.requireOrganizationOwner()
        func refuse(_ findings: [Finding] = [], _ error: TenonError? = nil) throws -> Response {
            let view = NewDefinitionView(
                DefinitionForm(), findings: findings, importError: error, strings: pages.strings)
            return try formPage(call, view, status: error == nil ? .badRequest : error.pageStatus)
        }
        guard let file = call.files["archive"] else { return try refuse([], .validation(.archiveMissing)) }
        let read = AppImport.read(archive: file.bytes, file: file.name)
        guard !read.findings.contains(where: { $0.severity == .error }) else { return try refuse(read.findings) }
        do {
            let imported = try await definitions.importApp(read.source, for: call.caller)
            return Pages.redirect(
                to: "/definitions/\(imported.app.name)",
                saying: imported.leavesCommonOut ? "definition-imported-common" : "definition-imported")
        } catch let error as TenonError where error.isForThePerson {
            return try refuse([], error)
        }
    }

    // MARK: - One app

    private func show(_ call: PersonCall) async throws -> Response { try await page(call) }

    private func page(
        _ call: PersonCall, entered: DefinitionForm? = nil, error: TenonError? = nil
    ) async throws -> Response {
        let name = try call.visit.text("app")
        let (draft, published) = try await definitions.draft(comparedWithPublished: name, for: call.caller)
        let facts = DefinitionAppView.Facts(
            draft: draft, published: published, findings: try await definitions.lint(name, for: call.caller),
            consequences: try await definitions.consequences(of: name, for: call.caller),
            versions: try await definitions.versions(of: name, for: call.caller),
            people: try await access.names(for: call), canChange: call.isOwner)
        let view = DefinitionAppView(
            facts, form: entered ?? DefinitionForm(draft.app), error: error, at: clock.now(), strings: pages.strings)
        return try pages.page(
            "definition", view, titled: draft.app.label, at: .definitions, for: call, status: error.pageStatus)
    }

    private func update(_ call: PersonCall) async throws -> Response {
        let form = DefinitionForm(call.form)
        return try await doing(call, entered: form, saying: "definition-saved") { name in
            _ = try await definitions.update(name, form.change, for: call.caller)
        }
    }

    private func publish(_ call: PersonCall) async throws -> Response {
        try await doing(call, saying: "definition-published") { name in
            _ = try await definitions.publish(name, for: call.caller)
        }
    }

    private func delete(_ call: PersonCall) async throws -> Response {
        try await doing(call, to: "/definitions", saying: "definition-deleted") { name in
            try await definitions.delete(name, for: call.caller)
        }
    }

    private func addConnection(_ call: PersonCall) async throws -> Response {
        let form = DefinitionForm(call.form)
        return try await doing(call, saying: "definition-saved") { name in
            _ = try await definitions.createConnection(
                of: name, template: form.template, label: form.label.isEmpty ? nil : form.label, for: call.caller)
        }
    }

    /// Does it and goes on, or says on the app's page why it cannot be done.
    private func doing(
        _ call: PersonCall, entered: DefinitionForm? = nil, to path: String? = nil, saying said: String,
        _ body: (String) async throws -> Void
    ) async throws -> Response {
        let name = try call.visit.text("app")
        do {
            try await body(name)
            return Pages.redirect(to: path ?? "/definitions/\(name)", saying: said)
        } catch let error as TenonError where error.isForThePerson {
            return try await page(call, entered: entered, error: error)
        }
    }

    private func download(_ call: PersonCall) async throws -> Response {
        let name = try call.visit.text("app")
        let text = try await definitions.definitionText(of: name, for: call.caller)
        var response = Response(
            status: .ok,
            headers: [
                .contentType: "application/yaml; charset=utf-8",
                // The server gives the names of apps: letters, digits and hyphens.
                .contentDisposition: "attachment; filename=\"\(name).yaml\"",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        PageSecurity.apply(to: &response)
        return response
    }
}

extension PersonCall {
    /// Whether the person owns the organization.
    var isOwner: Bool { principal.user.organizationRole == .owner }
}

extension Access {
    private static let namesMax = 1000

    /// The names of the organization's people, as far as a page needs them.
    func names(for call: PersonCall) async throws -> [UserID: String] {
        let users = try await users(
            of: call.principal.organizationID, page: Page(limit: Self.namesMax, sortBy: .id), for: call.caller)
        return Dictionary(users.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    }
}
