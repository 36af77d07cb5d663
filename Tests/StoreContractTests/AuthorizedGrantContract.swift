// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonJSON
import TenonStore
import Testing

/// What the store of grants promises of people's authorizations, and of the end of a grant.
@Suite(.temporaryDirectory) struct AuthorizedGrantContract {
    @Test(arguments: Backend.allCases)
    func `an authorization replaces everything that was known of the grant`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection(scopes: ["a"])
        try await fixture.grants.recordMissingScopes(["z"], of: connection.id, in: fixture.team.id, at: Fixture.now)
        #expect(try await fixture.current(connection).connection.grant.missingScopes == ["z"])
        #expect(try await fixture.fail(try await fixture.lease(connection), Fixture.trouble(.rejected)))
        let identity = Connection.Identity(metadata: .init(value: "a@b.test", kind: .email), uid: "u-1")
        let stored = try #require(
            try await fixture.authorize(connection, token: Fixture.token(scopes: ["a"]), identity: identity))
        let found = stored.connection
        #expect(found.health == .ok && found.identity == identity && found.definitionVersion == 3)
        #expect(found.requestedScopes == ["a", "b"] && found.grantedScopes == ["a"] && found.secretVersion == 2)
        #expect(found.grant.trouble == nil && found.grant.missingScopes == [])
        #expect(stored.secret.box == Array("authorized \(connection.id) 2".utf8))
        let second = try await fixture.authorize(
            connection, expecting: 2, token: Fixture.token(expires: nil, due: nil, scopes: nil), isVerified: false)
        #expect(
            second?.connection.grantedScopes == ["a", "b"], "without a word of them, what was asked for is granted")
        #expect(second?.connection.health == .unknown && second?.connection.verifiedAt == nil)
        #expect(second?.connection.identity == .init(), "nothing of another account stays")
        #expect(try await fixture.chainHolds())
    }

    @Test(arguments: Backend.allCases)
    func `an authorization that another change came before stores nothing`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let other = try await fixture.addTeam("Other")
        let connection = try await fixture.addConnection()
        let before = try await fixture.current(connection)
        #expect(try await fixture.authorize(connection, expecting: 2) == nil)
        #expect(try await fixture.authorize(connection, in: other.id) == nil)
        #expect(try await fixture.current(connection).connection == before.connection)
        #expect(try await fixture.current(connection).secret == before.secret)
        #expect(try await fixture.entries().map(\.draft.action) == [.teamCreated, .connectionCreated])
        let won = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { try await fixture.authorize(connection) != nil } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(won == 1)
    }

    @Test(arguments: Backend.allCases)
    func `a refresh under way loses against an authorization, and its fence stays behind`(
        _ backend: Backend
    ) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        let old = try await fixture.lease(connection)
        try await fixture.authorize(connection)
        let new = try await fixture.lease(connection, expecting: 2)
        #expect(new.fence > old.fence, "a lease is never taken for one that came before")
        #expect(try await fixture.complete(old) == nil)
        #expect(try await fixture.fail(old, Fixture.trouble(.rejected)) == false)
        #expect(try await fixture.grants.renew(old, until: Fixture.after(99)) == false)
        #expect(try await fixture.begin(connection, expecting: 2, holder: "b", at: 1).word == "held")
        #expect(try await fixture.complete(new)?.secret.version == 3)
    }

    @Test(arguments: Backend.allCases)
    func `data that waited is taken away by the authorization it waited for`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let other = try await fixture.addTeam("Other")
        let connection = try await fixture.addConnection()
        let (grants, team) = (fixture.grants, fixture.team.id)
        #expect(try await grants.pendingData(of: connection.id, in: team) == nil)
        for version in [2, 3] as [Int64] {
            try await grants.storePending(
                fixture.box("pending", version: version), definitionVersion: 1, of: connection.id, in: team,
                audit: fixture.draft(.connectionDataChanged))
            #expect(
                try await grants.pendingData(of: connection.id, in: team)
                    == PendingData(box: fixture.box("pending", version: version), definitionVersion: 1))
        }
        #expect(try await grants.pendingData(of: connection.id, in: other.id) == nil)
        #expect(try await fixture.authorize(connection, expecting: 9) == nil)
        #expect(try await grants.pendingData(of: connection.id, in: team) != nil, "it waits on")
        try await fixture.authorize(connection)
        #expect(try await grants.pendingData(of: connection.id, in: team) == nil)
    }

    @Test(arguments: Backend.allCases)
    func `a grant that was ended is ended for a refresh under way as well`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        try await fixture.authorize(connection)
        let (completing, team) = (try await fixture.lease(connection, expecting: 2), fixture.team.id)
        let revoked = Fixture.trouble(.revoked)
        try await fixture.grants.endGrant(
            of: connection.id, in: team, trouble: revoked, audit: fixture.draft(.connectionRevoked))
        let ended = try await fixture.current(connection).connection
        #expect(ended.health == .needsReauthorization && ended.grant.trouble == revoked)
        #expect(ended.grant.refreshDueAt == nil)
        #expect(try await fixture.complete(completing) == nil, "its token is worth nothing any more")
        #expect(try await fixture.current(connection).connection == ended)
        #expect(try await fixture.begin(connection, expecting: 2, holder: "b").word == "changed")
        // And a refusal does not hide why.
        #expect(try await fixture.fail(completing, Fixture.trouble(.provider, retry: 9)) == false)
        #expect(try await fixture.current(connection).connection.grant.trouble == revoked)
        #expect(try await fixture.authorize(connection, expecting: 2)?.connection.health == .ok)
    }

    @Test(arguments: Backend.allCases)
    func `a grant is ended in its own team only, and audited`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let other = try await fixture.addTeam("Other")
        let connection = try await fixture.addConnection()
        let before = try await fixture.entries().count
        for (id, team) in [(connection.id, other.id), (ConnectionID(99), fixture.team.id)] {
            let found = await code {
                try await fixture.grants.endGrant(
                    of: id, in: team, trouble: Fixture.trouble(.revoked), audit: fixture.draft(.connectionRevoked))
            }
            #expect(found == .notFound)
        }
        #expect(try await fixture.entries().count == before)
        #expect(try await fixture.current(connection).connection.health == .unknown)
    }

    @Test(arguments: Backend.allCases)
    func `a verification that was under way does not bring an ended grant back`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        try await fixture.grants.endGrant(
            of: connection.id, in: fixture.team.id, trouble: Fixture.trouble(.revoked),
            audit: fixture.draft(.connectionRevoked))
        for health in [Connection.Health.ok, .failing] {
            try await fixture.connections.record(
                VerificationRecord(secretVersion: 1, health: health, identity: .init(), at: Fixture.now),
                of: connection.id, in: fixture.team.id, audit: fixture.draft(.connectionVerified))
            #expect(try await fixture.current(connection).connection.health == .needsReauthorization)
        }
    }

    @Test(arguments: Backend.allCases)
    func `with a connection goes everything that hung on it`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let (connection, kept) = (try await fixture.addConnection("gone"), try await fixture.addConnection("kept"))
        let team = fixture.team.id
        var links: [ConnectionLink] = []
        for (number, one) in [connection, kept].enumerated() {
            _ = try await fixture.lease(one)
            try await fixture.grants.storePending(
                fixture.box("p"), definitionVersion: 1, of: one.id, in: team,
                audit: fixture.draft(.connectionDataChanged))
            try await fixture.authorizations.insert(
                fixture.authorization(number, of: one), audit: fixture.draft(.connectionAuthorizationStarted))
            let link = try await fixture.links.insert(fixture.newLink(number), audit: fixture.draft(.linkCreated))
            #expect(try await fixture.links.use(link.id, for: one.id, in: team))
            links.append(link)
        }
        let deletion = try await fixture.connections.delete(
            connection.id, in: team, evenIfUsed: false, audit: fixture.draft(.connectionDeleted))
        guard case .deleted = deletion else {
            Issue.record("\(deletion)")
            return
        }
        for table in ["refresh_leases", "connection_pending", "authorizations", "connection_secrets", "connections"] {
            #expect(try await fixture.count(table) == 1, "\(table)")
        }
        #expect(try await fixture.links.link(links[0].id)?.connectionID == nil)
        #expect(try await fixture.links.link(links[1].id)?.connectionID == kept.id)
        #expect(
            try await fixture.complete(
                RefreshLease(
                    connectionID: connection.id, teamID: team, holder: "a", fence: 1, secretVersion: 1)) == nil)
    }
}
