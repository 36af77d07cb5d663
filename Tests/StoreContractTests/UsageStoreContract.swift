// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonStore
import Testing

/// What counting uses promises.
@Suite(.temporaryDirectory) struct UsageStoreContract {
    private static let hour: Int64 = 3600
    private static let day: Int64 = 86_400

    @Test(arguments: Backend.allCases)
    func `uses are counted by hour, day and caller`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        #expect(
            try await fixture.usage.usage(of: connection.id, in: fixture.team.id, at: Fixture.now) == ConnectionUsage())
        // Twice the same row in one go, too.
        try await fixture.usage.count([
            fixture.tally(connection, uses: 2, failures: 1), fixture.tally(connection, uses: 2, token: 9, at: 5),
            fixture.tally(connection, uses: 4, failures: 2, at: 3 * Self.hour), fixture.tally(connection, uses: 1),
        ])
        let usage = try await fixture.usage.usage(
            of: connection.id, in: fixture.team.id, at: Fixture.after(3 * Self.hour))
        #expect(usage.lastUsedAt == Fixture.after(3 * Self.hour))
        #expect(usage.hours.map(\.uses) == [5, 4])
        #expect(usage.hours.map(\.failures) == [1, 2])
        #expect(usage.hours.allSatisfy { $0.start.milliseconds % 3_600_000 == 0 })
        #expect(usage.days.map(\.uses).reduce(0, +) == 9)
        #expect(usage.callers.map(\.tokenID) == [TokenID(1), TokenID(9)], "the last use first")
        #expect(usage.callers.map(\.uses) == [7, 2])
        #expect(usage.callers.first?.userName == fixture.owner.name)
        #expect(usage.callers.first?.tokenLabel != nil)
        #expect(usage.callers.last?.tokenLabel == nil, "there is no such token")
    }

    @Test(arguments: Backend.allCases)
    func `what is old is thrown away, whatever comes`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        let connection = try await fixture.addConnection()
        for hour in 0..<(40 * 24) where hour % 6 == 0 {
            try await fixture.usage.count([fixture.tally(connection, at: Int64(hour) * Self.hour)])
        }
        #expect(try await fixture.count("connection_uses") <= Int64(48 / 6 + ConnectionUsage.daysMax + 2))
        #expect(try await fixture.count("connection_callers") <= Int64(ConnectionUsage.callerDaysMax))
        let end = Fixture.after(40 * Self.day - 1)
        let usage = try await fixture.usage.usage(of: connection.id, in: fixture.team.id, at: end)
        #expect(usage.hours.count <= 8 && usage.hours.count >= 7)
        #expect(usage.days.count == ConnectionUsage.daysMax)
        #expect(usage.callers.map(\.uses).reduce(0, +) <= ConnectionUsage.callerDaysMax * 4)
        // A connection that nobody uses any more shows nothing old, though nobody throws it away.
        let later = try await fixture.usage.usage(
            of: connection.id, in: fixture.team.id, at: Fixture.after(100 * Self.day))
        #expect(later.hours.isEmpty && later.days.isEmpty && later.callers.isEmpty)
        #expect(later.lastUsedAt == usage.lastUsedAt)
    }

    @Test(arguments: Backend.allCases)
    func `a connection that was deleted meanwhile is not counted, and holds up nobody`(
        _ backend: Backend
    ) async throws {
        let fixture = try await Fixture(backend)
        let (gone, kept) = (try await fixture.addConnection("a"), try await fixture.addConnection("b"))
        try await fixture.usage.count([fixture.tally(gone), fixture.tally(kept)])
        let deletion = try await fixture.connections.delete(
            gone.id, in: fixture.team.id, evenIfUsed: true, audit: fixture.draft(.connectionDeleted))
        guard case .deleted = deletion else {
            Issue.record("not deleted")
            return
        }
        try await fixture.usage.count([fixture.tally(gone), fixture.tally(kept)])
        let usage = try await fixture.usage.usage(of: kept.id, in: fixture.team.id, at: Fixture.now)
        #expect(usage.days.map(\.uses) == [2])
        #expect(try await fixture.count("connection_usage") == 1)
    }

    /// As many as need statements of every size.
    @Test(arguments: Backend.allCases)
    func `hundreds of connections are counted at once, and written down`(_ backend: Backend) async throws {
        let fixture = try await Fixture(backend)
        var connections: [Connection] = []
        for index in 0..<20 { connections.append(try await fixture.addConnection("c\(index)")) }
        let tallies = (0..<300).map { index in
            fixture.tally(connections[index % 20], uses: 1, failures: index % 2, token: Int64(1 + index / 20))
        }
        for _ in 0..<2 { try await fixture.usage.count(tallies) }
        for connection in connections {
            let usage = try await fixture.usage.usage(of: connection.id, in: fixture.team.id, at: Fixture.now)
            #expect(usage.hours.map(\.uses) == [30] && usage.days.map(\.uses) == [30])
            #expect(usage.callers.map(\.uses) == Array(repeating: 2, count: 15))
        }
        let failures = try await fixture.database.read { connection in
            try connection.row("SELECT CAST(SUM(failures) AS BIGINT) AS n FROM connection_uses WHERE span = 'day'")?
                .value("n", as: Int64.self)
        }
        #expect(failures == 300)
        let entries = try await fixture.entries().count
        try await fixture.usage.append(Array(repeating: fixture.draft(.connectionUsed), count: 300))
        #expect(try await fixture.entries().count == entries + 300)
    }
}
