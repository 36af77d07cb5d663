// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonJSON
import TenonStore
import Testing

/// What the audit chain promises.
@Suite(.temporaryDirectory) struct AuditStoreContract {
    @Test(arguments: Backend.allCases)
    func `many entries at once stand in the chain one behind the other`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        for count in [1, 15, 16, 17, 300] {
            let before = try await fixture.entries().count
            let drafts = (0..<count).map { fixture.draft(.connectionUsed, details: ["n": JSON($0)]) }
            try await fixture.audit.append(drafts)
            let added = try await fixture.entries().dropFirst(before)
            #expect(added.compactMap { $0.draft.details["n"]?.int } == (0..<count).map { Int64($0) })
            #expect(try await fixture.chainHolds())
        }
    }

    @Test(arguments: Backend.allCases)
    func `an entry comes back as it was, so that its hash holds`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let details: JSONObject = [
            "z": 1, "a": ["x", nil, true], "number": .number(try #require(JSONNumber(text: "1.50e+3"))),
            "text": "quote \" slash \\ line \n nul \u{0} emoji 👩‍👩‍👧 e\u{301}", "nested": ["b": [:], "a": []],
        ]
        let connection = try await fixture.addConnection()
        let draft = fixture.draft(.connectionRenamed, details: details)
        _ = try await fixture.connections.rename(
            connection.id, in: fixture.team.id, to: "x", at: Fixture.now, audit: draft)
        let entry = try #require(try await fixture.entries().last)
        var expected = draft
        expected.subject = "connection:\(connection.id)"
        #expect(entry.draft == expected)
        #expect(JSON.object(entry.draft.details).text() == JSON.object(details).text())
        #expect(try await fixture.chainHolds())
    }

    @Test(arguments: Backend.allCases)
    func `entries are counted without gaps and read in parts`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        for number in 0..<5 { try await fixture.addConnection("c\(number)") }
        let organization = fixture.team.organizationID
        #expect(try await fixture.audit.chains() == [organization])
        let all = try await fixture.audit.events(of: organization, after: 0, limit: 100)
        #expect(all.map(\.sequence) == [1, 2, 3, 4, 5, 6])
        #expect(try await fixture.audit.events(of: organization, after: 2, limit: 2) == Array(all[2...3]))
        #expect(try await fixture.audit.events(of: OrganizationID(99), after: 0, limit: 9) == [])
        let head = try #require(try await fixture.audit.head(of: organization))
        #expect(head.sequence == 6)
        #expect(head.hash == all.last?.hash)
        #expect(try await fixture.audit.head(of: OrganizationID(99)) == nil)
    }

    @Test(
        arguments: Backend.allCases,
        [
            "team_id = 77", "team_id = NULL", "at = at + 1", "action = 'connection.deleted'", "actor_user_id = 77",
            "actor_user_id = NULL", "actor_token_id = 77", "actor_address = '192.0.2.8'", "actor_address = NULL",
            "actor_request_id = 'other'", "subject = 'connection:77'", "subject = NULL",
            #"details = '{"b":1}'"#, "previous_hash = hash", "hash = previous_hash", "sequence = 77",
        ])
    func `a changed column is found out`(_ backend: Backend, _ change: String) async throws {
        let fixture = try await fixtureWithEntries(backend)
        try await tamper(fixture, "UPDATE audit_events SET \(change) WHERE sequence = 3")
        #expect(try await !fixture.chainHolds())
    }

    @Test(
        arguments: Backend.allCases,
        [
            // An entry out of the middle, the first, the last, all; two that changed places.
            ["DELETE FROM audit_events WHERE sequence = 3"],
            ["DELETE FROM audit_events WHERE sequence = 1"],
            ["DELETE FROM audit_events WHERE sequence = 5"],
            ["DELETE FROM audit_events"],
            [
                "UPDATE audit_events SET sequence = 99 WHERE sequence = 3",
                "UPDATE audit_events SET sequence = 3 WHERE sequence = 4",
                "UPDATE audit_events SET sequence = 4 WHERE sequence = 99",
            ],
            ["UPDATE audit_heads SET sequence = 4"],
            ["DELETE FROM audit_heads"],
        ])
    func `entries taken out, moved or cut off are found out`(_ backend: Backend, _ changes: [String]) async throws {
        let fixture = try await fixtureWithEntries(backend)
        for change in changes { try await tamper(fixture, change) }
        #expect(try await !fixture.chainHolds())
    }

    @Test(arguments: Backend.allCases)
    func `a change whose entry cannot be written does not happen`(_ backend: Backend) async throws {
        let fixture = try await fixtureWithEntries(backend)
        try await tamper(fixture, "DELETE FROM audit_heads")
        #expect(await code { try await fixture.addConnection("unseen") } == .internalError)
        let names = try await fixture.connections.connections(in: fixture.team.id, types: nil, page: Page()).map(\.name)
        #expect(!names.contains("unseen"))
    }

    private func fixtureWithEntries(_ backend: Backend) async throws -> Fixture {
        let fixture = try await Fixture(backend)
        for number in 0..<4 { try await fixture.addConnection("c\(number)") }
        #expect(try await fixture.chainHolds())
        return fixture
    }

    private func tamper(_ fixture: Fixture, _ sql: String) async throws {
        let changed = try await fixture.database.write { try $0.change(sql) }
        #expect(changed > 0)
    }
}
