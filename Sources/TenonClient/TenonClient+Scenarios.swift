// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON
public import TenonWire

/// Scenarios: programs on record that use connections.
extension TenonClient {
    /// The scenarios of a team.
    public func scenarios(inTeam team: Int64) async throws -> [Scenario] {
        try await read(.scenarios(inTeam: team)) { try $0.bodies("scenarios", Scenario.init(json:)) }
    }

    /// One scenario.
    public func scenario(_ id: Int64) async throws -> Scenario {
        try await read(.scenario(id)) { try $0.body("scenario", Scenario.init(json:)) }
    }

    /// A scenario's blueprint, as JSON text.
    public func blueprint(ofScenario id: Int64) async throws -> String {
        try await read(.blueprint(ofScenario: id)) { answer in
            try answer.body("response") { try BodyReader($0).body("blueprint") { $0.text() } }
        }
    }

    /// Puts a scenario on record; `blueprint` and `scheduling` are JSON text.
    public func createScenario(
        inTeam team: Int64, blueprint: String, scheduling: String = #"{"type":"on-demand"}"#, named name: String? = nil
    ) async throws -> Scenario {
        let call = Call.createScenario(inTeam: team, blueprint: blueprint, scheduling: scheduling, name: name)
        return try await read(call) { try $0.body("scenario", Scenario.init(json:)) }
    }

    /// Changes what is given of a scenario.
    public func updateScenario(
        _ id: Int64, name: String? = nil, blueprint: String? = nil, scheduling: String? = nil
    ) async throws -> Scenario {
        try await read(.updateScenario(id, name: name, blueprint: blueprint, scheduling: scheduling)) {
            try $0.body("scenario", Scenario.init(json:))
        }
    }

    /// Takes a scenario off the record.
    public func deleteScenario(_ id: Int64) async throws { _ = try await answer(to: .deleteScenario(id)) }
}
