// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonStore
import Testing

/// What planning verifications promises.
@Suite(.temporaryDirectory) struct CheckStoreContract {
    private func claim(
        _ fixture: Fixture, at seconds: Int64, types: [String] = ["google", "make"], perTypeMax: Int = 99,
        limit: Int = 10
    ) async throws -> [ConnectionCheck] {
        try await fixture.checks.claimChecks(
            at: Fixture.after(seconds), until: Fixture.after(seconds + 60), ofTypes: types, perTypeMax: perTypeMax,
            limit: limit)
    }

    private func fixture(_ backend: Backend, connections: Int = 3) async throws -> (Fixture, [Connection]) {
        let fixture = try await Fixture(backend)
        var made: [Connection] = []
        for number in 0..<connections {
            made.append(try await fixture.addConnection("c\(number)", type: number == 0 ? "google" : "make"))
        }
        return (fixture, made)
    }

    @Test(arguments: Backend.allCases)
    func `a new connection gets its time once, and is due when it has come`(_ backend: Backend) async throws {
        let (fixture, made) = try await fixture(backend)
        #expect(try await claim(fixture, at: 1_000_000).isEmpty, "nobody has planned anything")
        #expect(try await fixture.checks.nextCheck(of: made[0].id, in: fixture.team.id) == nil)
        #expect(try await fixture.checks.planChecks(limit: 2) { Fixture.after(100) } == 2)
        #expect(try await fixture.checks.planChecks(limit: 2) { Fixture.after(100) } == 1)
        #expect(try await fixture.checks.planChecks(limit: 2) { Fixture.after(200) } == 0)
        #expect(try await fixture.checks.nextCheck(of: made[0].id, in: fixture.team.id) == Fixture.after(100))
        #expect(try await claim(fixture, at: 99).isEmpty)
        #expect(try await claim(fixture, at: 100, types: ["x"]).isEmpty)
        #expect(try await claim(fixture, at: 100, types: ["x", "make"], perTypeMax: 1).count == 1)
        #expect(try await claim(fixture, at: 100, types: ["make"]).count == 1)
        #expect(try await claim(fixture, at: 100).map(\.connectionID) == [made[0].id])
    }

    @Test(arguments: Backend.allCases)
    func `one process takes a connection, and another when the first does not live to finish`(
        _ backend: Backend
    ) async throws {
        let (fixture, _) = try await fixture(backend, connections: 40)
        _ = try await fixture.checks.planChecks(limit: 100) { Fixture.after(0) }
        let claims = try await withThrowingTaskGroup(of: [ConnectionCheck].self) { group in
            for _ in 0..<4 { group.addTask { try await claim(fixture, at: 1, limit: 40) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(claims.count == 40)
        #expect(Set(claims.map(\.connectionID)).count == 40, "nobody twice")
        #expect(try await claim(fixture, at: 60).isEmpty)
        let again = try await claim(fixture, at: 62, limit: 1)
        let late = try #require(claims.first { $0.connectionID == again.first?.connectionID })
        // The one who was away too long changes nothing.
        try await fixture.checks.complete(late, next: Fixture.after(9999))
        #expect(try await fixture.checks.nextCheck(of: late.connectionID, in: late.teamID) == Fixture.after(122))
        try await fixture.checks.complete(try #require(again.first), next: Fixture.after(5000))
        #expect(try await fixture.checks.nextCheck(of: late.connectionID, in: late.teamID) == Fixture.after(5000))
    }

    @Test(arguments: Backend.allCases)
    func `what an older server made is taken up, and told of from then on`(_ backend: Backend) async throws {
        let (fixture, made) = try await fixture(backend)
        try await fixture.verify(made[1], .failing)
        _ = try await fixture.database.write { connection in
            try connection.change("DELETE FROM connection_watches WHERE connection_id <> ?1", made[2].id)
        }
        _ = try await fixture.database.write { try $0.change("UPDATE connection_watches SET type = ''") }
        #expect(try await fixture.checks.adopt() == 2)
        #expect(try await fixture.checks.adopt() == 0)
        #expect(try await fixture.checks.planChecks(limit: 9) { Fixture.after(1) } == 3)
        #expect(try await claim(fixture, at: 1).count == 3)
        let hook = try await fixture.addWebhook(events: [.broken, .recovered])
        try await fixture.verify(made[1], .ok)
        #expect(try await fixture.told(hook) == [.recovered])
    }

    @Test(arguments: Backend.allCases)
    func `a shorter interval plans anew`(_ backend: Backend) async throws {
        let (fixture, made) = try await fixture(backend)
        _ = try await fixture.checks.planChecks(limit: 2) { Fixture.after(100) }
        _ = try await fixture.checks.planChecks(limit: 2) { Fixture.after(900) }
        #expect(try await fixture.checks.replan("google", laterThan: Fixture.after(500)) == 0)
        #expect(try await fixture.checks.replan("make", laterThan: Fixture.after(500)) == 1)
        #expect(try await fixture.checks.replan("make", laterThan: Fixture.after(500)) == 0)
        #expect(try await fixture.checks.planChecks(limit: 9) { Fixture.after(50) } == 1)
        #expect(try await fixture.checks.nextCheck(of: made[2].id, in: fixture.team.id) == Fixture.after(50))
    }

    @Test(arguments: Backend.allCases)
    func `what may be good again is looked at soon`(_ backend: Backend) async throws {
        let (fixture, made) = try await fixture(backend, connections: 1)
        _ = try await fixture.checks.planChecks(limit: 9) { Fixture.after(100_000) }
        try await fixture.verify(made[0], .failing)
        #expect(try await claim(fixture, at: 5).isEmpty)
        try await fixture.connections.replaceSecret(
            of: made[0].id, in: fixture.team.id, expectedVersion: 1, definitionVersion: 1, at: Fixture.now,
            audit: fixture.draft(.connectionDataChanged), seal: Fixture.sealing(fixture.team.id))
        #expect(try await claim(fixture, at: 5).count == 1)
    }

    @Test(arguments: Backend.allCases)
    func `an end that comes near is told once`(_ backend: Backend) async throws {
        let (fixture, made) = try await fixture(backend, connections: 2)
        let hook = try await fixture.addWebhook()
        let identity = Connection.Identity(expiresAt: Fixture.after(3 * 86_400))
        try await fixture.authorize(made[0], identity: identity)
        func tell(_ seconds: Int64) async throws -> Int {
            try await fixture.checks.tellExpiring(
                before: Fixture.after(seconds + 7 * 86_400), at: Fixture.after(seconds), limit: 9)
        }
        #expect(try await fixture.checks.tellExpiring(before: Fixture.after(86_400), at: Fixture.now, limit: 9) == 0)
        #expect(try await tell(0) == 1)
        #expect(try await tell(1) == 0)
        #expect(try await fixture.told(hook).filter { $0 == .expiring }.count == 1)
        // Authorized again, it has another end.
        try await fixture.authorize(
            made[0], expecting: 2, identity: Connection.Identity(expiresAt: Fixture.after(10 * 86_400)))
        #expect(try await tell(86_400) == 0)
        #expect(try await tell(4 * 86_400) == 1)
        #expect(try await tell(20 * 86_400) == 0, "what is over does not come near any more")
    }
}
