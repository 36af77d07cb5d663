// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonCatalog
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP
internal import TenonJSON
internal import TenonWire

/// `/api/v2/sdk/apps`: the organization's own apps.
struct AppRoutes: Sendable {
    let definitions: Definitions

    private static let all = "/api/v2/sdk/apps"
    private static let one = "/api/v2/sdk/apps/{app}"
    static let readers = Route.Role.other("anyone in the organization")
    static let silence = Route.Audit.nothing(because: "definitions hold no secret")

    /// Make's own paths, with a major version, of which there is one here.
    private static let versioned = "/api/v2/sdk/apps/{app}/1"

    var routes: [Route] {
        [
            Route(
                .get, Self.all, summary: "List the organization's apps", scope: .needs(.sdkAppsRead),
                role: Self.readers, audit: Self.silence, handler: list),
            Route(
                .post, Self.all, summary: "Make an app", scope: .needs(.sdkAppsWrite), role: .organizationOwner,
                audit: .writes(.appCreated), handler: create),
            Route(
                .post, "\(Self.all)/import", summary: "Make an app with all its texts", scope: .needs(.sdkAppsWrite),
                role: .organizationOwner, audit: .writesWithParts(.appCreated, each: .appChanged),
                handler: importApp),
            Route(
                .get, "\(Self.one)/lint", summary: "What is found in an app's draft", scope: .needs(.sdkAppsRead),
                role: Self.readers, audit: Self.silence, handler: lint),
            Route(
                .post, "\(Self.one)/publish", summary: "Make an app's draft its newest version",
                scope: .needs(.sdkAppsWrite), role: .organizationOwner, audit: .writes(.appPublished),
                handler: publish),
            Route(
                .get, "\(Self.one)/versions", summary: "List the published versions of an app",
                scope: .needs(.sdkAppsRead), role: Self.readers, audit: Self.silence, handler: versions),
        ] + routes(at: Self.one) + routes(at: Self.versioned)
    }

    private func routes(at path: String) -> [Route] {
        [
            Route(
                .get, path, summary: "Read an app", scope: .needs(.sdkAppsRead), role: Self.readers,
                audit: Self.silence, handler: show),
            Route(
                .patch, path, summary: "Change what is said of an app", scope: .needs(.sdkAppsWrite),
                role: .organizationOwner, audit: .writes(.appChanged), handler: update),
            Route(
                .delete, path, summary: "Delete an app that no connection uses", scope: .needs(.sdkAppsWrite),
                role: .organizationOwner, audit: .writes(.appDeleted), handler: delete),
            Route(
                .get, "\(path)/base", summary: "Read how an app's requests are authenticated",
                scope: .needs(.sdkAppsRead), role: Self.readers, audit: Self.silence, handler: base),
            Route(
                .put, "\(path)/base", summary: "Set how an app's requests are authenticated",
                scope: .needs(.sdkAppsWrite), role: .organizationOwner, audit: .writes(.appChanged), handler: setBase),
        ]
    }

    private func name(_ call: Call) throws -> String { try call.text("app") }

    private func list(_ call: Call) async throws -> Response {
        var input = try await call.input()
        let columns = input.columns(of: TenonWire.App.columns)
        try input.check()
        let apps = try await definitions.apps(for: call.caller)
        return Response(
            json: ["apps": .array(apps.map { .object(columns.apply(to: TenonWire.App($0).json)) })])
    }

    private func create(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let form = Definitions.AppForm(&input)
        let app = try await definitions.create(form, faults: input.faults, for: call.caller)
        return Response("app", TenonWire.App(app).json)
    }

    private func importApp(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let body = AppImportBody(&input)
        let imported = try await definitions.importApp(
            body.source, description: body.description, faults: input.faults, for: call.caller)
        return Response(
            json: [
                "app": .object(TenonWire.App(imported.app).json),
                "connections": .array(imported.connections.map { .object(TenonWire.AppConnection($0).json) }),
                "findings": .array(imported.warnings.map { .object(DefinitionFinding($0).json) }),
            ])
    }

    private func show(_ call: Call) async throws -> Response {
        var input = try await call.input()
        let columns = input.columns(of: TenonWire.App.columns)
        try input.check()
        let app = try await definitions.app(try name(call), for: call.caller)
        return Response("app", columns.apply(to: TenonWire.App(app).json))
    }

    private func update(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let form = Definitions.AppForm(&input)
        let app = try await definitions.update(
            try name(call), form, faults: input.faults, for: call.caller)
        return Response("app", TenonWire.App(app).json)
    }

    private func delete(_ call: Call) async throws -> Response {
        let name = try name(call)
        try await definitions.delete(name, for: call.caller)
        return Response(json: ["app": .string(name)])
    }

    private func base(_ call: Call) async throws -> Response {
        Response(jsoncText: try await definitions.base(of: try name(call), for: call.caller))
    }

    private func setBase(_ call: Call) async throws -> Response {
        let name = try name(call)
        return .changed(try await definitions.setBase(of: name, to: try await call.document(), for: call.caller))
    }

    private func lint(_ call: Call) async throws -> Response {
        let findings = try await definitions.lint(try name(call), for: call.caller)
        return Response(json: ["findings": .array(findings.map { .object(DefinitionFinding($0).json) })])
    }

    private func publish(_ call: Call) async throws -> Response {
        let published = try await definitions.publish(try name(call), for: call.caller)
        let warnings = published.warnings.map { JSON.object(DefinitionFinding($0).json) }
        return Response("published", ["version": JSON(published.version), "warnings": .array(warnings)])
    }

    private func versions(_ call: Call) async throws -> Response {
        let versions = try await definitions.versions(of: try name(call), for: call.caller)
        return Response(json: ["versions": .array(versions.map { .object(TenonWire.AppVersion($0).json) })])
    }
}

extension Response {
    /// The answer to a text that was stored, with what its author should look at.
    static func changed(_ warnings: [Finding]) -> Response {
        Response(json: ["change": [:], "warnings": .array(warnings.map { .object(DefinitionFinding($0).json) })])
    }
}

extension Definitions.AppForm {
    /// What making and changing have in common; members of Make's that mean nothing here are passed over.
    fileprivate init(_ input: inout Input) {
        self.init(
            name: input.optionalText(body: "name"), label: input.optionalText(body: "label"),
            description: input.optionalText(body: "description"), theme: input.optionalText(body: "theme"),
            documentation: input.optionalText(body: "docs"), language: input.optionalText(body: "language"),
            countries: input.body?["countries"])
    }
}

extension TenonWire.App {
    init(_ app: CustomApp) {
        self.init(
            name: app.name, label: app.label, description: app.description, theme: app.theme, language: app.language,
            countries: app.countries.array?.compactMap(\.string), docs: app.documentation,
            published: app.publishedVersion == 0 ? nil : Int64(app.publishedVersion),
            changed: app.hasUnpublishedChanges, created: app.createdAt.iso8601, updated: app.updatedAt.iso8601)
    }
}

extension TenonWire.AppVersion {
    init(_ version: TenonDomain.AppVersion) {
        self.init(
            version: Int64(version.version), published: version.publishedAt.iso8601,
            publishedBy: version.publishedBy.rawValue)
    }
}

extension DefinitionFinding {
    init(_ finding: Finding) {
        self.init(
            severity: finding.severity.rawValue, file: finding.file, line: Int64(finding.line),
            column: Int64(finding.column), message: finding.message)
    }
}
