// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// Uses of connections, counted in the tables `connection_usage`, `connection_uses` and `connection_callers`.
package struct SQLUsageStore: UsageStore {
    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func append(_ drafts: [AuditDraft], counting tallies: [UseTally]) async throws {
        try await database.write { connection in
            for tally in tallies { try Self.count(tally, on: connection) }
            // Last: from here on every change of the organization waits for this one.
            try AuditWriter.append(drafts, on: connection)
        }
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

    private static func count(_ tally: UseTally, on connection: any SQLConnection) throws {
        // A connection that was deleted meanwhile is not counted any more.
        let exists = try connection.change(
            """
            INSERT INTO connection_usage (team_id, connection_id, last_used_at)
            SELECT team_id, id, CAST(?3 AS BIGINT) FROM connections WHERE team_id = ?1 AND id = ?2
            ON CONFLICT (team_id, connection_id) DO UPDATE SET last_used_at =
                CASE WHEN connection_usage.last_used_at < excluded.last_used_at
                    THEN excluded.last_used_at ELSE connection_usage.last_used_at END
            """, tally.teamID, tally.connectionID, tally.at)
        guard exists > 0 else { return }
        for span in [Span.hour, .day] { try count(tally, in: span, on: connection) }
        try countCaller(tally, on: connection)
    }

    private static func count(_ tally: UseTally, in span: Span, on connection: any SQLConnection) throws {
        let row = try connection.insert(
            """
            INSERT INTO connection_uses (team_id, connection_id, span, at, uses, failures)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (team_id, connection_id, span, at) DO UPDATE SET
                uses = connection_uses.uses + excluded.uses, failures = connection_uses.failures + excluded.failures
            RETURNING uses
            """, tally.teamID, tally.connectionID, span, span.start(of: tally.at), tally.uses, tally.failures)
        // A bucket that was just begun: the time to throw old ones away.
        guard try row.value("uses") == tally.uses else { return }
        try connection.change(
            "DELETE FROM connection_uses WHERE team_id = ?1 AND connection_id = ?2 AND span = ?3 AND at < ?4",
            tally.teamID, tally.connectionID, span, span.oldest(of: span.kept, at: tally.at))
    }

    private static func countCaller(_ tally: UseTally, on connection: any SQLConnection) throws {
        let row = try connection.insert(
            """
            INSERT INTO connection_callers
                (team_id, connection_id, at, token_id, user_id, uses, failures, last_used_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (team_id, connection_id, at, token_id) DO UPDATE SET
                uses = connection_callers.uses + excluded.uses,
                failures = connection_callers.failures + excluded.failures,
                last_used_at = CASE WHEN connection_callers.last_used_at < excluded.last_used_at
                    THEN excluded.last_used_at ELSE connection_callers.last_used_at END
            RETURNING uses
            """, tally.teamID, tally.connectionID, Span.day.start(of: tally.at), tally.tokenID, tally.userID,
            tally.uses, tally.failures, tally.at)
        guard try row.value("uses") == tally.uses else { return }
        try connection.change(
            "DELETE FROM connection_callers WHERE team_id = ?1 AND connection_id = ?2 AND at < ?3",
            tally.teamID, tally.connectionID, Span.day.oldest(of: ConnectionUsage.callerDaysMax, at: tally.at))
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
