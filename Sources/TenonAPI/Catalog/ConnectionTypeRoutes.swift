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

/// `/api/v2/connection-types`: the catalogue.
struct ConnectionTypeRoutes: Sendable {
    let catalog: CatalogSource

    private static let all = "/api/v2/connection-types"

    var routes: [Route] {
        [
            Route(
                .get, Self.all, summary: "List the types that a connection can be made of",
                scope: .needs(.connectionsRead), role: .other("anyone with the scope"),
                audit: .nothing(because: "the catalogue holds no secret"), handler: list),
            Route(
                .get, "\(Self.all)/{name}", summary: "Read a connection type", scope: .needs(.connectionsRead),
                role: .other("anyone with the scope"), audit: .nothing(because: "the catalogue holds no secret"),
                handler: show),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let types = catalog.current.types(for: call.principal.organizationID).map { TenonWire.ConnectionType($0).json }
        return Response(json: ["connectionTypes": .array(types)])
    }

    private func show(_ call: Call) async throws -> Response {
        let name = try call.text("name")
        guard let type = try await catalog.type(named: name, for: call.principal.organizationID) else {
            throw TenonError.notFound("Connection type")
        }
        return Response(json: ["connectionType": TenonWire.ConnectionType(type).json])
    }
}

extension TenonWire.ConnectionType {
    init(_ type: TenonCatalog.ConnectionType) {
        self.init(
            name: type.name, label: type.label, theme: type.theme, auth: type.kind.rawValue,
            parameters: type.parameters.map(Parameter.init), scopes: type.scopes.map { Scope(id: $0.id, name: $0.name) }
        )
    }
}

extension TenonWire.ConnectionType.Parameter {
    init(_ parameter: TenonCatalog.Parameter) {
        self.init(
            name: parameter.name, label: parameter.label, type: parameter.kind.rawValue,
            required: parameter.isRequired, editable: parameter.isEditable, secret: parameter.isSecret,
            pattern: parameter.pattern?.source, help: parameter.help)
    }
}
