// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonJSON
import TenonStore
import Testing

/// What the store of custom apps promises.
@Suite(.temporaryDirectory) struct DefinitionStoreContract {
    @Test(arguments: Backend.allCases)
    func `an app is stored under the first name that nobody ever had`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let (store, organization) = (fixture.definitions, fixture.team.organizationID)
        let first = try await fixture.addApp(names: ["acme", "acme-x"])
        let second = try await fixture.addApp(names: ["acme", "acme-x"])
        #expect([first.name, second.name] == ["acme", "acme-x"])
        #expect(try await store.apps(of: organization) == [first, second])
        #expect(try await store.app("acme", of: organization) == first)
        #expect(try await store.app("acme", of: OrganizationID(99)) == nil)
        #expect(try await fixture.entries().last?.draft.subject == "app:acme-x")
        _ = try await store.delete(app: "acme", of: organization, audit: fixture.draft(.appDeleted))
        let refusal = await code { _ = try await fixture.addApp(names: ["acme"]) }
        #expect(refusal == .conflict, "a name is not given again")
    }

    @Test(arguments: Backend.allCases)
    func `a draft has everything of its app, comments and all`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let (store, organization) = (fixture.definitions, fixture.team.organizationID)
        var app = try await fixture.addApp(names: ["acme"])
        let type = try await fixture.addAppConnection(of: app, names: ["acme"], sections: ["api": "{} // é"])
        app.label = "Other"
        app.documentation = "https://example.com"
        let later = Fixture.now.advanced(by: .seconds(1))
        let audit = fixture.draft(.appChanged)
        let updated = try #require(try await store.update(app, at: later, audit: audit))
        #expect(updated.label == "Other" && updated.updatedAt == later && updated.revision > app.revision)
        #expect(try await store.setBase("{/**/}", of: "acme", of: organization, at: later, audit: audit))
        #expect(
            try await store.setSection("scope", to: "[]", of: "acme", of: organization, at: later, audit: audit))
        let draft = try #require(try await store.draft(of: "acme", of: organization))
        #expect(draft.base == "{/**/}")
        #expect(draft.connections.map(\.connection) == [type])
        #expect(draft.connections.first?.sections == ["api": "{} // é", "scope": "[]"])
        #expect(draft.app.revision == updated.revision + 2)
        #expect(try await store.section("scope", of: "acme", of: organization) == "[]")
    }

    @Test(arguments: Backend.allCases)
    func `another organization changes and sees nothing of it`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let (store, other, audit) = (fixture.definitions, OrganizationID(99), fixture.draft(.appChanged))
        let app = try await fixture.addApp(names: ["acme"])
        let type = try await fixture.addAppConnection(of: app, names: ["acme"], sections: ["api": "{}"])
        let before = try await fixture.entries().count
        let foreign = CustomApp(
            name: "acme", organizationID: other, label: "Mine", description: "", theme: "#000000", documentation: nil,
            language: "en", countries: .null, publishedVersion: 0, revision: 1, createdAt: Fixture.now,
            updatedAt: Fixture.now)
        #expect(try await store.update(foreign, at: Fixture.now, audit: audit) == nil)
        #expect(try await store.setBase("x", of: "acme", of: other, at: Fixture.now, audit: audit) == false)
        #expect(try await store.draft(of: "acme", of: other) == nil)
        #expect(try await store.connections(of: "acme", of: other) == [])
        #expect(try await store.connection("acme", of: other) == nil)
        #expect(try await store.section("api", of: "acme", of: other) == nil)
        #expect(
            try await store.setSection("api", to: "x", of: "acme", of: other, at: Fixture.now, audit: audit) == false)
        #expect(try await store.versions(of: "acme", of: other) == [])
        let stolen = AppConnection(name: type.name, app: "acme", organizationID: other, label: "x", kind: .basic)
        #expect(try await store.update(stolen, at: Fixture.now, audit: audit) == nil)
        let added = await code {
            _ = try await store.insert(stolen, sections: [:], names: ["new"], at: Fixture.now) { _ in audit }
        }
        #expect(added == .notFound)
        #expect(try await store.delete(app: "acme", of: other, audit: audit) == .notFound)
        #expect(try await store.delete(connection: "acme", of: other, at: Fixture.now, audit: audit) == .notFound)
        #expect(try await fixture.entries().count == before)
        #expect(try await store.app("acme", of: app.organizationID)?.label == "Acme")
    }

    @Test(arguments: Backend.allCases)
    func `versions count up, never change, and are of the draft that was looked at`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let (store, organization) = (fixture.definitions, fixture.team.organizationID)
        let app = try await fixture.addApp(names: ["acme"])
        _ = try await fixture.addAppConnection(of: app, names: ["acme"])
        #expect(app.hasUnpublishedChanges)
        let before = try await store.publicationCount()
        #expect(try await store.newestPublications().apps == [])
        #expect(try await fixture.publish("acme", source: "one") == 1)
        #expect(try await store.app("acme", of: organization)?.hasUnpublishedChanges == false)
        #expect(try await fixture.publish("acme", source: "two") == 2)
        #expect(try await store.publicationCount() != before)
        let newest = try await store.newestPublications()
        let count = try await store.publicationCount()
        #expect(newest.count == count)
        #expect(newest.apps.map(\.source) == ["two"])
        #expect(newest.apps.first?.types == ["acme"])
        #expect(try await store.publication(ofType: "acme", version: 1)?.source == "one")
        #expect(try await store.publication(ofType: "acme", version: 3) == nil)
        #expect(try await store.versions(of: "acme", of: organization).map(\.version) == [2, 1])
        let revision = try #require(try await store.app("acme", of: organization)).revision
        _ = try await store.setBase(
            "new", of: "acme", of: organization, at: Fixture.now, audit: fixture.draft(.appChanged))
        let late = await code { try await fixture.publish("acme", revision: revision) }
        #expect(late == .conflict)
        #expect(await code { try await fixture.publish("nothing", revision: 1) } == .notFound)
        #expect(try await fixture.entries().count { $0.draft.action == .appPublished } == 2)
    }

    @Test(arguments: Backend.allCases)
    func `what connections use is not deleted, and what goes takes its client along`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let (store, organization) = (fixture.definitions, fixture.team.organizationID)
        let app = try await fixture.addApp(names: ["acme"])
        _ = try await fixture.addAppConnection(of: app, names: ["acme"], sections: ["api": "{}"])
        _ = try await fixture.addAppConnection(of: app, names: ["acme-2"])
        try await fixture.publish("acme")
        let used = try await fixture.addConnection(type: "acme")
        for type in ["acme", "acme-2"] {
            try await fixture.installations.put(
                AppInstallation(
                    organizationID: organization, type: type, teamID: fixture.team.id, box: fixture.box("i"),
                    updatedAt: Fixture.now, reach: SecretReach(version: 1, hosts: ["a"], isComputed: false)),
                audit: fixture.draft(.installationChanged))
        }
        #expect(try await store.versionsInUse(ofType: "acme", of: organization).map(\.count) == [1])
        let audit = fixture.draft(.appChanged)
        #expect(
            try await store.delete(connection: "acme", of: organization, at: Fixture.now, audit: audit) == .inUse(1))
        #expect(try await store.delete(app: "acme", of: organization, audit: audit) == .inUse(1))
        #expect(
            try await store.delete(connection: "acme-2", of: organization, at: Fixture.now, audit: audit) == .deleted)
        #expect(try await store.newestPublications().apps.first?.types == ["acme"], "gone at once")
        #expect(try await fixture.installations.installations(of: organization).map(\.type) == ["acme"])
        #expect(
            try await fixture.installations.installation("acme", of: organization)?.reach
                == SecretReach(version: 1, hosts: ["a"], isComputed: false))
        _ = try await fixture.connections.delete(
            used.id, in: fixture.team.id, evenIfUsed: true, audit: fixture.draft(.connectionDeleted))
        #expect(try await store.delete(app: "acme", of: organization, audit: audit) == .deleted)
        #expect(try await fixture.installations.installations(of: organization).isEmpty)
        #expect(try await store.newestPublications().apps == [])
        #expect(try await store.publication(ofType: "acme", version: 1) == nil)
    }

    @Test(arguments: Backend.allCases)
    func `of too many versions the oldest that nothing was made with goes`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let (store, organization) = (fixture.definitions, fixture.team.organizationID)
        let app = try await fixture.addApp(names: ["acme"])
        _ = try await fixture.addAppConnection(of: app, names: ["acme"])
        try await fixture.publish("acme")
        try await fixture.addConnection(type: "acme")
        for _ in 1..<CustomApp.versionsMax { try await fixture.publish("acme") }
        try await fixture.publish("acme")
        let versions = try await store.versions(of: "acme", of: organization).map(\.version)
        #expect(versions.count == CustomApp.versionsMax)
        #expect(versions.first == CustomApp.versionsMax + 1)
        #expect(versions.suffix(2) == [3, 1], "a connection was made with the first")
    }

    @Test(arguments: Backend.allCases)
    func `apps and their types are limited in number`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let app = try await fixture.addApp(names: ["a"])
        for number in 0..<CustomApp.connectionsMax {
            _ = try await fixture.addAppConnection(of: app, names: ["t\(number)"])
        }
        #expect(await code { _ = try await fixture.addAppConnection(of: app, names: ["t"]) } == .conflict)
        for number in 1..<CustomApp.perOrganizationMax { _ = try await fixture.addApp(names: ["a\(number)"]) }
        #expect(await code { _ = try await fixture.addApp(names: ["b"]) } == .conflict)
    }
}
