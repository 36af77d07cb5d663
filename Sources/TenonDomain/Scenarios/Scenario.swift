// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A consumer on record: a program that names connections, so that nobody deletes one it needs unawares.
package struct Scenario: Sendable, Hashable {
    package let id: ScenarioID
    package let teamID: TeamID
    package var name: String
    /// JSON text, as the client sent it.
    package var blueprint: String
    /// JSON text, as the client sent it.
    package var scheduling: String
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: ScenarioID, teamID: TeamID, name: String, blueprint: String, scheduling: String, createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.teamID = teamID
        self.name = name
        self.blueprint = blueprint
        self.scheduling = scheduling
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// A connection that a blueprint names.
package struct ConnectionReference: Sendable, Hashable {
    package let id: ConnectionID
    /// The module's package or type as the blueprint writes it, for error messages.
    package let type: String

    package init(id: ConnectionID, type: String) {
        self.id = id
        self.type = type
    }
}

package protocol ScenarioStore: Sendable {
    func scenarios(in team: TeamID, page: Page) async throws -> [Scenario]
    func scenario(_ id: ScenarioID) async throws -> Scenario?
    /// The scenarios of a team that name the connection.
    func scenarios(using connection: ConnectionID, in team: TeamID) async throws -> [Scenario]
    /// How many scenarios of the team name each connection; one that none names is left out.
    func usages(in team: TeamID) async throws -> [ConnectionID: Int]

    /// Writes the scenario and the connections it names.
    ///
    /// - Throws: ``TenonError`` `scenarioConnectionMissing` when the team has no such connection.
    func insert(_ draft: NewScenario, audit: AuditDraft) async throws -> Scenario
    /// - Returns: `nil` when there is no such scenario in that team.
    func update(
        _ scenario: Scenario, references: [ConnectionReference], audit: AuditDraft
    ) async throws -> Scenario?
    func delete(_ id: ScenarioID, in team: TeamID, audit: AuditDraft) async throws -> Bool
}

package struct NewScenario: Sendable {
    package let teamID: TeamID
    package let name: String
    package let blueprint: String
    package let scheduling: String
    package let references: [ConnectionReference]
    package let createdAt: Timestamp

    package init(
        teamID: TeamID, name: String, blueprint: String, scheduling: String, references: [ConnectionReference],
        createdAt: Timestamp
    ) {
        self.teamID = teamID
        self.name = name
        self.blueprint = blueprint
        self.scheduling = scheduling
        self.references = references
        self.createdAt = createdAt
    }
}
