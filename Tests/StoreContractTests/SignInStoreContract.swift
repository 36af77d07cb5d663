// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonStore
import Testing

/// What the store of passwords, sessions and invitations promises.
@Suite(.temporaryDirectory) struct SignInStoreContract {
    private static let hash = PasswordHash(encoded: "$scrypt$1")
    private static let later = Fixture.now.advanced(by: .seconds(100))

    private static func token(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }

    private func session(_ user: User, token: UInt8, endsAt: Timestamp = later) -> NewSession {
        NewSession(
            userID: user.id, method: .password, tokenHash: Self.token(token), createdAt: Fixture.now, endsAt: endsAt,
            address: "192.0.2.7", userAgent: "Test/1")
    }

    @Test(arguments: Backend.allCases)
    func `the server is claimed once`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let store = SQLSignInStore(fixture.database)
        let other = try await fixture.addUser("b@example.com")
        func claim(_ user: User, _ email: String) async throws -> User {
            try await store.claim(
                user.id, name: "Grace", email: email, password: Self.hash, at: Fixture.now,
                audit: fixture.draft(.serverClaimed))
        }
        #expect(try await !store.hasPassword())
        #expect(await code { _ = try await claim(fixture.owner, "B@example.com") } == .conflict)
        #expect(try await !store.hasPassword())
        let claimed = try await claim(fixture.owner, "Grace@Example.com")
        #expect(claimed.name == "Grace")
        #expect(claimed.email == "grace@example.com")
        #expect(try await store.hasPassword())
        #expect(await code { _ = try await claim(other, "c@example.com") } == .conflict)
        let found = try #require(try await store.user(email: "GRACE@example.com"))
        #expect(found.user == claimed)
        #expect(found.password?.encoded == Self.hash.encoded)
        #expect(try await store.user(email: "b@example.com")?.password == nil)
        #expect(try await store.user(email: "nobody@example.com") == nil)
        #expect(try await fixture.entries().map(\.draft.action) == [.userCreated, .serverClaimed])
    }

    @Test(arguments: Backend.allCases)
    func `of claims at the same time one wins`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let store = SQLSignInStore(fixture.database)
        let wins = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<8 {
                group.addTask {
                    await code {
                        _ = try await store.claim(
                            fixture.owner.id, name: "N\(index)", email: "n\(index)@example.com",
                            password: PasswordHash(encoded: "\(index)"), at: Fixture.now,
                            audit: fixture.draft(.serverClaimed))
                    } == nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
        let user = try #require(try await fixture.access.user(fixture.owner.id))
        #expect(try await store.password(of: user.id).map { "N\($0.encoded)" } == user.name)
    }

    @Test(arguments: Backend.allCases)
    func `a session is found by its token with the roles of now`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let store = SQLSignInStore(fixture.database)
        let user = try await fixture.addUser("b@example.com")
        let made = try await store.insert(session: session(user, token: 1), audit: fixture.draft(.signedIn))
        #expect(try await store.session(tokenHash: Self.token(1))?.session == made)
        #expect(try await store.session(tokenHash: Self.token(1))?.roles == [:])
        #expect(try await store.session(tokenHash: Self.token(2)) == nil)
        try await fixture.access.setRole(
            .member, of: user.id, in: fixture.team.id, audit: fixture.draft(.membershipChanged))
        let grant = try #require(try await store.session(tokenHash: Self.token(1)))
        #expect(grant.roles == [fixture.team.id: .member])
        #expect(grant.user == user)
        #expect(grant.session.address == "192.0.2.7")
        #expect(try await fixture.entries().contains { $0.draft.subject == "session:\(made.id)" })
    }

    @Test(arguments: Backend.allCases)
    func `sessions are ended by their person, one or all`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let store = SQLSignInStore(fixture.database)
        let other = try await fixture.addUser("b@example.com")
        var ids: [SessionID] = []
        for token in 1...3 as ClosedRange<UInt8> {
            ids.append(
                try await store.insert(session: session(fixture.owner, token: token), audit: fixture.draft(.signedIn))
                    .id
            )
        }
        let others = try await store.insert(session: session(other, token: 9), audit: fixture.draft(.signedIn))
        let owner = fixture.owner.id
        #expect(try await store.sessions(of: owner, at: Fixture.now).map(\.id) == ids.reversed())
        #expect(try await !store.end(session: ids[0], of: other.id, audit: fixture.draft(.sessionEnded)))
        #expect(try await store.end(session: ids[0], of: owner, audit: fixture.draft(.sessionEnded)))
        #expect(try await !store.end(session: ids[0], of: owner, audit: fixture.draft(.sessionEnded)))
        #expect(try await store.endSessions(of: owner, keeping: ids[2], audit: fixture.draft(.sessionEnded)) == 1)
        #expect(try await store.sessions(of: owner, at: Fixture.now).map(\.id) == [ids[2]])
        #expect(try await store.endSessions(of: owner, keeping: ids[2], audit: fixture.draft(.sessionEnded)) == 0)
        #expect(try await store.session(tokenHash: Self.token(9))?.session == others)
        #expect(try await fixture.entries().count { $0.draft.action == .sessionEnded } == 3)
    }

    @Test(arguments: Backend.allCases)
    func `a new password ends all other sessions`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let store = SQLSignInStore(fixture.database)
        let kept = try await store.insert(session: session(fixture.owner, token: 1), audit: fixture.draft(.signedIn))
        _ = try await store.insert(session: session(fixture.owner, token: 2), audit: fixture.draft(.signedIn))
        for (text, keeping, left) in [("a", kept.id, [kept.id]), ("b", nil, [])] as [(String, SessionID?, [SessionID])]
        {
            try await store.setPassword(
                PasswordHash(encoded: text), of: fixture.owner.id, keeping: keeping, at: Fixture.now,
                audit: fixture.draft(.passwordChanged))
            #expect(try await store.password(of: fixture.owner.id)?.encoded == text)
            #expect(try await store.sessions(of: fixture.owner.id, at: Fixture.now).map(\.id) == left)
        }
    }

    @Test(arguments: Backend.allCases)
    func `the last use is noted once a minute, and what has ended is forgotten`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let store = SQLSignInStore(fixture.database)
        let made = try await store.insert(session: session(fixture.owner, token: 1), audit: fixture.draft(.signedIn))
        for (seconds, expected) in [(59, 0), (60, 60), (90, 60)] {
            try await store.touch(session: made.id, at: Fixture.now.advanced(by: .seconds(seconds)))
            let seen = try await store.session(tokenHash: Self.token(1))?.session.seenAt
            #expect(seen == Fixture.now.advanced(by: .seconds(expected)), "after \(seconds) s")
        }
        #expect(try await store.sessions(of: fixture.owner.id, at: Self.later) == [])
        try await store.forgetEnded(at: Fixture.now)
        #expect(try await store.session(tokenHash: Self.token(1)) != nil)
        try await store.forgetEnded(at: Self.later)
        #expect(try await store.session(tokenHash: Self.token(1)) == nil)
    }

    @Test(arguments: Backend.allCases)
    func `an invitation works once, until its end, and a newer one replaces it`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let store = SQLSignInStore(fixture.database)
        let user = try await fixture.addUser("b@example.com")
        _ = try await store.insert(session: session(user, token: 7), audit: fixture.draft(.signedIn))
        func invite(_ token: UInt8) async throws {
            let invitation = NewInvitation(
                userID: user.id, tokenHash: Self.token(token), createdBy: fixture.owner.id, createdAt: Fixture.now,
                endsAt: Self.later)
            try await store.insert(invitation: invitation, audit: fixture.draft(.userInvited))
        }
        func accept(_ token: UInt8, at now: Timestamp = Fixture.now) async throws -> User? {
            try await store.accept(
                invitation: Self.token(token), name: "Bea", password: Self.hash, at: now,
                audit: fixture.draft(.invitationAccepted))
        }
        try await invite(1)
        try await invite(2)
        let organization = fixture.team.organizationID
        #expect(try await store.invitation(tokenHash: Self.token(1), at: Fixture.now) == nil)
        #expect(try await store.invitation(tokenHash: Self.token(2), at: Fixture.now)?.user == user)
        #expect(try await store.invitation(tokenHash: Self.token(2), at: Self.later) == nil)
        #expect(try await store.invitations(in: organization, at: Fixture.now).map(\.user) == [user])
        #expect(try await store.invitations(in: OrganizationID(99), at: Fixture.now) == [])
        #expect(try await accept(1) == nil)
        #expect(try await accept(2, at: Self.later) == nil)
        #expect(try await accept(2)?.name == "Bea")
        #expect(try await accept(2) == nil)
        #expect(try await store.password(of: user.id)?.encoded == Self.hash.encoded)
        #expect(try await store.session(tokenHash: Self.token(7)) == nil)
        try await invite(3)
        #expect(try await store.deleteInvitation(of: user.id, audit: fixture.draft(.invitationDeleted)))
        #expect(try await !store.deleteInvitation(of: user.id, audit: fixture.draft(.invitationDeleted)))
        #expect(try await accept(3) == nil)
    }

    @Test(arguments: Backend.allCases)
    func `an identity is one person's for good`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let store = SQLSignInStore(fixture.database)
        let other = try await fixture.addUser("b@example.com")
        let identity = ProviderIdentity(issuer: "https://id.example.com", subject: "42")
        func bind(_ user: User) async throws {
            try await store.insert(
                identity: identity, of: user.id, at: Fixture.now, audit: fixture.draft(.identityBound))
        }
        #expect(try await store.user(identity: identity) == nil)
        try await bind(other)
        #expect(try await store.user(identity: identity) == other)
        #expect(await code { try await bind(fixture.owner) } == .conflict)
        #expect(try await store.user(identity: identity) == other)
        let elsewhere = ProviderIdentity(issuer: "https://evil.example.com", subject: "42")
        #expect(try await store.user(identity: elsewhere) == nil)
    }
}
