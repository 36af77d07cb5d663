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

/// `/api/v2/sdk/apps/{app}/connections` and `/api/v2/sdk/apps/connections/{name}`: the connection types of own apps.
struct AppConnectionRoutes: Sendable {
    let definitions: Definitions

    private static let all = "/api/v2/sdk/apps/{app}/connections"
    private static let one = "/api/v2/sdk/apps/connections/{name}"

    var routes: [Route] {
        [
            Route(
                .get, Self.all, summary: "List the connection types of an app", scope: .needs(.sdkAppsRead),
                role: AppRoutes.readers, audit: AppRoutes.silence, handler: list),
            Route(
                .post, Self.all, summary: "Make a connection type of a template", scope: .needs(.sdkAppsWrite),
                role: .organizationOwner, audit: .writes(.appChanged), handler: create),
            Route(
                .get, Self.one, summary: "Read a connection type of an app", scope: .needs(.sdkAppsRead),
                role: AppRoutes.readers, audit: AppRoutes.silence, handler: show),
            Route(
                .patch, Self.one, summary: "Rename a connection type of an app", scope: .needs(.sdkAppsWrite),
                role: .organizationOwner, audit: .writes(.appChanged), handler: update),
            Route(
                .delete, Self.one, summary: "Delete a connection type that no connection uses",
                scope: .needs(.sdkAppsWrite), role: .organizationOwner, audit: .writes(.appChanged), handler: delete),
            Route(
                .get, "\(Self.one)/common", summary: "Which values of the organization's client are set",
                scope: .needs(.sdkAppsRead), role: AppRoutes.readers,
                audit: .nothing(because: "shows identifiers, and the names of secrets"), handler: common),
            Route(
                .put, "\(Self.one)/common", summary: "Set the organization's client for a connection type",
                scope: .needs(.sdkAppsWrite), role: .organizationOwner, audit: .writes(.installationChanged),
                handler: setCommon),
            Route(
                .get, "\(Self.one)/{section}", summary: "Read a section of a connection type",
                scope: .needs(.sdkAppsRead), role: AppRoutes.readers, audit: AppRoutes.silence, handler: section),
            Route(
                .put, "\(Self.one)/{section}", summary: "Set a section of a connection type",
                scope: .needs(.sdkAppsWrite), role: .organizationOwner, audit: .writes(.appChanged),
                handler: setSection),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let found = try await definitions.connections(of: try call.text("app"), for: call.caller)
        return Response(json: ["appConnections": .array(found.map { .object(TenonWire.AppConnection($0).json) })])
    }

    private func create(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let (type, label) = (input.text(body: "type"), input.optionalText(body: "label"))
        let made = try await definitions.createConnection(
            of: try call.text("app"), template: type, label: label, faults: input.faults, for: call.caller)
        return Response("appConnection", TenonWire.AppConnection(made).json)
    }

    private func show(_ call: Call) async throws -> Response {
        let found = try await definitions.connection(try call.text("name"), for: call.caller)
        return Response("appConnection", TenonWire.AppConnection(found).json)
    }

    private func update(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let label = input.optionalText(body: "label")
        let changed = try await definitions.updateConnection(
            try call.text("name"), label: label, faults: input.faults, for: call.caller)
        return Response("appConnection", TenonWire.AppConnection(changed).json)
    }

    private func delete(_ call: Call) async throws -> Response {
        let name = try call.text("name")
        try await definitions.deleteConnection(name, for: call.caller)
        return Response(json: ["appConnection": .string(name)])
    }

    // MARK: - Sections

    /// Those that are stored with the definition; `common` is not.
    private func sectionName(_ call: Call) throws -> ConnectionSection {
        guard let section = ConnectionSection(rawValue: try call.text("section")), section != .common else {
            throw TenonError.notFound("Section")
        }
        return section
    }

    private func section(_ call: Call) async throws -> Response {
        let section = try sectionName(call)
        return Response(
            jsoncText: try await definitions.section(section, of: try call.text("name"), for: call.caller))
    }

    private func setSection(_ call: Call) async throws -> Response {
        let (section, name) = (try sectionName(call), try call.text("name"))
        return .changed(
            try await definitions.setSection(section, of: name, to: try await call.document(), for: call.caller))
    }

    private func common(_ call: Call) async throws -> Response {
        let view = try await definitions.common(of: try call.text("name"), for: call.caller)
        var body = view?.shown ?? JSONObject()
        body.append("secrets", JSON(view?.secretNames ?? []))
        return Response(json: .object(body))
    }

    private func setCommon(_ call: Call) async throws -> Response {
        let input = try await call.input(body: .object)
        try await definitions.setCommon(
            of: try call.text("name"), to: try input.checked(input.body), for: call.caller)
        return Response(json: ["changed": true])
    }
}

extension TenonWire.AppConnection {
    init(_ connection: TenonDomain.AppConnection) {
        self.init(name: connection.name, label: connection.label, type: connection.kind.rawValue)
    }
}
