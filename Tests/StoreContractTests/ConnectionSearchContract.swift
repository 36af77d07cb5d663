// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonStore
import Testing

/// What searching connections promises.
@Suite(.temporaryDirectory) struct ConnectionSearchContract {
    private static let now = Fixture.now.advanced(by: .seconds(100 * 86_400))

    private static func at(days: Int64) -> Int64 { now.milliseconds + days * 86_400_000 }

    /// Connections in every state, by what their columns hold.
    private static let columns: [(name: String, set: String)] = [
        ("healthy", "health = 'ok'"),
        ("refused", "health = 'failing'"),
        ("in trouble", "health = 'ok', trouble_reason = 'provider', trouble_at = 1, trouble_message = 'x'"),
        ("new", "health = 'unknown'"),
        ("waits", "health = 'unauthorized', expires_at = \(at(days: 1))"),
        ("ended", "health = 'needs_reauthorization'"),
        ("expiring", "health = 'ok', expires_at = \(at(days: 13))"),
        ("expires later", "health = 'ok', expires_at = \(at(days: 15))"),
        ("under", "health = 'ok', refreshed_at = 1, requested_scopes = '[\"a\",\"b\"]', granted_scopes = '[\"a\"]'"),
        ("over", "health = 'ok', refreshed_at = 1, requested_scopes = '[\"a\"]', granted_scopes = '[\"b\",\"a\"]'"),
        ("lacks", "health = 'ok', refreshed_at = 1, missing_scopes = '[\"c\"]'"),
        (
            "reordered",
            "health = 'ok', refreshed_at = 1, requested_scopes = '[\"a\",\"b\"]', granted_scopes = '[\"b\",\"a\"]'"
        ),
        ("not granted", "health = 'unauthorized', requested_scopes = '[\"a\"]'"),
        ("young", "health = 'ok', created_at = \(at(days: -29))"),
    ]

    private func fill(_ fixture: Fixture) async throws {
        for (name, set) in Self.columns {
            let connection = try await fixture.addConnection(name)
            try await fixture.database.write { database in
                _ = try database.change("UPDATE connections SET \(set) WHERE id = ?1", connection.id)
            }
        }
        let used = try await fixture.addConnection("used")
        let usage = SQLUsageStore(fixture.database)
        let tally = UseTally(
            teamID: fixture.team.id, connectionID: used.id, userID: fixture.owner.id, tokenID: TokenID(1), uses: 1,
            failures: 0, at: Self.now.advanced(by: .seconds(-3600)))
        try await usage.count([tally])
    }

    private func search(
        _ fixture: Fixture, _ state: ConnectionState? = nil, text: String? = nil, type: String? = nil,
        teams: [TeamID]? = nil, limit: Int = 100, offset: Int = 0
    ) async throws -> ConnectionFindings {
        try await SQLConnectionSearch(fixture.database).search(
            ConnectionSearch(
                teams: teams ?? [fixture.team.id], text: text, type: type, state: state, limit: limit, offset: offset,
                now: Self.now))
    }

    @Test(arguments: Backend.allCases)
    func `the database and the program agree on how each connection fares`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        try await fill(fixture)
        let all = try await search(fixture)
        #expect(all.total == Self.columns.count + 1 && all.rows.count == all.total && !all.isCutOff)
        for state in ConnectionState.allCases {
            let expected = all.rows.filter { $0.states(at: Self.now).contains(state) }.map(\.connection.name)
            let found = try await search(fixture, state)
            #expect(found.rows.map(\.connection.name) == expected, "\(state)")
            #expect(all.counts[state] == expected.count, "\(state)")
            #expect(!expected.isEmpty, "\(state)")
            #expect(found.counts == all.counts && found.total == all.total, "counts do not depend on the state")
        }
        let names = { (state: ConnectionState) in
            all.rows.filter { $0.states(at: Self.now).contains(state) }.map(\.connection.name)
        }
        #expect(names(.underScoped) == ["lacks", "under"])
        #expect(names(.overScoped) == ["over"])
        #expect(names(.expiring) == ["expiring"])
        #expect(names(.failing) == ["in trouble", "refused"])
        #expect(!names(.unused).contains("used") && !names(.unused).contains("young"))
    }

    @Test(arguments: Backend.allCases)
    func `text is looked for in names and accounts, as it is`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        for name in ["100% sure", "1000 sure", "under_score", "underXscore", "wow!", "Ada's CRM"] {
            try await fixture.addConnection(name)
        }
        let mail = try await fixture.addConnection("zz")
        try await fixture.database.write { database in
            _ = try database.change(
                "UPDATE connections SET metadata_value = 'Grace@Example.com', metadata_kind = 'email' WHERE id = ?1",
                mail.id)
        }
        func names(_ text: String) async throws -> [String] {
            try await search(fixture, text: text).rows.map(\.connection.name)
        }
        #expect(try await names("100%") == ["100% sure"])
        #expect(try await names("r_s") == ["under_score"])
        #expect(try await names("wow!") == ["wow!"])
        #expect(try await names("ADA'S") == ["Ada's CRM"])
        #expect(try await names("grace@") == ["zz"])
        #expect(try await names("' OR 1=1 --").isEmpty)
        #expect(try await names("").count == 7)
    }

    @Test(arguments: Backend.allCases)
    func `a list comes in the order that was asked for, the other way round as well`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        try await fill(fixture)
        try await fixture.addConnection("another type", type: "slack")
        try await fixture.database.write { database in
            _ = try database.change("UPDATE connections SET verified_at = 5 WHERE name = ?1", "ended")
            _ = try database.change("UPDATE connections SET verified_at = 7 WHERE name = ?1", "healthy")
        }
        func names(_ order: ConnectionOrder, _ direction: Page.Direction = .ascending) async throws -> [String] {
            try await SQLConnectionSearch(fixture.database).search(
                ConnectionSearch(
                    teams: [fixture.team.id], order: order, direction: direction, limit: 100, now: Self.now)
            ).rows.map(\.connection.name)
        }
        let byName = try await names(.name)
        #expect(byName == byName.sorted() && byName.count == Self.columns.count + 2)
        #expect(try await names(.name, .descending) == byName.reversed())
        #expect(try await names(.type).last == "another type")
        #expect(try await names(.type, .descending).first == "another type")
        #expect(try await names(.used, .descending).first == "used")
        #expect(try await names(.verified, .descending).prefix(2) == ["healthy", "ended"])
        #expect(try await names(.verified).suffix(2) == ["ended", "healthy"])
        #expect(try await names(.expiry).prefix(3) == ["waits", "expiring", "expires later"])
        #expect(
            try await names(.expiry).dropFirst(3).elementsEqual(
                byName.filter { !$0.contains("expir") && $0 != "waits" }))
        for direction in Page.Direction.allCases {
            let rows = try await SQLConnectionSearch(fixture.database).search(
                ConnectionSearch(
                    teams: [fixture.team.id], order: .state, direction: direction, limit: 100, now: Self.now)
            ).rows
            let ranks = rows.compactMap { row in
                row.states(at: Self.now).first.flatMap(ConnectionOrder.rank(of:))
            }
            #expect(ranks.count == rows.count)
            #expect(ranks == (direction == .ascending ? ranks.sorted() : ranks.sorted().reversed()))
        }
        // Sets of scopes are compared outside of the database, in the same order.
        let under = try await SQLConnectionSearch(fixture.database).search(
            ConnectionSearch(
                teams: [fixture.team.id], state: .underScoped, order: .name, direction: .descending, now: Self.now))
        #expect(under.rows.map(\.connection.name) == ["under", "lacks"])
    }

    @Test(arguments: Backend.allCases)
    func `a search stays in its teams, and pages go on where the last one ended`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let other = try await fixture.addTeam("Other")
        try await fixture.addConnection("foreign", in: other.id)
        for number in 0..<25 { try await fixture.addConnection("c\(10 + number)", type: number < 5 ? "slack" : "make") }
        #expect(try await search(fixture, text: "foreign").total == 0)
        #expect(try await search(fixture, teams: []).total == 0)
        #expect(try await search(fixture, teams: [fixture.team.id, other.id]).total == 26)
        #expect(try await search(fixture, type: "slack").total == 5)
        var seen: [String] = []
        for page in 0..<3 {
            seen += try await search(fixture, limit: 10, offset: page * 10).rows.map(\.connection.name)
        }
        #expect(seen == (0..<25).map { "c\(10 + $0)" })
        #expect(try await search(fixture, limit: 10, offset: 30).rows.isEmpty)
        #expect(try await search(fixture, .underScoped, limit: 10, offset: 10).rows.isEmpty)
    }
}
