// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonJSON
import TenonStore
import Testing

/// What the store of connections promises.
@Suite(.temporaryDirectory) struct ConnectionStoreContract {
    private struct NoSeal: Error {}

    @Test(arguments: Backend.allCases)
    func `an inserted connection is found with its secret`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection("crm 💶", type: "google", scopes: ["b", "a", "b"])
        #expect(connection.name == "crm 💶")
        #expect(connection.organizationID == fixture.team.organizationID)
        #expect(connection.requestedScopes == ["b", "a", "b"])
        #expect(connection.grantedScopes == [])
        #expect(connection.secretVersion == 1)
        #expect(connection.health == .unknown)
        #expect(connection.identity == Connection.Identity())
        #expect(try await fixture.connections.connection(connection.id) == connection)
        let sealed = try #require(try await fixture.connections.sealedConnection(connection.id))
        #expect(sealed.connection == connection)
        #expect(sealed.secret == (try Fixture.sealing(fixture.team.id)(connection.id, 1)))
        let entry = try #require(try await fixture.entries().last)
        #expect(entry.draft.action == .connectionCreated)
        #expect(entry.draft.subject == "connection:\(connection.id)")
        #expect(try await fixture.connections.connection(ConnectionID(99)) == nil)
        #expect(try await fixture.connections.sealedConnection(ConnectionID(99)) == nil)
    }

    @Test(arguments: Backend.allCases)
    func `when sealing fails nothing is left, and nothing is audited`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let draft = NewConnection(
            teamID: fixture.team.id, name: "x", type: "make", definitionVersion: 1, requestedScopes: [],
            health: .unknown, createdBy: fixture.owner.id, createdAt: Fixture.now)
        await #expect(throws: NoSeal.self) {
            _ = try await fixture.connections.insert(draft, audit: fixture.draft(.connectionCreated)) { _, _ in
                throw NoSeal()
            }
        }
        #expect(try await fixture.connections.connections(in: fixture.team.id, types: nil, page: Page()) == [])
        #expect(try await fixture.entries().isEmpty)
        #expect(try await fixture.chainHolds())
    }

    @Test(arguments: Backend.allCases)
    func `an identifier is never given twice`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let first = try await fixture.addConnection()
        _ = try await fixture.connections.delete(
            first.id, in: fixture.team.id, evenIfUsed: false, audit: fixture.draft(.connectionDeleted))
        #expect(try await fixture.addConnection().id.rawValue > first.id.rawValue)
    }

    @Test(arguments: Backend.allCases)
    func `a list holds one team's connections, by type, sorted, in pages`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let other = try await fixture.addTeam("Other")
        try await fixture.addConnection("foreign", in: other.id)
        for (name, type) in [("b", "make"), ("a", "slack"), ("B", "google"), ("a", "make"), ("é", "make")] {
            try await fixture.addConnection(name, type: type)
        }
        func names(_ types: [String]?, _ page: Page = Page()) async throws -> [String] {
            try await fixture.connections.connections(in: fixture.team.id, types: types, page: page).map(\.name)
        }
        #expect(try await names(nil) == ["B", "a", "a", "b", "é"])
        #expect(try await names(["make"]) == ["a", "b", "é"])
        #expect(try await names(["make", "slack", "google"]) == ["B", "a", "a", "b", "é"])
        #expect(try await names(["nothing"]) == [])
        #expect(try await names([]) == [])
        #expect(try await names(nil, Page(limit: 2, offset: 1, sortBy: .id)) == ["a", "B"])
        #expect(try await names(nil, Page(limit: 2, direction: .descending)) == ["é", "b"])
        #expect(try await names(nil, Page(offset: 5)) == [])
        let ids = try await fixture.connections.connections(in: fixture.team.id, types: nil, page: Page()).map(\.id)
        #expect(ids[1].rawValue < ids[2].rawValue, "equal names are in the order of their identifiers")
        let many = (0...SQLConnectionStore.typesMax).map(String.init)
        #expect(await code { _ = try await names(many) } == .validationFailed)
        #expect(try await names(Array(many.dropLast())) == [])
    }

    @Test(arguments: Backend.allCases)
    func `a connection is renamed in its own team only`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let other = try await fixture.addTeam("Other")
        let connection = try await fixture.addConnection()
        let later = Fixture.now.advanced(by: .seconds(5))
        func rename(in team: TeamID) async throws -> Connection? {
            try await fixture.connections.rename(
                connection.id, in: team, to: "new", at: later, audit: fixture.draft(.connectionRenamed))
        }
        let before = try await fixture.entries().count
        #expect(try await rename(in: other.id) == nil)
        #expect(try await fixture.entries().count == before)
        var expected = connection
        expected.name = "new"
        expected.updatedAt = later
        #expect(try await rename(in: fixture.team.id) == expected)
        #expect(try await fixture.connections.connection(connection.id) == expected)
        #expect(try await fixture.entries().last?.draft.action == .connectionRenamed)
    }

    @Test(arguments: Backend.allCases)
    func `of secrets that replace the same version one wins`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        let codes = await withTaskGroup(of: TenonError.Code?.self) { group in
            for number in 0..<20 {
                group.addTask {
                    await code { try await replace(connection.id, "change \(number)", expected: 1, fixture) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count { $0 == nil } == 1)
        #expect(codes.count { $0 == .conflict } == 19)
        let sealed = try #require(try await fixture.connections.sealedConnection(connection.id))
        #expect(sealed.secret.version == 2)
        #expect(sealed.connection.secretVersion == 2)
        #expect(String(decoding: sealed.secret.box, as: UTF8.self).hasSuffix(" \(connection.id) 2"))
        #expect(try await fixture.entries().count { $0.draft.action == .connectionDataChanged } == 1)
        #expect(try await fixture.chainHolds())
    }

    @Test(arguments: Backend.allCases)
    func `replacing a secret forgets what was verified`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        try await record(connection.id, version: 1, .ok, fixture)
        try await replace(connection.id, "x", expected: 1, fixture)
        let stored = try #require(try await fixture.connections.connection(connection.id))
        #expect(stored.health == .unknown)
        #expect(stored.verifiedAt == nil)
        #expect(stored.definitionVersion == 2)
        #expect(await code { try await replace(ConnectionID(99), "x", expected: 1, fixture) } == .notFound)
        let other = try await fixture.addTeam("Other")
        let foreign = try await fixture.addConnection(in: other.id)
        #expect(await code { try await replace(foreign.id, "x", expected: 1, fixture) } == .notFound)
    }

    @Test(arguments: Backend.allCases)
    func `a verification is written down for the secret that was verified`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let id = try await fixture.addConnection().id
        let uid = JSON.number(try #require(JSONNumber(text: "225874569526501080000")))
        let identity = Connection.Identity(
            metadata: .init(value: "ada@example.com", kind: .email), uid: uid,
            expiresAt: Fixture.now.advanced(by: .seconds(99)))
        try await record(id, version: 1, .ok, fixture, identity: identity)
        var stored = try #require(try await fixture.connections.connection(id))
        #expect(stored.identity == identity)
        #expect(stored.health == .ok)
        #expect(stored.verifiedAt == Fixture.now)

        try await record(id, version: 1, .failing, fixture)
        stored = try #require(try await fixture.connections.connection(id))
        #expect(stored.health == .failing)
        #expect(stored.identity == identity, "what the answer lacks stays")

        let before = try await fixture.entries().count
        try await record(id, version: 2, .ok, fixture)
        #expect(try await fixture.connections.connection(id)?.health == .failing)
        #expect(try await fixture.entries().count == before)
    }

    @Test(arguments: Backend.allCases)
    func `a connection in use goes only when that is confirmed, and its references with it`(
        _ backend: Backend
    ) async throws {
        let fixture = try await Fixture(backend)
        let other = try await fixture.addTeam("Other")
        let connection = try await fixture.addConnection()
        let scenario = try await fixture.addScenario("uses it", naming: [connection])
        func delete(in team: TeamID, evenIfUsed: Bool) async throws -> ConnectionDeletion {
            try await fixture.connections.delete(
                connection.id, in: team, evenIfUsed: evenIfUsed, audit: fixture.draft(.connectionDeleted))
        }
        guard case .notFound = try await delete(in: other.id, evenIfUsed: true) else {
            Issue.record("deleted from another team")
            return
        }
        guard case .inUse([scenario]) = try await delete(in: fixture.team.id, evenIfUsed: false) else {
            Issue.record("deleted though in use")
            return
        }
        #expect(try await fixture.connections.sealedConnection(connection.id) != nil)
        guard case .deleted = try await delete(in: fixture.team.id, evenIfUsed: true) else {
            Issue.record("not deleted though confirmed")
            return
        }
        #expect(try await fixture.connections.connection(connection.id) == nil)
        #expect(try await fixture.connections.sealedConnection(connection.id) == nil)
        #expect(try await fixture.scenarios.scenarios(using: connection.id, in: fixture.team.id) == [])
        #expect(try await fixture.scenarios.scenario(scenario.id) != nil)
        let deletions = try await fixture.entries().filter { $0.draft.action == .connectionDeleted }
        #expect(deletions.map(\.draft.subject) == ["connection:\(connection.id)"])
        guard case .notFound = try await delete(in: fixture.team.id, evenIfUsed: true) else {
            Issue.record("deleted twice")
            return
        }
    }

    @Test(arguments: Backend.allCases)
    func `100 inserts at once give 100 rows and an unbroken chain`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let ids = try await withThrowingTaskGroup(of: ConnectionID.self) { group in
            for number in 0..<100 { group.addTask { try await fixture.addConnection("n\(number)").id } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 100)
        for id in ids {
            let sealed = try #require(try await fixture.connections.sealedConnection(id))
            #expect(sealed.secret.box == (try Fixture.sealing(fixture.team.id)(id, 1).box))
        }
        let entries = try await fixture.entries()
        #expect(Set(entries.compactMap(\.draft.subject)) == Set(ids.map { "connection:\($0)" }))
        #expect(entries.count == 100)
        #expect(try await fixture.chainHolds())
    }

    private func replace(_ id: ConnectionID, _ text: String, expected: Int64, _ fixture: Fixture) async throws {
        try await fixture.connections.replaceSecret(
            of: id, in: fixture.team.id, expectedVersion: expected, definitionVersion: 2, at: Fixture.now,
            audit: fixture.draft(.connectionDataChanged), seal: Fixture.sealing(fixture.team.id, text: text))
    }

    private func record(
        _ id: ConnectionID, version: Int64, _ health: Connection.Health, _ fixture: Fixture,
        identity: Connection.Identity = .init()
    ) async throws {
        try await fixture.connections.record(
            VerificationRecord(secretVersion: version, health: health, identity: identity, at: Fixture.now),
            of: id, in: fixture.team.id, audit: fixture.draft(.connectionVerified))
    }
}
