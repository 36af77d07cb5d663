// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenonDomain
import TenonSQLite
import TenonStore
import Testing

/// No query that a request can cause walks through a whole table or sorts what an index has in order.
@Suite(.temporaryDirectory) struct QueryPlanTests {
    @Test
    func `reading and changing goes by indexes`() async throws {
        let explained = ExplainingDatabase(try await SQLiteDatabase.open(at: TemporaryDirectory.path + "/tenon.db"))
        let fixture = try await Fixture(explained)
        explained.plans.forget()
        try await useEverything(fixture)

        let plans = explained.plans.all
        #expect(plans.count > 30)
        for (sql, plan) in plans {
            for step in plan {
                // What SQLite would do for a pending foreign key, and skips as long as none is pending: always.
                if sql.hasPrefix("INSERT INTO users"), step.hasPrefix("SCAN connection") { continue }
                #expect(!step.hasPrefix("SCAN"), "\(sql): \(step)")
                // Types that a list is narrowed to come from several stretches of the index, so those are sorted.
                let isSorted = step.contains("USE TEMP B-TREE") && !sql.contains("type IN") && !sql.contains(" JOIN ")
                #expect(!isSorted, "\(sql): \(step)")
            }
        }
    }

    @Test
    func `the list of a team's connections comes in the order of its index`() async throws {
        let explained = ExplainingDatabase(try await SQLiteDatabase.open(at: TemporaryDirectory.path + "/tenon.db"))
        let fixture = try await Fixture(explained)
        explained.plans.forget()
        for direction in Page.Direction.allCases {
            _ = try await fixture.connections.connections(
                in: fixture.team.id, types: nil, page: Page(limit: 10, direction: direction))
        }
        _ = try await fixture.connections.connections(in: fixture.team.id, types: ["make"], page: Page(limit: 10))
        #expect(explained.plans.all.count == 3)
        for (sql, plan) in explained.plans.all {
            #expect(plan.contains { $0.contains("connections USING INDEX connections_by_") }, "\(sql): \(plan)")
            #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(sql): \(plan)")
        }
    }

    @Test
    func `a token is looked up by the index on its hash`() async throws {
        let explained = ExplainingDatabase(try await SQLiteDatabase.open(at: TemporaryDirectory.path + "/tenon.db"))
        let fixture = try await Fixture(explained)
        explained.plans.forget()
        _ = try await fixture.access.grant(tokenHash: Fixture.tokenHash)
        let steps = explained.plans.all.values.flatMap { $0 }
        #expect(steps.contains { $0.hasPrefix("SEARCH api_tokens USING INDEX") && $0.contains("(hash=?)") })
        #expect(steps.count == 3)
    }

    private func useEverything(_ fixture: Fixture) async throws {
        let team = fixture.team.id
        let page = Page(limit: 10)
        let connection = try await fixture.addConnection()
        let user = try await fixture.addUser("b@example.com")
        let scenario = try await fixture.addScenario("s", naming: [connection])
        _ = try await fixture.addTeam("Other")
        _ = try await fixture.connections.connections(in: team, types: nil, page: page)
        _ = try await fixture.connections.connections(in: team, types: nil, page: Page(sortBy: .id))
        _ = try await fixture.connections.connections(in: team, types: ["make", "x", "y"], page: page)
        _ = try await fixture.connections.connection(connection.id)
        _ = try await fixture.connections.sealedConnection(connection.id)
        _ = try await fixture.connections.rename(
            connection.id, in: team, to: "x", at: Fixture.now, audit: fixture.draft(.connectionRenamed))
        try await fixture.connections.replaceSecret(
            of: connection.id, in: team, expectedVersion: 1, definitionVersion: 1, at: Fixture.now,
            audit: fixture.draft(.connectionDataChanged), seal: Fixture.sealing(team))
        try await fixture.connections.record(
            VerificationRecord(secretVersion: 2, health: .ok, identity: .init(), at: Fixture.now),
            of: connection.id, in: team, audit: fixture.draft(.connectionVerified))
        _ = try await fixture.scenarios.scenarios(in: team, page: page)
        _ = try await fixture.scenarios.scenarios(using: connection.id, in: team)
        _ = try await fixture.scenarios.update(scenario, references: [], audit: fixture.draft(.scenarioChanged))
        _ = try await fixture.scenarios.delete(scenario.id, in: team, audit: fixture.draft(.scenarioDeleted))
        _ = try await fixture.connections.delete(
            connection.id, in: team, evenIfUsed: true, audit: fixture.draft(.connectionDeleted))
        let grant = try await fixture.access.grant(tokenHash: Fixture.tokenHash)
        let token = try #require(grant?.token.id)
        try await fixture.access.touch(token: token, at: Fixture.now)
        _ = try await fixture.access.tokens(of: user.id)
        _ = try await fixture.access.revoke(
            token: token, of: fixture.owner.id, at: Fixture.now, audit: fixture.draft(.tokenRevoked))
        _ = try await fixture.access.teams(in: fixture.team.organizationID, of: nil, page: page)
        _ = try await fixture.access.teams(in: fixture.team.organizationID, of: user.id, page: page)
        _ = try await fixture.access.users(in: fixture.team.organizationID, page: page)
        _ = try await fixture.access.memberships(in: team)
        for role in [TeamRole.member, nil] {
            try await fixture.access.setRole(role, of: user.id, in: team, audit: fixture.draft(.membershipChanged))
        }
        _ = try await fixture.audit.events(of: fixture.team.organizationID, after: 0, limit: 5)
        _ = try await fixture.audit.head(of: fixture.team.organizationID)
        let keys = try await fixture.keys.dataKeys(after: DataKeyID("a"), limit: 5)
        _ = try await fixture.keys.rewrap(
            keys.map { (key: $0, expectedRootKeyID: "root-1") }, audit: fixture.draft(.rootKeyRotated))
    }
}

/// Writes down how SQLite would run each statement that goes through it.
private struct ExplainingDatabase: SQLDatabase {
    let database: any SQLDatabase
    let plans = Plans()

    init(_ database: any SQLDatabase) { self.database = database }

    var typeWords: TypeWords { database.typeWords }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        try await database.read { [plans] in try body(ExplainingConnection(connection: $0, plans: plans)) }
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        try await database.write { [plans] in try body(ExplainingConnection(connection: $0, plans: plans)) }
    }

    func close() throws { try database.close() }
}

private struct ExplainingConnection: SQLConnection {
    let connection: any SQLConnection
    let plans: Plans

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        try explain(sql, arguments)
        return try connection.query(sql, arguments)
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try explain(sql, arguments)
        return try connection.execute(sql, arguments)
    }

    func run(script: String) throws { try connection.run(script: script) }

    private func explain(_ sql: String, _ arguments: [SQLValue]) throws {
        let steps = try connection.query("EXPLAIN QUERY PLAN " + sql, arguments)
        try plans.note(sql, steps.map { try $0.value("detail") })
    }
}

private final class Plans: Sendable {
    private let plans = Mutex<[String: [String]]>([:])

    var all: [String: [String]] { plans.withLock { $0 } }

    func note(_ sql: String, _ steps: [String]) { plans.withLock { $0[sql] = steps } }
    func forget() { plans.withLock { $0 = [:] } }
}
