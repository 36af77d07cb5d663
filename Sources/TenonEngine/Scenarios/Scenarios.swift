// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// Scenarios: who consumes which connections.
package struct Scenarios: Sendable {
    /// What a client sends to make or change a scenario; `nil` is left out.
    package struct Draft: Sendable {
        package var name: String?
        /// JSON text.
        package var blueprint: String?
        /// JSON text.
        package var scheduling: String?

        package init(name: String? = nil, blueprint: String? = nil, scheduling: String? = nil) {
            self.name = name
            self.blueprint = blueprint
            self.scheduling = scheduling
        }
    }

    private static let defaultName = "New scenario"
    private static let defaultScheduling = #"{"type":"on-demand"}"#

    let store: any ScenarioStore
    let clock: any WallClock

    package init(store: any ScenarioStore, clock: any WallClock) {
        self.store = store
        self.clock = clock
    }

    package func list(in team: TeamID, page: Page, for caller: Caller) async throws -> [Scenario] {
        try caller.principal.require(.read, in: team)
        return try await store.scenarios(in: team, page: page)
    }

    /// How many scenarios of the team name each connection; one that none names is left out.
    package func usages(in team: TeamID, for caller: Caller) async throws -> [ConnectionID: Int] {
        try caller.principal.require(.read, in: team)
        return try await store.usages(in: team)
    }

    package func scenario(_ id: ScenarioID, for caller: Caller) async throws -> Scenario {
        guard let scenario = try await store.scenario(id), caller.principal.sees(scenario.teamID) else {
            throw TenonError.notFound("Scenario")
        }
        return scenario
    }

    /// Makes a scenario; `faults` are those the caller found already.
    package func create(
        _ draft: Draft, in team: TeamID?, faults: Faults = Faults(), for caller: Caller
    ) async throws -> Scenario {
        if let team { try caller.principal.require(.write, in: team) }
        var faults = faults
        if team == nil, faults.isEmpty { faults.missing("teamId") }
        if draft.blueprint == nil, faults.isEmpty { faults.missing("blueprint") }
        let parsed = check(draft, into: &faults)
        try faults.check()
        guard let team, let blueprint = draft.blueprint else { throw TenonError.validation(.missingValue) }
        let now = clock.now()
        let name = draft.name ?? parsed?["name"]?.string.flatMap { DisplayName.fault(in: $0) == nil ? $0 : nil }
        let new = NewScenario(
            teamID: team, name: name ?? Scenarios.defaultName, blueprint: blueprint,
            scheduling: draft.scheduling ?? Scenarios.defaultScheduling,
            references: parsed.map(BlueprintSearch.references) ?? [], createdAt: now)
        return try await store.insert(
            new,
            audit: caller.audit(
                .scenarioCreated, team: team, subject: nil, details: ["name": .string(new.name)], at: now))
    }

    package func update(_ id: ScenarioID, with draft: Draft, for caller: Caller) async throws -> Scenario {
        var scenario = try await scenario(id, for: caller)
        try caller.principal.require(.write, in: scenario.teamID)
        var faults = Faults()
        if draft.name == nil, draft.blueprint == nil, draft.scheduling == nil {
            faults.add("At least one of 'name', 'blueprint' and 'scheduling' is needed.")
        }
        let parsed = check(draft, into: &faults)
        try faults.check()
        let now = clock.now()
        scenario.name = draft.name ?? scenario.name
        scenario.blueprint = draft.blueprint ?? scenario.blueprint
        scenario.scheduling = draft.scheduling ?? scenario.scheduling
        scenario.updatedAt = now
        // What is stored was checked when it came, so it parses.
        let blueprint = try parsed ?? JSONReader.read(scenario.blueprint)
        let updated = try await store.update(
            scenario, references: BlueprintSearch.references(in: blueprint),
            audit: caller.audit(.scenarioChanged, team: scenario.teamID, subject: "scenario:\(id)", at: now))
        guard let updated else { throw TenonError.notFound("Scenario") }
        return updated
    }

    package func delete(_ id: ScenarioID, for caller: Caller) async throws {
        let scenario = try await scenario(id, for: caller)
        try caller.principal.require(.write, in: scenario.teamID)
        let audit = caller.audit(
            .scenarioDeleted, team: scenario.teamID, subject: "scenario:\(id)",
            details: ["name": .string(scenario.name)], at: clock.now())
        guard try await store.delete(id, in: scenario.teamID, audit: audit) else {
            throw TenonError.notFound("Scenario")
        }
    }

    /// Collects what is wrong with a draft, and returns its blueprint read.
    private func check(_ draft: Draft, into faults: inout Faults) -> JSON? {
        if let name = draft.name { DisplayName.check(name, as: "name", into: &faults) }
        if let scheduling = draft.scheduling { _ = object(scheduling, as: "scheduling", into: &faults) }
        return draft.blueprint.flatMap { object($0, as: "blueprint", into: &faults) }
    }

    private func object(_ text: String, as parameter: String, into faults: inout Faults) -> JSON? {
        do {
            let value = try JSONReader.read(text)
            if value.object != nil { return value }
            faults.invalid(parameter, "must be the text of a JSON object")
        } catch {
            faults.invalid(parameter, "is not JSON: \(error)")
        }
        return nil
    }
}
