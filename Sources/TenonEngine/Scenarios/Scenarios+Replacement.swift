// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// Which scenarios use a connection, and putting another in its place.
extension Scenarios {
    /// The scenarios that name the connection, as far as the caller may know.
    package func using(_ connection: Connection, for caller: Caller) async throws -> [Scenario] {
        guard caller.principal.sees(connection) else { throw TenonError.notFound("Connection") }
        try caller.principal.require(.read, in: connection.teamID)
        return try await store.scenarios(using: connection.id, in: connection.teamID)
    }

    /// Puts `other` in the place of `connection` wherever a scenario names it, scenario by scenario.
    ///
    /// - Returns: how many scenarios were changed.
    /// - Throws: ``TenonError`` when the two are of different teams or types.
    package func replace(_ connection: Connection, by other: Connection, for caller: Caller) async throws -> Int {
        guard caller.principal.sees(connection), caller.principal.sees(other) else {
            throw TenonError.notFound("Connection")
        }
        try caller.principal.require(.write, in: connection.teamID)
        guard connection.teamID == other.teamID, connection.type == other.type, connection.id != other.id else {
            throw TenonError.validation(["Only another connection of the same type and team can take its place."])
        }
        let scenarios = try await store.scenarios(using: connection.id, in: connection.teamID)
        for scenario in scenarios {
            // What is stored was checked when it came, so it parses.
            let blueprint = BlueprintSearch.replacing(
                connection.id, by: other.id, in: try JSONReader.read(scenario.blueprint))
            _ = try await update(scenario.id, with: Draft(blueprint: blueprint.text()), for: caller)
        }
        return scenarios.count
    }
}
