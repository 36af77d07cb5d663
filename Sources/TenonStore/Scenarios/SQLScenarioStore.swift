// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// Scenarios and the connections they name, in the tables `scenarios` and `scenario_connections`.
package struct SQLScenarioStore: ScenarioStore {
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func scenarios(in team: TeamID, page: Page) async throws -> [Scenario] {
        try await database.read { connection in
            try connection.rows(
                "SELECT * FROM scenarios WHERE team_id = ?1 ORDER BY \(page.orderBy(in: "scenarios")) LIMIT ?2 OFFSET ?3",
                team, page.rowsMax, page.rowsSkipped
            ).map(Scenario.init(row:))
        }
    }

    package func scenario(_ id: ScenarioID) async throws -> Scenario? {
        try await database.read { connection in
            try connection.row("SELECT * FROM scenarios WHERE id = ?1", id).map(Scenario.init(row:))
        }
    }

    package func scenarios(using connection: ConnectionID, in team: TeamID) async throws -> [Scenario] {
        try await database.read { try Self.scenarios(using: connection, in: team, on: $0) }
    }

    package func usages(in team: TeamID) async throws -> [ConnectionID: Int] {
        try await database.read { connection in
            let rows = try connection.rows(
                """
                SELECT connection_id, COUNT(*) AS usages FROM scenario_connections
                WHERE team_id = ?1 GROUP BY connection_id
                """, team)
            return try Dictionary(
                uniqueKeysWithValues: rows.map {
                    (try $0.value("connection_id"), Int(try $0.value("usages", as: Int64.self)))
                })
        }
    }

    package func insert(_ draft: NewScenario, audit: AuditDraft) async throws -> Scenario {
        try await database.write { connection in
            let row = try connection.insert(
                """
                INSERT INTO scenarios (team_id, name, blueprint, scheduling, created_at, updated_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?5)
                RETURNING *
                """, draft.teamID, draft.name, draft.blueprint, draft.scheduling, draft.createdAt)
            let scenario = try Scenario(row: row)
            try Self.refer(to: draft.references, from: scenario, on: connection)
            try AuditWriter.append(audit.about("scenario", scenario.id), on: connection)
            return scenario
        }
    }

    package func update(
        _ scenario: Scenario, references: [ConnectionReference], audit: AuditDraft
    ) async throws -> Scenario? {
        try await database.write { connection in
            let row = try connection.row(
                """
                UPDATE scenarios SET name = ?3, blueprint = ?4, scheduling = ?5, updated_at = ?6
                WHERE team_id = ?1 AND id = ?2
                RETURNING *
                """, scenario.teamID, scenario.id, scenario.name, scenario.blueprint, scenario.scheduling,
                scenario.updatedAt)
            guard let updated = try row.map(Scenario.init(row:)) else { return nil }
            try Self.forgetReferences(of: updated.id, in: updated.teamID, on: connection)
            try Self.refer(to: references, from: updated, on: connection)
            try AuditWriter.append(audit.about("scenario", updated.id), on: connection)
            return updated
        }
    }

    package func delete(_ id: ScenarioID, in team: TeamID, audit: AuditDraft) async throws -> Bool {
        try await database.write { connection in
            try Self.forgetReferences(of: id, in: team, on: connection)
            let deleted = try connection.change("DELETE FROM scenarios WHERE team_id = ?1 AND id = ?2", team, id)
            guard deleted > 0 else { return false }
            try AuditWriter.append(audit.about("scenario", id), on: connection)
            return true
        }
    }

    /// At most ``Page/limitMax`` of them.
    static func scenarios(
        using id: ConnectionID, in team: TeamID, on connection: any SQLConnection
    ) throws -> [Scenario] {
        try connection.rows(
            """
            SELECT scenarios.* FROM scenario_connections
            JOIN scenarios ON scenarios.team_id = scenario_connections.team_id
                AND scenarios.id = scenario_connections.scenario_id
            WHERE scenario_connections.team_id = ?1 AND scenario_connections.connection_id = ?2
            ORDER BY scenario_connections.scenario_id LIMIT ?3
            """, team, id, Page.limitMax
        ).map(Scenario.init(row:))
    }

    /// Takes the connection out of every scenario's references.
    static func forgetReferences(
        to id: ConnectionID, in team: TeamID, on connection: any SQLConnection
    ) throws {
        try connection.change(
            "DELETE FROM scenario_connections WHERE team_id = ?1 AND connection_id = ?2", team, id)
    }

    private static func forgetReferences(
        of id: ScenarioID, in team: TeamID, on connection: any SQLConnection
    ) throws {
        try connection.change("DELETE FROM scenario_connections WHERE team_id = ?1 AND scenario_id = ?2", team, id)
    }

    private static func refer(
        to references: [ConnectionReference], from scenario: Scenario, on connection: any SQLConnection
    ) throws {
        for reference in references {
            let found = try connection.row(
                "SELECT id FROM connections WHERE team_id = ?1 AND id = ?2", scenario.teamID, reference.id)
            guard found != nil else {
                throw TenonError(
                    .scenarioConnectionMissing, "Connection not found '\(reference.type):\(reference.id)'.")
            }
            try connection.change(
                """
                INSERT INTO scenario_connections (team_id, scenario_id, connection_id) VALUES (?1, ?2, ?3)
                ON CONFLICT (team_id, scenario_id, connection_id) DO NOTHING
                """, scenario.teamID, scenario.id, reference.id)
        }
    }
}

extension Scenario {
    fileprivate init(row: SQLRow) throws {
        self.init(
            id: try row.value("id"), teamID: try row.value("team_id"), name: try row.value("name"),
            blueprint: try row.value("blueprint"), scheduling: try row.value("scheduling"),
            createdAt: try row.value("created_at"), updatedAt: try row.value("updated_at"))
    }
}
