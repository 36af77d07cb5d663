// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonStore
import Testing

/// What the store of authorizations under way promises.
@Suite(.temporaryDirectory) struct AuthorizationStoreContract {
    private func insert(_ fixture: Fixture, _ authorization: Authorization) async throws {
        try await fixture.authorizations.insert(authorization, audit: fixture.draft(.connectionAuthorizationStarted))
    }

    /// How many of fifty at once succeed.
    private func successes(_ body: @escaping @Sendable () async throws -> Bool) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { try await body() } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    @Test(arguments: Backend.allCases)
    func `an authorization is found by its ticket, as it was stored, until it ends`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        try await insert(fixture, fixture.authorization(1, of: connection))
        let store = fixture.authorizations
        let found = try #require(try await store.authorization(ticketHash: Fixture.hash(1), at: Fixture.after(599)))
        #expect(found.connectionID == connection.id && found.teamID == fixture.team.id)
        #expect(found.organizationID == fixture.team.organizationID && found.userID == fixture.owner.id)
        #expect(found.requestedScopes == ["a", "b"] && found.returnURL == "https://app.example/back")
        #expect(found.createdAt == Fixture.now && found.expiresAt == Fixture.after(600) && found.start == nil)
        #expect(try await store.authorization(ticketHash: Fixture.hash(1), at: Fixture.after(600)) == nil)
        #expect(try await store.authorization(ticketHash: Fixture.hash(2), at: Fixture.now) == nil)
        #expect(try await store.authorization(stateHash: Fixture.hash(1), at: Fixture.now) == nil)
        let entry = try #require(try await fixture.entries().last)
        #expect(entry.draft.subject == "connection:\(connection.id)")
    }

    @Test(arguments: Backend.allCases)
    func `of fifty browsers one opens the link`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        try await insert(fixture, fixture.authorization(1, of: try await fixture.addConnection()))
        let (store, start) = (fixture.authorizations, fixture.start(1))
        #expect(try await store.start(Fixture.hash(1), with: start, at: Fixture.after(600)) == false, "it has ended")
        #expect(try await store.start(Fixture.hash(7), with: start, at: Fixture.now) == false)
        let count = try await successes { try await store.start(Fixture.hash(1), with: start, at: Fixture.now) }
        #expect(count == 1)
        let found = try #require(try await store.authorization(stateHash: start.stateHash, at: Fixture.now))
        #expect(found.start?.browserHash == start.browserHash && found.start?.box == start.box)
        #expect(found.start?.pollAt == nil)
    }

    @Test(arguments: Backend.allCases)
    func `of fifty callbacks one uses it up`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        let (store, start) = (fixture.authorizations, fixture.start(1))
        try await insert(fixture, fixture.authorization(1, of: connection, start: start))
        try await insert(fixture, fixture.authorization(2, of: connection, start: fixture.start(2)))
        #expect(try await store.consume(stateHash: start.stateHash, at: Fixture.after(600)) == nil, "it has ended")
        let count = try await successes {
            try await store.consume(stateHash: start.stateHash, at: Fixture.now)?.start?.box == start.box
        }
        #expect(count == 1)
        #expect(try await store.authorization(stateHash: start.stateHash, at: Fixture.now) == nil)
        #expect(try await store.authorization(ticketHash: Fixture.hash(1), at: Fixture.now) == nil)
        #expect(try await store.authorization(ticketHash: Fixture.hash(2), at: Fixture.now) != nil)
    }

    @Test(arguments: Backend.allCases)
    func `a ticket and a state name one authorization`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        try await insert(fixture, fixture.authorization(1, of: connection, start: fixture.start(1)))
        await #expect(throws: (any Error).self) { try await insert(fixture, fixture.authorization(1, of: connection)) }
        await #expect(throws: (any Error).self) {
            try await insert(fixture, fixture.authorization(2, of: connection, start: fixture.start(1)))
        }
        #expect(try await fixture.count("authorizations") == 1)
        #expect(try await fixture.chainHolds())
    }

    @Test(arguments: Backend.allCases)
    func `a device that is due is asked about by one, and put off for the others`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        for (number, poll) in [(1, 20), (2, 10), (3, 30), (4, nil)] as [(Int, Int64?)] {
            try await insert(
                fixture, fixture.authorization(number, of: connection, start: fixture.start(number, poll: poll)))
        }
        try await insert(
            fixture, fixture.authorization(5, of: connection, to: 15, start: fixture.start(5, poll: 5)))
        let store = fixture.authorizations
        func due(_ seconds: Int64, limit: Int = 10) async throws -> [Int] {
            try await store.duePolls(at: Fixture.after(seconds), next: Fixture.after(seconds + 60), limit: limit)
                .map { Int($0.ticketHash[1]) }
        }
        #expect(try await due(9) == [5])
        #expect(try await due(25, limit: 1) == [2], "the one that has ended is asked about no more")
        #expect(try await due(25) == [1])
        #expect(try await due(25) == [])
        let rest = try await due(85)
        #expect(rest.first == 3 && Set(rest) == [1, 2, 3])
        try await store.postpone(Fixture.hash(2), until: Fixture.after(90))
        #expect(try await due(90) == [2])
        let total = try await successes {
            try await store.duePolls(
                at: Fixture.after(400), next: Fixture.after(500), limit: 1
            ).isEmpty == false
        }
        #expect(total == 3, "each of the three is handed out once")
    }

    @Test(arguments: Backend.allCases)
    func `what has ended is forgotten, and nothing else`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        try await insert(fixture, fixture.authorization(1, of: connection, to: 100))
        try await insert(fixture, fixture.authorization(2, of: connection, to: 101, start: fixture.start(2)))
        try await fixture.authorizations.removeEnded(at: Fixture.after(100))
        #expect(try await fixture.count("authorizations") == 1)
        #expect(try await fixture.authorizations.authorization(ticketHash: Fixture.hash(2), at: Fixture.now) != nil)
    }
}
