// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonStore
import Testing

/// What the store of people and their rights promises.
@Suite(.temporaryDirectory) struct AccessStoreContract {
    @Test(arguments: Backend.allCases)
    func `an installation is set up once, whole`(_ backend: Backend) async throws {
        let database = try await backend.open()
        #expect(try await SQLAccessStore(database).isInitialized() == false)
        let fixture = try await Fixture(database)
        let access = fixture.access
        #expect(try await access.isInitialized())
        #expect(try await access.organization(fixture.team.organizationID)?.name == "Acme")
        #expect(fixture.team.name == "First")
        #expect(fixture.owner.email == "ada@example.com")
        #expect(fixture.owner.organizationRole == .owner)
        let grant = try #require(try await access.grant(tokenHash: Fixture.tokenHash))
        #expect(grant.user == fixture.owner)
        #expect(grant.roles == [fixture.team.id: .admin])
        #expect(grant.token.scopes == Set(APIScope.allCases))
        let first = try await fixture.audit.events(of: fixture.team.organizationID, after: 0, limit: 10)
        #expect(first.map(\.draft.action) == [.installationCreated])
        #expect(await code { _ = try await access.initialize(Fixture.installation, at: Fixture.now) } == .conflict)
        #expect(try await access.users(in: fixture.team.organizationID, page: Page()).count == 1)
    }

    @Test(arguments: Backend.allCases)
    func `of set-ups at the same time one wins`(_ backend: Backend) async throws {
        let access = SQLAccessStore(try await backend.open())
        let wins = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    await code { _ = try await access.initialize(Fixture.installation, at: Fixture.now) } == nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
    }

    @Test(arguments: Backend.allCases)
    func `a token is found by its hash alone, and is revoked once, by its user`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let other = try await fixture.addUser("b@example.com")
        let new = NewToken(
            userID: fixture.owner.id, label: "ci", scopes: [.connectionsRead, .auditRead],
            hash: [UInt8](repeating: 9, count: 32), hint: "abcd", createdAt: Fixture.now,
            expiresAt: Fixture.now.advanced(by: .seconds(60)))
        let token = try await fixture.access.insert(token: new, audit: fixture.draft(.tokenCreated))
        #expect(try await fixture.access.grant(tokenHash: new.hash)?.token == token)
        #expect(token.scopes == new.scopes)
        #expect(token.expiresAt == new.expiresAt)
        #expect(try await fixture.access.grant(tokenHash: [UInt8](repeating: 8, count: 32)) == nil)
        #expect(try await fixture.access.tokens(of: fixture.owner.id).map(\.label) == ["ci", "Owner"])

        func revoke(_ user: UserID) async throws -> APIToken? {
            try await fixture.access.revoke(
                token: token.id, of: user, at: Fixture.now, audit: fixture.draft(.tokenRevoked))
        }
        #expect(try await revoke(other.id) == nil)
        #expect(try await revoke(fixture.owner.id)?.revokedAt == Fixture.now)
        #expect(try await revoke(fixture.owner.id) == nil)
        #expect(try await fixture.access.grant(tokenHash: new.hash)?.token.revokedAt == Fixture.now)
        let entries = try await fixture.entries()
        #expect(entries.map(\.draft.action) == [.userCreated, .tokenCreated, .tokenRevoked])
        #expect(entries.map(\.draft.subject) == ["user:\(other.id)", "token:\(token.id)", "token:\(token.id)"])
    }

    @Test(arguments: Backend.allCases)
    func `the limits of a token come back as they were, and what is not understood allows nothing`(
        _ backend: Backend
    ) async throws {
        let fixture = try await Fixture(backend)
        let limits = TokenLimits(
            connections: [ConnectionID(3), ConnectionID(1)], types: ["slack"],
            requests: [try RequestRule("GET,POST /v1/**")], requestsPerMinute: 60)
        for (index, limits) in [limits, nil].enumerated() {
            let new = NewToken(
                userID: fixture.owner.id, label: "agent", scopes: [.connectionsUse], limits: limits,
                hash: [UInt8](repeating: UInt8(index), count: 32), hint: "abcd", createdAt: Fixture.now, expiresAt: nil)
            #expect(try await fixture.access.insert(token: new, audit: fixture.draft(.tokenCreated)).limits == limits)
            #expect(try await fixture.access.grant(tokenHash: new.hash)?.token.limits == limits)
        }
        for text in [
            #"{"connections":[1],"weekdays":["monday"]}"#, "[]", "{}", #"{"requests":["nonsense"]}"#,
            #"{"connections":["1"]}"#, #"{"types":"slack"}"#, #"{"requestsPerMinute":"6"}"#,
        ] {
            try await fixture.database.write { connection in
                _ = try connection.change("UPDATE api_tokens SET limits = ?1 WHERE label = 'agent'", text)
            }
            let hash = [UInt8](repeating: 0, count: 32)
            #expect(try await fixture.access.grant(tokenHash: hash)?.token.limits == .nothing, "\(text)")
        }
    }

    @Test(arguments: Backend.allCases)
    func `a hash is nobody else's`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let again = NewToken(
            userID: fixture.owner.id, label: "again", scopes: [], hash: Fixture.tokenHash, hint: "",
            createdAt: Fixture.now, expiresAt: nil)
        let refusal = await code {
            _ = try await fixture.access.insert(token: again, audit: fixture.draft(.tokenCreated))
        }
        #expect(refusal == .conflict)
        #expect(try await fixture.entries().isEmpty)
    }

    @Test(arguments: Backend.allCases)
    func `the last use is written at most once a minute`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let token = try #require(try await fixture.access.grant(tokenHash: Fixture.tokenHash)).token
        for (seconds, expected) in [(0, 0), (59, 0), (60, 60), (30, 60), (119, 60), (121, 121)] {
            try await fixture.access.touch(token: token.id, at: Fixture.now.advanced(by: .seconds(seconds)))
            let used = try await fixture.access.grant(tokenHash: Fixture.tokenHash)?.token.lastUsedAt
            #expect(used == Fixture.now.advanced(by: .seconds(expected)), "after \(seconds) s")
        }
    }

    @Test(arguments: Backend.allCases)
    func `an e-mail address is taken without regard to case`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        _ = try await fixture.addUser("Grace@Example.COM")
        do {
            _ = try await fixture.addUser("gRACE@example.com")
            Issue.record("the address was given twice")
        } catch let error as TenonError {
            #expect(error.code == .conflict)
            #expect(error.detail == "A user with that e-mail address exists already.")
        }
        #expect(try await fixture.entries().count == 1)
    }

    @Test(arguments: Backend.allCases)
    func `teams are listed for those in them, sorted and in pages`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let user = try await fixture.addUser("b@example.com")
        let beta = try await fixture.addTeam("beta")
        let alpha = try await fixture.addTeam("Alpha")
        let organization = fixture.team.organizationID
        func names(of member: UserID?, _ page: Page) async throws -> [String] {
            try await fixture.access.teams(in: organization, of: member, page: page).map(\.name)
        }
        #expect(try await names(of: nil, Page()) == ["Alpha", "First", "beta"])
        #expect(try await names(of: nil, Page(direction: .descending)) == ["beta", "First", "Alpha"])
        #expect(try await names(of: nil, Page(sortBy: .id)) == ["First", "beta", "Alpha"])
        #expect(try await names(of: nil, Page(limit: 1, offset: 1)) == ["First"])
        #expect(try await names(of: nil, Page(limit: -1, offset: -1)) == [])
        #expect(try await names(of: user.id, Page()) == [])
        try await fixture.access.setRole(.operator, of: user.id, in: alpha.id, audit: fixture.draft(.membershipChanged))
        #expect(try await names(of: user.id, Page()) == ["Alpha"])
        #expect(try await names(of: fixture.owner.id, Page(sortBy: .id)) == ["First", "beta", "Alpha"])
        #expect(try await fixture.access.teams(in: OrganizationID(99), of: nil, page: Page()) == [])
        #expect(try await fixture.access.members(in: beta.id).map(\.role) == [.admin])
        let counts = try await fixture.access.memberCounts(in: fixture.team.organizationID)
        #expect(counts == [fixture.team.id: 1, alpha.id: 2, beta.id: 1])
        #expect(try await fixture.access.memberCounts(in: OrganizationID(99)).isEmpty)
    }

    @Test(arguments: Backend.allCases)
    func `a role is given, changed and taken, and only changes are audited`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let user = try await fixture.addUser("b@example.com")
        let before = try await fixture.entries().count
        func set(_ role: TeamRole?, _ user: UserID, _ team: TeamID) async throws {
            try await fixture.access.setRole(role, of: user, in: team, audit: fixture.draft(.membershipChanged))
        }
        for (role, expected, changes) in [
            (TeamRole.member, [TeamRole.member], 1), (.member, [.member], 1), (.monitoring, [.monitoring], 2),
            (nil, [], 3), (nil, [], 3),
        ] as [(TeamRole?, [TeamRole], Int)] {
            try await set(role, user.id, fixture.team.id)
            #expect(try await fixture.access.memberships(of: user.id).map(\.role) == expected)
            #expect(try await fixture.entries().count == before + changes)
        }
        #expect(await code { try await set(.admin, UserID(99), fixture.team.id) } == .notFound)
        #expect(await code { try await set(.admin, user.id, TeamID(99)) } == .notFound)
    }

    @Test(arguments: Backend.allCases)
    func `users are read one by one and as a list`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let user = try await fixture.addUser("b@example.com")
        #expect(try await fixture.access.user(user.id) == user)
        #expect(try await fixture.access.user(UserID(99)) == nil)
        #expect(try await fixture.access.team(TeamID(99)) == nil)
        #expect(try await fixture.access.organization(OrganizationID(99)) == nil)
        let listed = try await fixture.access.users(in: fixture.team.organizationID, page: Page(sortBy: .id))
        #expect(listed == [fixture.owner, user])
    }
}
