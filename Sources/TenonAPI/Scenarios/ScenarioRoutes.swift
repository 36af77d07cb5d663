// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonEngine
internal import TenonHTTP
internal import TenonJSON
internal import TenonWire

/// `/api/v2/scenarios`: who uses which connections.
struct ScenarioRoutes: Sendable {
    let scenarios: Scenarios

    private static let all = "/api/v2/scenarios"
    private static let one = "/api/v2/scenarios/{scenarioId}"

    var routes: [Route] {
        [
            Route(
                .get, Self.all, summary: "List a team's scenarios", scope: .needs(.scenariosRead), role: .team(.read),
                audit: .nothing(because: "reads no secret"), handler: list),
            Route(
                .post, Self.all, summary: "Put a scenario on record", scope: .needs(.scenariosWrite),
                role: .team(.write), audit: .writes(.scenarioCreated), handler: create),
            Route(
                .get, Self.one, summary: "Read a scenario", scope: .needs(.scenariosRead), role: .team(.read),
                audit: .nothing(because: "reads no secret"), handler: show),
            Route(
                .get, "\(Self.one)/blueprint", summary: "Read a scenario's blueprint", scope: .needs(.scenariosRead),
                role: .team(.read), audit: .nothing(because: "reads no secret"), handler: blueprint),
            Route(
                .patch, Self.one, summary: "Change a scenario", scope: .needs(.scenariosWrite), role: .team(.write),
                audit: .writes(.scenarioChanged), handler: update),
            Route(
                .delete, Self.one, summary: "Take a scenario off the record", scope: .needs(.scenariosWrite),
                role: .team(.write), audit: .writes(.scenarioDeleted), handler: delete),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        var input = try await call.input()
        let required: TeamID? = input.identifier(query: "teamId")
        let page = input.page(sortedBy: .name)
        let columns = input.columns(of: TenonWire.Scenario.columns)
        let found = try await scenarios.list(in: try input.checked(required), page: page, for: call.caller)
        return Response("scenarios", found.map { columns.apply(to: TenonWire.Scenario($0).json) }, page: page)
    }

    private func create(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let columns = input.columns(of: TenonWire.Scenario.columns)
        let team: TeamID? = input.identifier(body: "teamId")
        let draft = Scenarios.Draft(
            name: input.optionalText(body: "name"), blueprint: input.jsonText(body: "blueprint"),
            scheduling: input.optionalJSONText(body: "scheduling"))
        let scenario = try await scenarios.create(draft, in: team, faults: input.faults, for: call.caller)
        return Response("scenario", columns.apply(to: TenonWire.Scenario(scenario).json))
    }

    private func show(_ call: Call) async throws -> Response {
        var input = try await call.input()
        let columns = input.columns(of: TenonWire.Scenario.columns)
        try input.check()
        let scenario = try await scenarios.scenario(try call.identifier("scenarioId"), for: call.caller)
        return Response("scenario", columns.apply(to: TenonWire.Scenario(scenario).json))
    }

    private func blueprint(_ call: Call) async throws -> Response {
        let scenario = try await scenarios.scenario(try call.identifier("scenarioId"), for: call.caller)
        let body = TenonWire.Scenario(scenario).json
        let answer: JSON = [
            "blueprint": try JSONReader.read(scenario.blueprint), "scheduling": body["scheduling"] ?? .null,
            "created": body["created"] ?? .null, "last_edit": body["lastEdit"] ?? .null,
        ]
        return Response(json: ["code": "OK", "response": answer])
    }

    private func update(_ call: Call) async throws -> Response {
        var input = try await call.input(body: .object)
        let columns = input.columns(of: TenonWire.Scenario.columns)
        let draft = Scenarios.Draft(
            name: input.optionalText(body: "name"), blueprint: input.optionalJSONText(body: "blueprint"),
            scheduling: input.optionalJSONText(body: "scheduling"))
        try input.check()
        let scenario = try await scenarios.update(try call.identifier("scenarioId"), with: draft, for: call.caller)
        return Response("scenario", columns.apply(to: TenonWire.Scenario(scenario).json))
    }

    private func delete(_ call: Call) async throws -> Response {
        let id: ScenarioID = try call.identifier("scenarioId")
        try await scenarios.delete(id, for: call.caller)
        return Response(json: ["scenario": JSON(id.rawValue)])
    }
}

extension TenonWire.Scenario {
    init(_ scenario: TenonDomain.Scenario) {
        self.init(
            id: scenario.id.rawValue, name: scenario.name, teamId: scenario.teamID.rawValue,
            scheduling: scenario.scheduling, lastEdit: scenario.updatedAt.iso8601, created: scenario.createdAt.iso8601)
    }
}
