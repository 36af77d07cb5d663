// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonStore
import Testing

/// What the store of connection links promises.
@Suite(.temporaryDirectory) struct LinkStoreContract {
    @Test(arguments: Backend.allCases)
    func `a link is found by its number and its token`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let link = try await fixture.links.insert(
            fixture.newLink(1, name: "Ada's 💶"), audit: fixture.draft(.linkCreated))
        #expect(link.name == "Ada's 💶" && link.type == "google" && link.scopes == ["a"] && link.connectionID == nil)
        #expect(link.teamID == fixture.team.id && link.organizationID == fixture.team.organizationID)
        #expect(link.createdBy == fixture.owner.id && link.expiresAt == Fixture.after(3600) && link.returnURL == nil)
        #expect(try await fixture.links.link(link.id) == link)
        #expect(try await fixture.links.link(tokenHash: Fixture.hash(3001)) == link)
        #expect(try await fixture.links.link(tokenHash: Fixture.hash(3002)) == nil)
        #expect(try await fixture.entries().last?.draft.subject == "link:\(link.id)")
        await #expect(throws: (any Error).self) {
            _ = try await fixture.links.insert(fixture.newLink(1), audit: fixture.draft(.linkCreated))
        }
    }

    @Test(arguments: Backend.allCases)
    func `a link keeps the name and the colour of its page`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let link = try await fixture.links.insert(
            fixture.newLink(1, brandName: "Acme ✨", brandColor: "#4a154b"), audit: fixture.draft(.linkCreated))
        #expect(link.brandName == "Acme ✨" && link.brandColor == "#4a154b")
        #expect(try await fixture.links.link(link.id) == link)
    }

    @Test(arguments: Backend.allCases)
    func `a link makes one connection, whoever is first`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let other = try await fixture.addTeam("Other")
        let (first, second) = (try await fixture.addConnection("1"), try await fixture.addConnection("2"))
        let link = try await fixture.links.insert(fixture.newLink(1), audit: fixture.draft(.linkCreated))
        #expect(try await fixture.links.use(link.id, for: first.id, in: other.id) == false)
        let won = try await withThrowingTaskGroup(of: ConnectionID?.self) { group in
            for number in 0..<20 {
                let id = number.isMultiple(of: 2) ? first.id : second.id
                group.addTask { try await fixture.links.use(link.id, for: id, in: fixture.team.id) ? id : nil }
            }
            return try await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
        }
        #expect(won.count == 1)
        #expect(try await fixture.links.link(link.id)?.connectionID == won.first)
    }

    @Test(arguments: Backend.allCases)
    func `links are listed and deleted in their own team`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let other = try await fixture.addTeam("Other")
        for (number, name) in ["b", "a", "c"].enumerated() {
            _ = try await fixture.links.insert(fixture.newLink(number, name: name), audit: fixture.draft(.linkCreated))
        }
        let foreign = try await fixture.links.insert(
            fixture.newLink(9, name: "x", in: other.id), audit: fixture.draft(.linkCreated, team: other.id))
        func names(_ page: Page = Page()) async throws -> [String] {
            try await fixture.links.links(in: fixture.team.id, page: page).map(\.name)
        }
        #expect(try await names() == ["a", "b", "c"])
        #expect(try await names(Page(limit: 1, offset: 1, sortBy: .id, direction: .descending)) == ["a"])
        let before = try await fixture.entries().count
        #expect(
            try await fixture.links.delete(foreign.id, in: fixture.team.id, audit: fixture.draft(.linkDeleted)) == false
        )
        #expect(try await fixture.entries().count == before)
        #expect(
            try await fixture.links.delete(
                foreign.id, in: other.id, audit: fixture.draft(.linkDeleted, team: other.id)))
        #expect(try await fixture.links.link(foreign.id) == nil)
        #expect(try await fixture.chainHolds())
    }
}

/// What the store of the organizations' own clients promises.
@Suite(.temporaryDirectory) struct InstallationStoreContract {
    private func installation(_ fixture: Fixture, _ type: String, _ text: String, version: Int64 = 1) -> AppInstallation
    {
        AppInstallation(
            organizationID: fixture.team.organizationID, type: type, teamID: fixture.team.id,
            box: fixture.box(text, version: version), updatedAt: Fixture.after(version))
    }

    @Test(arguments: Backend.allCases)
    func `an installation is put over the last, found by type, and deleted`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let (store, organization) = (fixture.installations, fixture.team.organizationID)
        for (type, text, version) in [("slack", "s", 1), ("google", "g1", 1), ("google", "g2", 2)]
            as [(String, String, Int64)]
        {
            try await store.put(
                installation(fixture, type, text, version: version), audit: fixture.draft(.installationChanged))
        }
        let found = try #require(try await store.installation("google", of: organization))
        #expect(found.box == fixture.box("g2", version: 2) && found.updatedAt == Fixture.after(2))
        #expect(found.teamID == fixture.team.id && found.type == "google" && found.organizationID == organization)
        #expect(try await store.installations(of: organization).map(\.type) == ["google", "slack"])
        #expect(try await store.installation("google", of: OrganizationID(99)) == nil)
        #expect(try await store.installations(of: OrganizationID(99)).isEmpty)
        #expect(try await store.delete("google", of: organization, audit: fixture.draft(.installationDeleted)))
        #expect(try await store.delete("google", of: organization, audit: fixture.draft(.installationDeleted)) == false)
        #expect(try await store.installation("google", of: organization) == nil)
        #expect(
            try await fixture.entries().map(\.draft.action)
                == [.installationChanged, .installationChanged, .installationChanged, .installationDeleted])
        #expect(try await fixture.chainHolds())
    }
}
