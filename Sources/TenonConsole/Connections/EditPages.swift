// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import TenonCatalog
internal import TenonDomain
package import TenonEngine
package import TenonHTTP
internal import TenonJSON

/// `/connections/{id}/edit`: changing what was entered, field by field.
package struct EditPages: Sendable {
    let connections: Connections
    let pages: Pages

    package init(connections: Connections, pages: Pages) {
        self.connections = connections
        self.pages = pages
    }

    package var routes: [Route] {
        [
            Route(
                person: .get, "/connections/{connectionId}/edit", summary: "The form for a connection's data",
                scope: .needs(.connectionsWrite), role: .team(.write),
                audit: .nothing(because: "shows no secret"), handler: show),
            Route(
                person: .post, "/connections/{connectionId}/edit", summary: "Change a connection's data",
                scope: .needs(.connectionsWrite), role: .team(.write), audit: .writes(.connectionDataChanged),
                handler: change),
        ]
    }

    private func show(_ call: PersonCall) async throws -> Response {
        let form = try await connections.form(of: try call.visit.identifier("connectionId"), for: call.caller)
        return try page(call, form)
    }

    private func page(
        _ call: PersonCall, _ form: Connections.Form, entered: [String: String] = [:], faults: [String] = []
    ) throws -> Response {
        try pages.page(
            "edit", EditView(form, entered: entered, faults: faults, strings: pages.strings),
            titled: pages.strings("edit.title", ["name": form.view.connection.name]), at: .connections, for: call,
            status: faults.isEmpty ? .ok : .badRequest)
    }

    private func change(_ call: PersonCall) async throws -> Response {
        let id: ConnectionID = try call.visit.identifier("connectionId")
        let form = try await connections.form(of: id, for: call.caller)
        guard let type = form.view.type else { throw TenonError.notFound("Connection type") }
        let change = FormValues.change(call.form, for: type, stored: form.stored)
        do {
            try await connections.setData(of: id, to: change, missing: .keep, for: call.caller)
            let waits = type.needsPerson && form.view.connection.grant.refreshedAt != nil
            return Pages.redirect(to: "/connections/\(id)?said=\(waits ? "data-waits" : "data-changed")")
        } catch let error as TenonError where error.isForThePerson {
            return try page(
                call, form, entered: FormValues.entered(call.form, for: type),
                faults: pages.strings.sentences(of: error))
        }
    }
}

/// The form for changing a connection's data.
struct EditView {
    let id: String
    let name: String
    let tile: Tile
    let title: String
    let fields: [FieldView]
    let advanced: FieldGroup?
    let hasFaults: Bool
    let faults: [String]

    init(_ form: Connections.Form, entered: [String: String], faults: [String], strings: Strings) {
        let connection = form.view.connection
        id = connection.id.description
        name = connection.name
        tile = Tile(form.view.type, label: form.view.typeLabel)
        title = strings("edit.title", ["name": connection.name])
        let parameters = (form.view.type?.parameters ?? []).filter { $0.isEditable && $0.kind != .hidden }
        let shown = { (parameter: Parameter) in
            FieldView(
                parameter, entered: entered[parameter.name], shown: form.shown[parameter.name],
                stored: form.stored.contains(parameter.name))
        }
        fields = parameters.filter { !$0.isAdvanced }.map(shown)
        let rest = parameters.filter(\.isAdvanced).map(shown)
        advanced = rest.isEmpty ? nil : FieldGroup(fields: rest)
        self.faults = faults
        hasFaults = !faults.isEmpty
    }
}
