// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// Uses of connections, counted in the tables `connection_usage`, `connection_uses` and `connection_callers`.
package struct SQLUsageStore: UsageStore {
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func append(_ drafts: [AuditDraft]) async throws {
        try await database.write { try AuditWriter.append(drafts, on: $0) }
    }

    package func count(_ tallies: [UseTally]) async throws {
        guard !tallies.isEmpty else { return }
        try await database.write { try Self.count(tallies, on: $0) }
    }

    package func usage(of id: ConnectionID, in team: TeamID, at now: Timestamp) async throws -> ConnectionUsage {
        try await database.read { connection in
            let usage = try connection.row(
                "SELECT last_used_at FROM connection_usage WHERE team_id = ?1 AND connection_id = ?2", team, id)
            guard let usage else { return ConnectionUsage() }
            return ConnectionUsage(
                lastUsedAt: try usage.value("last_used_at"),
                hours: try Self.buckets(.hour, of: id, in: team, at: now, on: connection),
                days: try Self.buckets(.day, of: id, in: team, at: now, on: connection),
                callers: try Self.callers(of: id, in: team, at: now, on: connection))
        }
    }

    // MARK: - Steps

    /// How wide a bucket is, and how many are kept.
    private enum Span: String, SQLConvertible {
        case hour, day

        var milliseconds: Int64 { self == .hour ? 3_600_000 : 86_400_000 }
        var kept: Int { self == .hour ? ConnectionUsage.hoursMax : ConnectionUsage.daysMax }

        /// The bucket that holds the moment.
        func start(of moment: Timestamp) -> Timestamp {
            Timestamp(milliseconds: moment.milliseconds - moment.milliseconds % milliseconds)
        }

        /// The first of `kept` buckets, of which the last holds the moment.
        func oldest(of kept: Int, at moment: Timestamp) -> Timestamp {
            Timestamp(milliseconds: start(of: moment).milliseconds - Int64(kept - 1) * milliseconds)
        }
    }

    /// Statements for many connections at once: a busy server counts for thousands of them each second.
    private static func count(_ tallies: [UseTally], on connection: any SQLConnection) throws {
        // A row may be met only once in a statement, and several tokens may have used a connection.
        var lastUse: [ConnectionID: UseTally] = [:]
        for tally in tallies where lastUse[tally.connectionID].map({ $0.at < tally.at }) ?? true {
            lastUse[tally.connectionID] = tally
        }
        let used = lastUse.values.sorted { $0.connectionID.rawValue < $1.connectionID.rawValue }
        // A connection that was deleted meanwhile is not counted any more.
        let existing = Set(
            try lastUses.run(used.map { [$0.teamID, $0.connectionID, $0.at] }, on: connection)
                .map { try $0.value("connection_id", as: ConnectionID.self) })
        let counted = tallies.filter { existing.contains($0.connectionID) }
        for span in [Span.hour, .day] { try count(counted, in: span, on: connection) }
        try countCallers(counted, on: connection)
    }

    private static let lastUses = BatchStatement(casts: ["BIGINT", "BIGINT", "BIGINT"]) { tuples in
        """
        WITH used (team_id, connection_id, at) AS (VALUES \(tuples))
        INSERT INTO connection_usage (team_id, connection_id, last_used_at)
        SELECT connections.team_id, connections.id, used.at FROM used
        JOIN connections ON connections.team_id = used.team_id AND connections.id = used.connection_id WHERE TRUE
        ON CONFLICT (team_id, connection_id) DO UPDATE SET last_used_at =
            CASE WHEN connection_usage.last_used_at < excluded.last_used_at
                THEN excluded.last_used_at ELSE connection_usage.last_used_at END
        RETURNING connection_id
        """
    }

    /// What one row counts.
    private struct Bucket: Hashable {
        let team: TeamID
        let connection: ConnectionID
        let start: Timestamp
        /// Whose uses it counts; `nil` for everybody's.
        let token: TokenID?
    }

    /// Adds up what belongs into the same row, in the order of first mention.
    private static func sums(
        of tallies: [UseTally], in span: Span, byToken: Bool
    ) -> (order: [Bucket], sums: [Bucket: UseTally]) {
        var (order, sums) = ([Bucket](), [Bucket: UseTally]())
        for tally in tallies {
            let bucket = Bucket(
                team: tally.teamID, connection: tally.connectionID, start: span.start(of: tally.at),
                token: byToken ? tally.tokenID : nil)
            guard var sum = sums[bucket] else {
                order.append(bucket)
                sums[bucket] = tally
                continue
            }
            sum.uses += tally.uses
            sum.failures += tally.failures
            sum.at = max(sum.at, tally.at)
            sums[bucket] = sum
        }
        return (order, sums)
    }

    private static func count(_ tallies: [UseTally], in span: Span, on connection: any SQLConnection) throws {
        let (order, sums) = sums(of: tallies, in: span, byToken: false)
        let rows: [[any SQLConvertible]] = order.compactMap { bucket in
            sums[bucket].map { [bucket.team, bucket.connection, span, bucket.start, $0.uses, $0.failures] }
        }
        for row in try uses.run(rows, on: connection) {
            let bucket = Bucket(
                team: try row.value("team_id"), connection: try row.value("connection_id"),
                start: try row.value("at"), token: nil)
            // A bucket that was just begun: the time to throw old ones away.
            guard try row.value("uses") == sums[bucket]?.uses else { continue }
            try connection.change(
                "DELETE FROM connection_uses WHERE team_id = ?1 AND connection_id = ?2 AND span = ?3 AND at < ?4",
                bucket.team, bucket.connection, span, span.oldest(of: span.kept, at: bucket.start))
        }
    }

    private static let uses = BatchStatement(columns: 6) { tuples in
        """
        INSERT INTO connection_uses (team_id, connection_id, span, at, uses, failures)
        VALUES \(tuples)
        ON CONFLICT (team_id, connection_id, span, at) DO UPDATE SET
            uses = connection_uses.uses + excluded.uses, failures = connection_uses.failures + excluded.failures
        RETURNING team_id, connection_id, at, uses
        """
    }

    private static func countCallers(_ tallies: [UseTally], on connection: any SQLConnection) throws {
        let (order, sums) = sums(of: tallies, in: .day, byToken: true)
        let rows: [[any SQLConvertible]] = order.compactMap { bucket in
            sums[bucket].map { sum in
                [
                    bucket.team, bucket.connection, bucket.start, sum.tokenID, sum.userID, sum.uses, sum.failures,
                    sum.at,
                ]
            }
        }
        for row in try callers.run(rows, on: connection) {
            let bucket = Bucket(
                team: try row.value("team_id"), connection: try row.value("connection_id"),
                start: try row.value("at"), token: try row.value("token_id", as: TokenID.self))
            guard try row.value("uses") == sums[bucket]?.uses else { continue }
            try connection.change(
                "DELETE FROM connection_callers WHERE team_id = ?1 AND connection_id = ?2 AND at < ?3",
                bucket.team, bucket.connection,
                Span.day.oldest(of: ConnectionUsage.callerDaysMax, at: bucket.start))
        }
    }

    private static let callers = BatchStatement(columns: 8) { tuples in
        """
        INSERT INTO connection_callers
            (team_id, connection_id, at, token_id, user_id, uses, failures, last_used_at)
        VALUES \(tuples)
        ON CONFLICT (team_id, connection_id, at, token_id) DO UPDATE SET
            uses = connection_callers.uses + excluded.uses,
            failures = connection_callers.failures + excluded.failures,
            last_used_at = CASE WHEN connection_callers.last_used_at < excluded.last_used_at
                THEN excluded.last_used_at ELSE connection_callers.last_used_at END
        RETURNING team_id, connection_id, at, token_id, uses
        """
    }

    private static func buckets(
        _ span: Span, of id: ConnectionID, in team: TeamID, at now: Timestamp, on connection: any SQLConnection
    ) throws -> [ConnectionUsage.Bucket] {
        try connection.rows(
            """
            SELECT at, uses, failures FROM connection_uses
            WHERE team_id = ?1 AND connection_id = ?2 AND span = ?3 AND at >= ?4 ORDER BY at
            """, team, id, span, span.oldest(of: span.kept, at: now)
        ).map { row in
            ConnectionUsage.Bucket(
                start: try row.value("at"), uses: try row.value("uses"), failures: try row.value("failures"))
        }
    }

    private static func callers(
        of id: ConnectionID, in team: TeamID, at now: Timestamp, on connection: any SQLConnection
    ) throws -> [ConnectionUsage.Caller] {
        try connection.rows(
            """
            SELECT callers.user_id, users.name, callers.token_id, api_tokens.label,
                CAST(SUM(callers.uses) AS BIGINT) AS uses, CAST(SUM(callers.failures) AS BIGINT) AS failures,
                MAX(callers.last_used_at) AS last_used_at
            FROM connection_callers AS callers
            LEFT JOIN users ON users.id = callers.user_id
            LEFT JOIN api_tokens ON api_tokens.id = callers.token_id
            WHERE callers.team_id = ?1 AND callers.connection_id = ?2 AND callers.at >= ?3
            GROUP BY callers.user_id, users.name, callers.token_id, api_tokens.label
            ORDER BY MAX(callers.last_used_at) DESC, callers.token_id LIMIT ?4
            """, team, id, Span.day.oldest(of: ConnectionUsage.callerDaysMax, at: now), ConnectionUsage.callersMax
        ).map { row in
            ConnectionUsage.Caller(
                userID: try row.value("user_id"), userName: try row.value("name"), tokenID: try row.value("token_id"),
                tokenLabel: try row.value("label"), uses: try row.value("uses"), failures: try row.value("failures"),
                lastAt: try row.value("last_used_at"))
        }
    }
}
