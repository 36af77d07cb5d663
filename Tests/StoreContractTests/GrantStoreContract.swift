// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonStore
import Testing

/// What the store of grants promises of refreshes.
@Suite(.temporaryDirectory) struct GrantStoreContract {
    @Test(arguments: Backend.allCases)
    func `a refresh begins with a lease, and others find it held until it ends`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        let beginning = try await fixture.begin(connection)
        guard case .begun(let lease, let sealed, wasInterrupted: false) = beginning else {
            Issue.record("\(beginning)")
            return
        }
        #expect(lease.connectionID == connection.id && lease.secretVersion == 1 && lease.holder == "a")
        #expect(sealed.secret == (try Fixture.sealing(fixture.team.id)(connection.id, 1)))
        guard case .held(let end) = try await fixture.begin(connection, holder: "b", at: 5) else {
            Issue.record("two at once")
            return
        }
        #expect(end == Fixture.after(6))
        #expect(try await fixture.begin(connection, holder: "b", at: 6).word == "begun after an interruption")
        #expect(try await fixture.begin(connection, holder: "a", at: 7).word == "held", "the first has lost it")
    }

    @Test(arguments: Backend.allCases)
    func `a lease is prolonged by its holder only`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        let first = try await fixture.lease(connection)
        #expect(try await fixture.grants.renew(first, until: Fixture.after(20)))
        #expect(try await fixture.begin(connection, holder: "b", at: 19).word == "held")
        let second = try await fixture.lease(connection, holder: "b", at: 20)
        #expect(second.fence > first.fence)
        #expect(try await fixture.grants.renew(first, until: Fixture.after(99)) == false)
        #expect(try await fixture.grants.renew(second, until: Fixture.after(99)))
        _ = try await fixture.complete(second)
        #expect(try await fixture.grants.renew(second, until: Fixture.after(199)) == false, "it was given back")
    }

    @Test(arguments: Backend.allCases)
    func `another secret, another team's and a deleted connection begin nothing`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let other = try await fixture.addTeam("Other")
        let connection = try await fixture.addConnection()
        for version in [0, 2, -1] as [Int64] {
            guard case .changed(let found) = try await fixture.begin(connection, expecting: version) else {
                Issue.record("begun with version \(version)")
                continue
            }
            #expect(found.secret.version == 1)
        }
        #expect(try await fixture.begin(connection, in: other.id).word == "gone")
        #expect(try await fixture.count("refresh_leases") == 0, "nothing was left")
        _ = try await fixture.connections.delete(
            connection.id, in: fixture.team.id, evenIfUsed: false, audit: fixture.draft(.connectionDeleted))
        #expect(try await fixture.begin(connection).word == "gone")
    }

    @Test(arguments: Backend.allCases)
    func `a new token is stored with the secret, in one step`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection(scopes: ["a"])
        let lease = try await fixture.lease(connection)
        #expect(try await fixture.fail(lease, Fixture.trouble(.provider, count: 4, retry: 1)))
        let again = try await fixture.lease(connection, at: 2)
        let stored = try #require(try await fixture.complete(again, Fixture.token(at: 2, scopes: ["a", "b"])))
        #expect(stored.secret == (try Fixture.sealing(fixture.team.id, text: "new")(connection.id, 2)))
        #expect(stored.connection.secretVersion == 2 && stored.connection.grantedScopes == ["a", "b"])
        #expect(
            stored.connection.grant
                == Connection.Grant(
                    tokenExpiresAt: Fixture.after(3600), refreshedAt: Fixture.after(2),
                    refreshDueAt: Fixture.after(2700)))
        #expect(try await fixture.current(connection).connection == stored.connection)
        let next = try await fixture.lease(connection, expecting: 2, at: 3)
        let kept = try await fixture.complete(next, Fixture.token(at: 3, expires: nil, due: nil, scopes: nil))
        #expect(kept?.connection.grantedScopes == ["a", "b"], "an answer without scopes leaves them")
        #expect(kept?.connection.grant == Connection.Grant(refreshedAt: Fixture.after(3)))
        let actions = try await fixture.entries().map(\.draft.action)
        #expect(actions == [.connectionCreated, .connectionRefreshFailed, .connectionRefreshed, .connectionRefreshed])
        #expect(try await fixture.chainHolds())
    }

    @Test(arguments: Backend.allCases)
    func `an answer that comes too late changes nothing and gives the lease back`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        let slow = try await fixture.lease(connection)
        let quick = try await fixture.lease(connection, holder: "b", at: 10)
        #expect(try await fixture.complete(quick, text: "quick") != nil)
        let before = try await fixture.current(connection)
        let entries = try await fixture.entries().count
        #expect(try await fixture.complete(slow, text: "slow") == nil)
        #expect(try await fixture.fail(slow, Fixture.trouble(.rejected)) == false)
        let after = try await fixture.current(connection)
        #expect(after.connection == before.connection && after.secret == before.secret)
        #expect(try await fixture.entries().count == entries)
        // A person's new data comes between: the holder gives back what it has.
        let third = try await fixture.lease(connection, expecting: 2, at: 20)
        try await fixture.connections.replaceSecret(
            of: connection.id, in: fixture.team.id, expectedVersion: 2, definitionVersion: 1, at: Fixture.now,
            audit: fixture.draft(.connectionDataChanged), seal: Fixture.sealing(fixture.team.id))
        #expect(try await fixture.complete(third) == nil)
        #expect(try await fixture.begin(connection, expecting: 3, holder: "b", at: 21).word == "begun")
    }

    @Test(arguments: Backend.allCases)
    func `a token that comes after its lease was taken over counts, as long as the secret is the same`(
        _ backend: Backend
    ) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        let slow = try await fixture.lease(connection)
        let taker = try await fixture.lease(connection, holder: "b", at: 10)
        #expect(try await fixture.fail(taker, Fixture.trouble(.answerLost)))
        #expect(try await fixture.current(connection).connection.health == .needsReauthorization)
        // The provider refused the second because the first had used the token up: and here is its answer.
        let saved = try await fixture.complete(slow, text: "slow")
        #expect(saved?.connection.health == .unknown && saved?.connection.grant.trouble == nil)
    }

    @Test(arguments: Backend.allCases)
    func `a taker's lease is not given back by whoever lost it`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        let slow = try await fixture.lease(connection)
        _ = try await fixture.lease(connection, holder: "b", at: 10)
        #expect(try await fixture.fail(slow, Fixture.trouble(.provider)) == false, "the lease is lost")
        #expect(try await fixture.current(connection).connection.grant.trouble == nil)
        #expect(try await fixture.begin(connection, holder: "c", at: 11).word == "held")
    }

    @Test(arguments: Backend.allCases)
    func `a failure is written down and keeps the mark when that is said`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        for (keepsMark, word) in [(false, "begun"), (true, "begun after an interruption")] {
            let connection = try await fixture.addConnection("k\(keepsMark)")
            let lease = try await fixture.lease(connection)
            let trouble = Fixture.trouble(.provider, count: 3, retry: 40)
            #expect(try await fixture.fail(lease, trouble, keepsMark: keepsMark, isAudited: false))
            let found = try await fixture.current(connection).connection
            #expect(found.grant.trouble == trouble && found.health == .unknown && found.secretVersion == 1)
            #expect(try await fixture.begin(connection, holder: "b", at: 41).word == word)
        }
        #expect(try await fixture.entries().map(\.draft.action) == [.connectionCreated, .connectionCreated])
    }

    @Test(arguments: Backend.allCases)
    func `the mark of one secret says nothing of the next`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        _ = try await fixture.lease(connection)
        try await fixture.connections.replaceSecret(
            of: connection.id, in: fixture.team.id, expectedVersion: 1, definitionVersion: 1, at: Fixture.now,
            audit: fixture.draft(.connectionDataChanged), seal: Fixture.sealing(fixture.team.id))
        #expect(try await fixture.begin(connection, expecting: 2, holder: "b", at: 10).word == "begun")
    }

    @Test(arguments: Backend.allCases, Connection.Trouble.Reason.allCases)
    func `a failure that only a person can mend ends the grant, others only wait`(
        _ backend: Backend, _ reason: Connection.Trouble.Reason
    ) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        try await fixture.authorize(connection, token: Fixture.token(due: 10))
        let trouble = Fixture.trouble(reason, retry: [.provider, .installation].contains(reason) ? 30 : nil)
        #expect(try await fixture.fail(try await fixture.lease(connection, expecting: 2), trouble))
        let found = try await fixture.current(connection).connection
        let health: Connection.Health =
            trouble.isTerminal ? .needsReauthorization : reason == .credentialRejected ? .failing : .ok
        #expect(found.health == health)
        #expect(found.grant.refreshDueAt == trouble.retryAt, "the scheduler waits as well, or gives up")
        #expect(found.grant.trouble == trouble)
    }

    @Test(arguments: Backend.allCases)
    func `a refresh that could not help does not begin`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let cooling = try await fixture.addConnection("cooling")
        #expect(try await fixture.fail(try await fixture.lease(cooling), Fixture.trouble(.provider, retry: 30)))
        // Whoever waited for the lease finds the answer that its holder got.
        #expect(try await fixture.begin(cooling, holder: "b", at: 29).word == "changed")
        #expect(try await fixture.begin(cooling, holder: "b", at: 30).word == "begun")
        let ended = try await fixture.addConnection("ended")
        #expect(try await fixture.fail(try await fixture.lease(ended), Fixture.trouble(.rejected)))
        #expect(try await fixture.begin(ended, holder: "b", at: 99).word == "changed")
    }

    @Test(arguments: Backend.allCases)
    func `of two that begin at once, one does, every time`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        for version in 1...100 as ClosedRange<Int64> {
            let words = try await withThrowingTaskGroup(of: RefreshBeginning.self) { group in
                for holder in ["a", "b"] {
                    group.addTask { try await fixture.begin(connection, expecting: version, holder: holder) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(words.map(\.word).sorted() == ["begun", "held"])
            let lease = try #require(words.compactMap(\.lease).first)
            #expect(try await fixture.complete(lease)?.secret.version == version + 1)
        }
    }

    @Test(arguments: Backend.allCases)
    func `what is due comes type by type in order, and no more than was asked for`(
        _ backend: Backend
    ) async throws {
        let fixture = try await Fixture(backend)
        for (name, type, due) in [
            ("c", "google", 30), ("a", "google", 10), ("b", "slack", 20), ("later", "google", 101),
            ("never", "make", nil),
            ("d", "make", 100),
        ] as [(String, String, Int64?)] {
            let connection = try await fixture.addConnection(name, type: type)
            try await fixture.authorize(connection, token: Fixture.token(due: due))
        }
        let types = ["google", "slack", "make"]
        func due(
            _ types: [String], at seconds: Int64 = 100, perType: Int = 10, limit: Int = 10
        ) async throws -> [SealedConnection] {
            try await fixture.grants.dueForRefresh(
                at: Fixture.after(seconds), ofTypes: types, perTypeMax: perType, limit: limit)
        }
        func names(_ types: [String], perType: Int = 10, limit: Int = 10) async throws -> [String] {
            try await due(types, perType: perType, limit: limit).map(\.connection.name)
        }
        #expect(try await names(types) == ["a", "c", "b", "d"])
        #expect(try await names(["make", "slack", "google"], limit: 3) == ["d", "b", "a"])
        #expect(try await names(types, perType: 1) == ["a", "b", "d"])
        #expect(try await names(["slack", "make"]) == ["b", "d"])
        #expect(try await names([]) == [])
        #expect(try await names(["'; DROP TABLE connections", "slack"]) == ["b"])
        // As many types as organizations may define.
        #expect(try await names((0..<300).map { "none\($0)" } + types) == ["a", "c", "b", "d"])
        let first = try await due(types, limit: 1).first
        #expect(first?.secret.box == Array("authorized \(first?.connection.id ?? ConnectionID(0)) 2".utf8))

        // What another node is at is no work for this one, until that node's lease has ended.
        let held = try #require(first?.connection)
        let lease = try #require(try await fixture.begin(held, expecting: 2, at: 95, for: 10).lease)
        #expect(try await names(types) == ["c", "b", "d"])
        let later = try await due(types, at: 105, limit: 1)
        #expect(later.map(\.connection.name) == ["a"])
        #expect(try await fixture.fail(lease, Fixture.trouble(.provider, retry: 10)))
        #expect(try await names(types) == ["a", "c", "b", "d"])
    }
}
