// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonStore
import Testing

/// What the store of scenarios promises.
@Suite(.temporaryDirectory) struct ScenarioStoreContract {
    @Test(arguments: Backend.allCases)
    func `a scenario is stored with the connections it names, each once`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let crm = try await fixture.addConnection("crm")
        let mail = try await fixture.addConnection("mail")
        let scenario = try await fixture.addScenario("sync", naming: [crm, mail, crm])
        #expect(try await fixture.scenarios.scenario(scenario.id) == scenario)
        #expect(try await fixture.scenarios.scenarios(using: crm.id, in: fixture.team.id) == [scenario])
        #expect(try await fixture.scenarios.scenarios(using: mail.id, in: fixture.team.id) == [scenario])
        #expect(try await fixture.entries().last?.draft.subject == "scenario:\(scenario.id)")
        let other = try await fixture.addTeam("Other")
        #expect(try await fixture.scenarios.scenarios(using: crm.id, in: other.id) == [])
    }

    @Test(arguments: Backend.allCases)
    func `a connection that the team lacks is named, and nothing is stored`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let other = try await fixture.addTeam("Other")
        let mine = try await fixture.addConnection("mine")
        let foreign = try await fixture.addConnection("foreign", type: "slack", in: other.id)
        let before = try await fixture.entries().count
        do {
            _ = try await fixture.addScenario("s", naming: [mine, foreign])
            Issue.record("a foreign connection was accepted")
        } catch let error as TenonError {
            #expect(error.code == .scenarioConnectionMissing)
            #expect(error.detail == "Connection not found 'slack:\(foreign.id)'.")
        }
        #expect(try await fixture.scenarios.scenarios(in: fixture.team.id, page: Page()) == [])
        #expect(try await fixture.entries().count == before)
    }

    @Test(arguments: Backend.allCases)
    func `an update replaces content and references, in its own team only`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let crm = try await fixture.addConnection("crm")
        let mail = try await fixture.addConnection("mail")
        var scenario = try await fixture.addScenario("sync", naming: [crm])
        scenario.name = "renamed"
        scenario.blueprint = #"{"flow": [1.0e2]}"#
        scenario.updatedAt = Fixture.now.advanced(by: .seconds(1))
        func update(_ scenario: Scenario, _ connection: Connection) async throws -> Scenario? {
            try await fixture.scenarios.update(
                scenario, references: [ConnectionReference(id: connection.id, type: connection.type)],
                audit: fixture.draft(.scenarioChanged))
        }
        #expect(try await update(scenario, mail) == scenario)
        #expect(try await fixture.scenarios.scenario(scenario.id) == scenario)
        #expect(try await fixture.scenarios.scenarios(using: crm.id, in: fixture.team.id) == [])
        #expect(try await fixture.scenarios.scenarios(using: mail.id, in: fixture.team.id) == [scenario])

        let other = try await fixture.addTeam("Other")
        let moved = Scenario(
            id: scenario.id, teamID: other.id, name: "stolen", blueprint: "{}", scheduling: "{}",
            createdAt: Fixture.now, updatedAt: Fixture.now)
        #expect(try await update(moved, mail) == nil)

        let missing = ConnectionReference(id: ConnectionID(99), type: "make")
        let refusal = await code {
            _ = try await fixture.scenarios.update(
                scenario, references: [missing], audit: fixture.draft(.scenarioChanged))
        }
        #expect(refusal == .scenarioConnectionMissing)
        #expect(try await fixture.scenarios.scenarios(using: mail.id, in: fixture.team.id) == [scenario])
    }

    @Test(arguments: Backend.allCases)
    func `a deleted scenario uses nothing any more`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let crm = try await fixture.addConnection()
        let scenario = try await fixture.addScenario("sync", naming: [crm])
        let other = try await fixture.addTeam("Other")
        func delete(in team: TeamID) async throws -> Bool {
            try await fixture.scenarios.delete(scenario.id, in: team, audit: fixture.draft(.scenarioDeleted))
        }
        #expect(try await delete(in: other.id) == false)
        #expect(try await fixture.scenarios.scenarios(using: crm.id, in: fixture.team.id) == [scenario])
        #expect(try await delete(in: fixture.team.id))
        #expect(try await delete(in: fixture.team.id) == false)
        #expect(try await fixture.scenarios.scenario(scenario.id) == nil)
        #expect(try await fixture.scenarios.scenarios(using: crm.id, in: fixture.team.id) == [])
        #expect(try await fixture.entries().count { $0.draft.action == .scenarioDeleted } == 1)
    }

    @Test(arguments: Backend.allCases)
    func `scenarios are listed for one team, sorted and in pages`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        for name in ["b", "c", "a"] { _ = try await fixture.addScenario(name, naming: []) }
        func names(_ page: Page) async throws -> [String] {
            try await fixture.scenarios.scenarios(in: fixture.team.id, page: page).map(\.name)
        }
        #expect(try await names(Page()) == ["a", "b", "c"])
        #expect(try await names(Page(limit: 2, offset: 1, sortBy: .id)) == ["c", "a"])
        #expect(try await fixture.scenarios.scenarios(in: TeamID(99), page: Page()) == [])
    }

    @Test(arguments: Backend.allCases)
    func `deleting a connection while scenarios begin to name it leaves no dangling reference`(
        _ backend: Backend
    ) async throws {
        let fixture = try await Fixture(backend)
        for _ in 0..<20 {
            let connection = try await fixture.addConnection()
            async let insertion = code { _ = try await fixture.addScenario("s", naming: [connection]) }
            async let deletion = fixture.connections.delete(
                connection.id, in: fixture.team.id, evenIfUsed: false, audit: fixture.draft(.connectionDeleted))
            let refused = await insertion != nil
            let isThere = try await fixture.connections.connection(connection.id) != nil
            _ = try await deletion
            let users = try await fixture.scenarios.scenarios(using: connection.id, in: fixture.team.id)
            let remains = try await fixture.connections.connection(connection.id) != nil
            #expect(refused == !remains)
            #expect(users.isEmpty == refused)
            #expect(isThere || !remains)
        }
    }
}
