// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP
internal import TenonJSON
internal import TenonWire

/// `/api/v2/connections`: list, create, read, rename and delete connections.
struct ConnectionRoutes: Sendable {
    let connections: Connections
    let scenarios: Scenarios
    let dialect: Dialect
    let answers: AnswerCache

    private static let all = "/api/v2/connections"
    private static let one = "/api/v2/connections/{connectionId}"

    var routes: [Route] {
        [
            Route(
                .get, Self.all, summary: "List a team's connections", scope: .needs(.connectionsRead),
                role: .team(.read), audit: .nothing(because: "reads no secret"), handler: list),
            Route(
                .post, Self.all, summary: "Create a connection", scope: .needs(.connectionsWrite),
                role: .team(.write), audit: .writes(.connectionCreated), handler: create),
            Route(
                .get, Self.one, summary: "Read a connection", scope: .needs(.connectionsRead), role: .team(.read),
                audit: .nothing(because: "reads no secret"), handler: show),
            Route(
                .patch, Self.one, summary: "Rename a connection", scope: .needs(.connectionsWrite),
                role: .team(.write), audit: .writes(.connectionRenamed), handler: rename),
            Route(
                .delete, Self.one, summary: "Delete a connection", scope: .needs(.connectionsWrite),
                role: .team(.write), audit: .writes(.connectionDeleted), handler: delete),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        try await answers.answer(to: call) { try await listed(call) }
    }

    private func listed(_ call: Call) async throws -> JSON {
        var input = try await call.input()
        let required: TeamID? = input.identifier(query: "teamId")
        let page = input.page(sortedBy: .name)
        let columns = input.columns(of: TenonWire.Connection.columns(.listed, in: dialect))
        let team = try input.checked(required)
        let found = try await connections.list(
            in: team, types: input.query.array("type"), scopes: scopesByType(input.query), page: page,
            for: call.caller)
        let usages = dialect.listNamesAuthorAndUsages ? try await scenarios.usages(in: team, for: call.caller) : [:]
        let entries = found.map { view in
            let body = TenonWire.Connection(view, in: dialect, usages: usages[view.connection.id] ?? 0)
            return JSON.object(columns.apply(to: body.json(.listed, in: dialect)))
        }
        return ["connections": .array(entries)]
    }

    /// Parameters named after a type carry scopes: every array that is none of the call's own.
    private func scopesByType(_ query: Query) -> [String: [String]] {
        let own: Set = ["teamId", "type", "cols", "pg"]
        let names = query.names.filter { !own.contains($0) }
        return Dictionary(uniqueKeysWithValues: names.map { ($0, query.array($0) ?? []) })
    }

    private func create(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let team: TeamID? = input.identifier(query: "teamId")
        let draft = Connections.Draft(&input)
        let view = try await connections.create(draft, in: team, faults: input.faults, for: call.caller)
        return Response("connection", TenonWire.Connection(view, in: dialect).json(.created, in: dialect))
    }

    private func show(_ call: Call) async throws -> Response {
        let id: ConnectionID = try call.identifier("connectionId")
        return try await answers.answer(to: call, about: id) { try await shown(id, call) }
    }

    private func shown(_ id: ConnectionID, _ call: Call) async throws -> JSON {
        var input = try await call.input()
        let columns = input.columns(of: TenonWire.Connection.columns(.shown, in: dialect))
        try input.check()
        let view = try await connections.connection(id, for: call.caller)
        let body = TenonWire.Connection(view, in: dialect).json(.shown, in: dialect)
        return ["connection": .object(columns.apply(to: body))]
    }

    private func rename(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let columns = input.columns(of: TenonWire.Connection.columns(.renamed, in: dialect))
        let name = input.text(body: "name")
        let view = try await connections.rename(
            try call.identifier("connectionId"), to: try input.checked(name), for: call.caller)
        let body = TenonWire.Connection(view, in: dialect).json(.renamed, in: dialect)
        return Response("connection", columns.apply(to: body))
    }

    private func delete(_ call: Call) async throws -> Response {
        var input = try await call.input()
        let isConfirmed = input.bool(query: "confirmed", default: false)
        try input.check()
        let id: ConnectionID = try call.identifier("connectionId")
        try await connections.delete(id, isConfirmed: isConfirmed, for: call.caller)
        return Response(json: ["connection": JSON(id.rawValue)])
    }
}

extension Connections.Draft {
    /// The flat body of a creation: every member that is none of the call's own is a value for the type.
    init(_ input: inout Input) {
        let own = ["accountName", "accountType", "scopes", "teamId"]
        self.init(
            name: input.optionalText(body: "accountName"), type: input.text(body: "accountType"),
            scopes: input.optionalTexts(body: "scopes") ?? [],
            values: JSONObject((input.body?.members ?? []).filter { !own.contains($0.name) }))
    }
}
