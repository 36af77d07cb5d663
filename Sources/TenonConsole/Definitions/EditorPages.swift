// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonCatalog
internal import TenonDomain
package import TenonEngine
package import TenonHTTP

/// `/definitions/{app}/base` and `/definitions/{app}/connections/…`: the texts of a custom app, checked while one types.
package struct EditorPages: Sendable {
    let definitions: Definitions
    let pages: Pages

    package init(definitions: Definitions, pages: Pages) {
        self.definitions = definitions
        self.pages = pages
    }

    package var routes: [Route] {
        let (read, write) = (Route.Scope.needs(.sdkAppsRead), Route.Scope.needs(.sdkAppsWrite))
        let (member, owner) = (Route.Role.other("anyone in the organization"), Route.Role.organizationOwner)
        let shows = Route.Audit.nothing(because: "definitions hold no secret")
        let base = "/definitions/{app}/base"
        let type = "/definitions/{app}/connections/{name}"
        let section = "\(type)/sections/{section}"
        return [base, section].flatMap { path -> [Route] in
            [
                Route(
                    person: .get, path, summary: "The editor of a text of a custom app", scope: read, role: member,
                    audit: shows, handler: show),
                Route(
                    person: .post, path, summary: "Store a text of a custom app", scope: write, role: owner,
                    audit: .writes(.appChanged), handler: save),
                Route(
                    person: .post, "\(path)/check", summary: "What would be found in a text of a custom app",
                    scope: read, role: member, audit: .nothing(because: "stores nothing"), handler: check),
            ]
        } + [
            Route(
                person: .post, type, summary: "Rename a connection type of a custom app", scope: write, role: owner,
                audit: .writes(.appChanged), handler: rename),
            Route(
                person: .post, "\(type)/delete", summary: "Delete a connection type of a custom app", scope: write,
                role: owner, audit: .writes(.appChanged), handler: delete),
        ]
    }

    /// The text that the address names.
    private func subject(_ call: PersonCall) async throws -> EditorView.Subject {
        // The address of the base names no type.
        guard let name = try? call.visit.text("name") else { return .base }
        let type = try await connection(name, call)
        guard let section = ConnectionSection(rawValue: try call.visit.text("section")),
            EditorView.Subject.sections.contains(section)
        else { throw TenonError.notFound("Section") }
        return .section(section, of: type)
    }

    private func connection(_ name: String, _ call: PersonCall) async throws -> AppConnection {
        let type = try await definitions.connection(name, for: call.caller)
        guard type.app == (try call.visit.text("app")) else { throw TenonError.notFound("App connection") }
        return type
    }

    private func findings(
        in subject: EditorView.Subject, as text: String, _ call: PersonCall
    ) async throws -> [Finding] {
        switch subject {
        case .base: try await definitions.checkBase(of: try call.visit.text("app"), as: text, for: call.caller)
        case .section(let section, let type):
            try await definitions.check(section, of: type.name, as: text, for: call.caller)
        }
    }

    // MARK: - Texts

    private func show(_ call: PersonCall) async throws -> Response { try await page(call, try await subject(call)) }

    private func page(
        _ call: PersonCall, _ subject: EditorView.Subject, entered: String? = nil, isRefused: Bool = false
    ) async throws -> Response {
        let (draft, published) = try await definitions.draft(
            comparedWithPublished: try call.visit.text("app"), for: call.caller)
        let line = call.visit.query.text("line").flatMap { Int($0) }
        let view = EditorView(
            subject, of: draft, published: published, entered: entered,
            findings: try await findings(in: subject, as: entered ?? subject.text(in: draft), call),
            place: line.map { (line: $0, column: call.visit.query.text("column").flatMap { Int($0) } ?? 1) },
            canChange: call.isOwner, isRefused: isRefused, strings: pages.strings)
        return try pages.page(
            "editor", view, titled: "\(view.heading) – \(view.appLabel)", at: .definitions, for: call,
            status: isRefused ? .badRequest : .ok)
    }

    private func save(_ call: PersonCall) async throws -> Response {
        try call.principal.requireOrganizationOwner()
        let (subject, app) = (try await subject(call), try call.visit.text("app"))
        let text = call.definitionText
        // What is wrong is shown beside the text, with its places.
        if try await findings(in: subject, as: text, call).contains(where: { $0.severity == .error }) {
            return try await page(call, subject, entered: text, isRefused: true)
        }
        switch subject {
        case .base: _ = try await definitions.setBase(of: app, to: text, for: call.caller)
        case .section(let section, let type):
            _ = try await definitions.setSection(section, of: type.name, to: text, for: call.caller)
        }
        return Pages.redirect(to: subject.path(in: app), saying: "definition-text-saved")
    }

    /// The list of findings, for a script that asks while somebody types.
    private func check(_ call: PersonCall) async throws -> Response {
        let found = try await findings(in: try await subject(call), as: call.definitionText, call)
        let view = FindingList(found, in: try call.visit.text("app"), strings: pages.strings)
        return try pages.fragment("findings", view, for: call)
    }

    // MARK: - Connection types

    private func rename(_ call: PersonCall) async throws -> Response {
        let type = try await connection(try call.visit.text("name"), call)
        _ = try await definitions.updateConnection(
            type.name, label: call.form.text("label") ?? "", for: call.caller)
        return Pages.redirect(to: "/definitions/\(type.app)", saying: "definition-saved")
    }

    private func delete(_ call: PersonCall) async throws -> Response {
        let type = try await connection(try call.visit.text("name"), call)
        try await definitions.deleteConnection(type.name, for: call.caller)
        return Pages.redirect(to: "/definitions/\(type.app)", saying: "definition-connection-deleted")
    }
}

extension PersonCall {
    /// The text in the form, whose lines end as files' do; browsers send what HTTP forms have.
    fileprivate var definitionText: String { (form.text("text") ?? "").replacing("\r\n", with: "\n") }
}
