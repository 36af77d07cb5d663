// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Writes down what webhooks are told of connections, inside the transaction in which it happens.
///
/// Of each connection the table `connection_watches` keeps what was told last, so that everything is told once.
enum ConnectionNotices {
    /// How much may wait for one webhook; what comes then is given up at once.
    static let waitingMax = 10_000

    static func created(_ connection: Connection, at now: Timestamp, on database: any SQLConnection) throws {
        try database.change(
            """
            INSERT INTO connection_watches (team_id, connection_id, type, check_at, told_scopes)
            VALUES (?1, ?2, ?3, 0, '[]')
            """, connection.teamID, connection.id, connection.type)
        try tell(.created, of: connection, at: now, on: database)
    }

    static func deleted(_ connection: Connection, at now: Timestamp, on database: any SQLConnection) throws {
        try tell(.deleted, of: connection, at: now, on: database)
    }

    /// Compares what a connection is by now with what was told of it, and tells the difference.
    ///
    /// `isGood` when the third party has just accepted what is stored, whatever the last verification said.
    static func changed(
        _ id: ConnectionID, in team: TeamID, isGood: Bool = false, at now: Timestamp, on database: any SQLConnection
    ) throws {
        let row = try database.row(
            """
            SELECT connections.*, teams.organization_id, broken_at, told_scopes FROM connections
            JOIN teams ON teams.id = connections.team_id
            JOIN connection_watches ON connection_watches.team_id = connections.team_id
                AND connection_watches.connection_id = connections.id
            WHERE connections.team_id = ?1 AND connections.id = ?2
            """, team, id)
        guard let row else { return }
        let connection = try Connection(row: row)
        let brokenAt: Timestamp? = try row.value("broken_at")
        try compareHealth(of: connection, brokenAt, isGood: isGood, at: now, on: database)
        let told: JSON = try row.value("told_scopes")
        try compareScopes(of: connection, told.texts, at: now, on: database)
    }

    static func expiring(
        _ connection: Connection, on expiry: Timestamp, at now: Timestamp, on database: any SQLConnection
    ) throws {
        try tell(.expiring, of: connection, ["expiresAt": .string(expiry.iso8601)], at: now, on: database)
    }

    // MARK: - Differences

    private static func compareHealth(
        of connection: Connection, _ brokenAt: Timestamp?, isGood: Bool, at now: Timestamp,
        on database: any SQLConnection
    ) throws {
        let isBroken = [.failing, .needsReauthorization].contains(connection.health)
        switch (brokenAt, isBroken) {
        case (nil, true):
            try database.change(
                "UPDATE connection_watches SET broken_at = ?3 WHERE team_id = ?1 AND connection_id = ?2",
                connection.teamID, connection.id, now)
            let reason = connection.grant.trouble?.reason.rawValue ?? "rejected"
            try tell(.broken, of: connection, ["reason": .string(reason)], at: now, on: database)
        case (.some, false) where isGood || connection.health == .ok:
            try database.change(
                "UPDATE connection_watches SET broken_at = NULL WHERE team_id = ?1 AND connection_id = ?2",
                connection.teamID, connection.id)
            try tell(.recovered, of: connection, at: now, on: database)
        case (.some, false):
            // Nobody knows whether it is good again: the next look is due at once.
            try database.change(
                "UPDATE connection_watches SET check_at = 1 WHERE team_id = ?1 AND connection_id = ?2",
                connection.teamID, connection.id)
        default: break
        }
    }

    private static func compareScopes(
        of connection: Connection, _ told: [String], at now: Timestamp, on database: any SQLConnection
    ) throws {
        let missing = connection.missingScopes
        guard Set(missing) != Set(told) else { return }
        try database.change(
            "UPDATE connection_watches SET told_scopes = ?3 WHERE team_id = ?1 AND connection_id = ?2",
            connection.teamID, connection.id, JSON(missing))
        guard !Set(missing).isSubset(of: told) else { return }
        try tell(.scopeMissing, of: connection, ["missingScopes": JSON(missing)], at: now, on: database)
    }

    // MARK: - Deliveries

    private static func tell(
        _ event: WebhookEvent, of connection: Connection, _ more: JSONObject = [:], at now: Timestamp,
        on database: any SQLConnection
    ) throws {
        let webhooks = try database.rows(
            """
            SELECT id, events FROM webhooks
            WHERE organization_id = ?1 AND is_enabled = 1 AND (team_id IS NULL OR team_id = ?2)
            """, connection.organizationID, connection.teamID)
        guard !webhooks.isEmpty else { return }
        let payload = Self.payload(event, at: now, about: connection.facts.merging(more))
        for webhook in webhooks {
            let events: JSON = try webhook.value("events")
            guard events.texts.contains(event.rawValue) else { continue }
            try insert(event, payload, for: try webhook.value("id"), at: now, on: database)
        }
    }

    static func payload(_ event: WebhookEvent, at now: Timestamp, about data: JSONObject) -> JSON {
        ["type": .string(event.rawValue), "timestamp": .string(now.iso8601), "data": .object(data)]
    }

    private static func insert(
        _ event: WebhookEvent, _ payload: JSON, for webhook: WebhookID, at now: Timestamp,
        on database: any SQLConnection
    ) throws {
        let waiting = try database.row(
            "SELECT COUNT(*) AS n FROM webhook_deliveries WHERE webhook_id = ?1 AND due_at IS NOT NULL", webhook)
        let isFull = try waiting?.value("n", as: Int.self) ?? 0 >= waitingMax
        try database.change(
            """
            INSERT INTO webhook_deliveries
                (webhook_id, message_id, event, payload, state, attempts, due_at, last_error, created_at, ended_at)
            VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?9)
            """, webhook, Self.messageID(), event, payload,
            isFull ? WebhookDelivery.State.failed : WebhookDelivery.State.pending, isFull ? nil : now,
            isFull ? "\(waitingMax) deliveries were waiting already." : nil, now, isFull ? now : nil)
    }

    /// 128 random bits: nobody can guess which events there were.
    static func messageID() -> String {
        "msg_" + SystemRandomness().bytes(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension Connection {
    /// What everybody is told of a connection; names and numbers, no credential.
    fileprivate var facts: JSONObject {
        [
            "connectionId": JSON(id.rawValue), "name": .string(name), "accountName": .string(type),
            "teamId": JSON(teamID.rawValue), "organizationId": JSON(organizationID.rawValue),
            "health": .string(health.rawValue),
        ]
    }
}
