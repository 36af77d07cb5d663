// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// When connections are verified next, in the table `connection_watches`.
package struct SQLCheckStore: CheckStore {
    private static let replannedMax = 1000

    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func planChecks(limit: Int, at time: @escaping @Sendable () -> Timestamp) async throws -> Int {
        let sql = """
            SELECT team_id, connection_id FROM connection_watches WHERE check_at = 0
            ORDER BY check_at, connection_id LIMIT ?1
            """
        guard try await !database.read({ try $0.rows(sql, max(limit, 0)).isEmpty }) else { return 0 }
        return try await database.write { connection in
            let rows = try connection.rows(sql, max(limit, 0))
            for row in rows {
                try connection.change(
                    """
                    UPDATE connection_watches SET check_at = ?3
                    WHERE team_id = ?1 AND connection_id = ?2 AND check_at = 0
                    """, try row.value("team_id", as: TeamID.self),
                    try row.value("connection_id", as: ConnectionID.self),
                    time())
            }
            return rows.count
        }
    }

    package func claimChecks(
        at now: Timestamp, until end: Timestamp, excluding excluded: [String], limit: Int
    ) async throws -> [ConnectionCheck] {
        let places = excluded.indices.map { "?\($0 + 3)" }.joined(separator: ", ")
        let sql = """
            SELECT connection_watches.*, connections.type FROM connection_watches
            JOIN connections ON connections.team_id = connection_watches.team_id
                AND connections.id = connection_watches.connection_id
            WHERE check_at > 0 AND check_at <= ?1 \(excluded.isEmpty ? "" : "AND connections.type NOT IN (\(places))")
            ORDER BY check_at, connection_id LIMIT ?2
            """
        let arguments = [now.sqlValue, max(limit, 0).sqlValue] + excluded.map(\.sqlValue)
        // Looking comes to nothing most of the time, and must not take the place of somebody who writes.
        guard try await !database.read({ try $0.query(sql, arguments).isEmpty }) else { return [] }
        return try await database.write { connection in
            var claimed: [ConnectionCheck] = []
            for row in try connection.query(sql, arguments) {
                let due: Timestamp = try row.value("check_at")
                let check = ConnectionCheck(
                    connectionID: try row.value("connection_id"), teamID: try row.value("team_id"),
                    type: try row.value("type"), claimedUntil: end)
                if try Self.move(check, from: due, to: end, on: connection) { claimed.append(check) }
            }
            return claimed
        }
    }

    package func complete(_ check: ConnectionCheck, next: Timestamp) async throws {
        _ = try await database.write { connection in
            try Self.move(check, from: check.claimedUntil, to: next, on: connection)
        }
    }

    package func replan(laterThan latest: Timestamp) async throws -> Int {
        try await database.write { connection in
            let rows = try connection.rows(
                """
                SELECT team_id, connection_id FROM connection_watches WHERE check_at > ?1
                ORDER BY check_at, connection_id LIMIT ?2
                """, latest, Self.replannedMax)
            for row in rows {
                try connection.change(
                    "UPDATE connection_watches SET check_at = 0 WHERE team_id = ?1 AND connection_id = ?2",
                    try row.value("team_id", as: TeamID.self), try row.value("connection_id", as: ConnectionID.self))
            }
            return rows.count
        }
    }

    package func nextCheck(of id: ConnectionID, in team: TeamID) async throws -> Timestamp? {
        try await database.read { connection in
            let row = try connection.row(
                "SELECT check_at FROM connection_watches WHERE team_id = ?1 AND connection_id = ?2", team, id)
            let time = try row?.value("check_at", as: Timestamp.self)
            return time.flatMap { $0.milliseconds > 0 ? $0 : nil }
        }
    }

    package func tellExpiring(before end: Timestamp, at now: Timestamp, limit: Int) async throws -> Int {
        let sql = """
            SELECT connections.*, teams.organization_id FROM connections
            JOIN teams ON teams.id = connections.team_id
            JOIN connection_watches ON connection_watches.team_id = connections.team_id
                AND connection_watches.connection_id = connections.id
            WHERE connections.expires_at > ?1 AND connections.expires_at <= ?2
                AND (told_expiry IS NULL OR told_expiry <> connections.expires_at)
            ORDER BY connections.expires_at LIMIT ?3
            """
        guard try await !database.read({ try $0.rows(sql, now, end, max(limit, 0)).isEmpty }) else { return 0 }
        return try await database.write { connection in
            let rows = try connection.rows(sql, now, end, max(limit, 0))
            for row in rows {
                let expiring = try Connection(row: row)
                guard let expiry = expiring.identity.expiresAt else { continue }
                try connection.change(
                    "UPDATE connection_watches SET told_expiry = ?3 WHERE team_id = ?1 AND connection_id = ?2",
                    expiring.teamID, expiring.id, expiry)
                try ConnectionNotices.expiring(expiring, on: expiry, at: now, on: connection)
            }
            return rows.count
        }
    }

    /// False when somebody else has moved it.
    private static func move(
        _ check: ConnectionCheck, from old: Timestamp, to new: Timestamp, on connection: any SQLConnection
    ) throws -> Bool {
        try connection.change(
            """
            UPDATE connection_watches SET check_at = ?4
            WHERE team_id = ?1 AND connection_id = ?2 AND check_at = ?3
            """, check.teamID, check.connectionID, old, new) > 0
    }
}
