// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// When connections are verified next, in the table `connection_watches`.
package struct SQLCheckStore: CheckStore {
    private static let replannedMax = 1000
    private static let adoptedMax = 1000

    private let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func adopt() async throws -> Int {
        let sql = """
            SELECT connections.team_id, connections.id FROM connections
            LEFT JOIN connection_watches ON connection_watches.team_id = connections.team_id
                AND connection_watches.connection_id = connections.id
            WHERE connection_watches.connection_id IS NULL LIMIT ?1
            """
        let found = try await database.read { connection in
            try connection.rows(sql, Self.adoptedMax).map { row in
                (team: try row.value("team_id", as: TeamID.self), id: try row.value("id", as: ConnectionID.self))
            }
        }
        guard !found.isEmpty else { return 0 }
        return try await database.write { connection in
            try found.reduce(0) { count, place in
                try count
                    + connection.change(
                        """
                        INSERT INTO connection_watches
                            (team_id, connection_id, type, check_at, broken_at, told_scopes)
                        SELECT team_id, id, type, 0,
                            CASE WHEN health IN ('failing', 'needs_reauthorization') THEN updated_at END, '[]'
                        FROM connections WHERE team_id = ?1 AND id = ?2
                        ON CONFLICT DO NOTHING
                        """, place.team, place.id)
            }
        }
    }

    package func planChecks(limit: Int, at time: @escaping @Sendable () -> Timestamp) async throws -> Int {
        let sql = """
            SELECT team_id, connection_id FROM connection_watches WHERE check_at = 0
            ORDER BY connection_id LIMIT ?1
            """
        guard try await !database.read({ try $0.rows(sql, max(limit, 0)).isEmpty }) else { return 0 }
        return try await database.write { connection in
            let rows = try connection.rows(sql, max(limit, 0))
            for row in rows {
                try connection.change(
                    """
                    UPDATE connection_watches SET check_at = ?3, type = COALESCE(
                        (SELECT connections.type FROM connections WHERE connections.team_id = ?1 AND connections.id = ?2),
                        type)
                    WHERE team_id = ?1 AND connection_id = ?2 AND check_at = 0
                    """, try row.value("team_id", as: TeamID.self),
                    try row.value("connection_id", as: ConnectionID.self),
                    time())
            }
            return rows.count
        }
    }

    package func claimChecks(
        at now: Timestamp, until end: Timestamp, ofTypes types: [String], perTypeMax: Int, limit: Int
    ) async throws -> [ConnectionCheck] {
        // Looking comes to nothing most of the time, and must not take the place of somebody who writes.
        let due = try await database.read { connection in
            var due: [(check: ConnectionCheck, at: Timestamp)] = []
            for type in try Self.dueTypes.among(types, at: now, on: connection) where due.count < limit {
                let rows = try connection.rows(
                    """
                    SELECT team_id, connection_id, check_at FROM connection_watches
                    WHERE type = ?1 AND check_at > 0 AND check_at <= ?2 ORDER BY check_at, connection_id LIMIT ?3
                    """, type, now, min(perTypeMax, limit - due.count))
                for row in rows {
                    let check = ConnectionCheck(
                        connectionID: try row.value("connection_id"), teamID: try row.value("team_id"), type: type,
                        claimedUntil: end)
                    due.append((check, try row.value("check_at")))
                }
            }
            return due
        }
        guard !due.isEmpty else { return [] }
        return try await database.write { connection in
            try due.filter { try Self.move($0.check, from: $0.at, to: end, on: connection) }.map(\.check)
        }
    }

    private static let dueTypes = DueTypes(in: "connection_watches", by: "check_at", where: "check_at > 0")

    package func complete(_ check: ConnectionCheck, next: Timestamp) async throws {
        _ = try await database.write { connection in
            try Self.move(check, from: check.claimedUntil, to: next, on: connection)
        }
    }

    package func replan(_ type: String, laterThan latest: Timestamp) async throws -> Int {
        try await database.write { connection in
            let rows = try connection.rows(
                """
                SELECT team_id, connection_id FROM connection_watches WHERE type = ?1 AND check_at > ?2
                ORDER BY check_at, connection_id LIMIT ?3
                """, type, latest, Self.replannedMax)
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
