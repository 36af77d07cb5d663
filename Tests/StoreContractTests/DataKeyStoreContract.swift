// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonStore
import Testing

/// What the store of wrapped data keys promises.
@Suite(.temporaryDirectory) struct DataKeyStoreContract {
    @Test(arguments: Backend.allCases)
    func `a team has one active key: the first that was stored`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let team = try await fixture.access.insert(
            teamNamed: "New", in: fixture.team.organizationID, admin: fixture.owner.id, at: Fixture.now,
            audit: fixture.draft(.teamCreated))
        #expect(try await fixture.keys.activeDataKey(of: team.id) == nil)
        let answers = try await withThrowingTaskGroup(of: WrappedDataKey.self) { group in
            for number in 0..<20 {
                group.addTask { try await fixture.keys.insertActive(Fixture.key("new-\(number)", of: team.id)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let active = try #require(try await fixture.keys.activeDataKey(of: team.id))
        #expect(Set(answers) == [active])
        #expect(try await fixture.keys.dataKey(active.id) == active)
        #expect(try await fixture.keys.dataKey(DataKeyID("none")) == nil)
        #expect(try await fixture.keys.dataKeys(after: nil, limit: 100).count == 2)
    }

    @Test(arguments: Backend.allCases)
    func `keys are read in pages and counted by root key`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        for number in 0..<4 { _ = try await fixture.addTeam("t\(number)") }
        let all = try await fixture.keys.dataKeys(after: nil, limit: 100)
        #expect(all.map(\.id.rawValue) == all.map(\.id.rawValue).sorted())
        #expect(all.count == 5)
        var paged: [WrappedDataKey] = []
        while true {
            let page = try await fixture.keys.dataKeys(after: paged.last?.id, limit: 2)
            if page.isEmpty { break }
            paged += page
        }
        #expect(paged == all)
        #expect(try await fixture.keys.rootKeyUsage() == ["root-1": 5])
    }

    @Test(arguments: Backend.allCases)
    func `a key is wrapped anew only while the expected root key wraps it`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        _ = try await fixture.addTeam("Other")
        let keys = try await fixture.keys.dataKeys(after: nil, limit: 10)
        let new = keys.map { key in
            WrappedDataKey(
                id: key.id, teamID: key.teamID, rootKeyID: "root-2", box: [1, 2, 3], createdAt: key.createdAt,
                isActive: key.isActive)
        }
        func rewrap(_ keys: [WrappedDataKey], from root: String) async throws -> Int {
            try await fixture.keys.rewrap(
                keys.map { (key: $0, expectedRootKeyID: root) }, audit: fixture.draft(.rootKeyRotated))
        }
        #expect(try await rewrap([new[0]], from: "root-1") == 1)
        #expect(try await rewrap(new, from: "root-1") == 1)
        #expect(try await fixture.keys.dataKeys(after: nil, limit: 10) == new)
        #expect(try await fixture.keys.rootKeyUsage() == ["root-2": 2])
        let before = try await fixture.entries().count
        #expect(try await rewrap(new, from: "root-1") == 0)
        #expect(try await fixture.entries().count == before)
        #expect(try await fixture.chainHolds())
    }
}
