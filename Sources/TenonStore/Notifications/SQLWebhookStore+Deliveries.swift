// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// What is on its way.
extension SQLWebhookStore {
    /// How many deliveries one claim takes for one webhook.
    static let claimedPerWebhookMax = 4

    package func deliveries(of id: WebhookID, page: Page) async throws -> [WebhookDelivery] {
        let order = page.direction == .ascending ? "ASC" : "DESC"
        return try await database.read { connection in
            try connection.rows(
                """
                SELECT * FROM webhook_deliveries WHERE webhook_id = ?1 ORDER BY id \(order) LIMIT ?2 OFFSET ?3
                """, id, page.rowsMax, page.rowsSkipped
            ).map(WebhookDelivery.init(row:))
        }
    }

    package func delivery(_ id: DeliveryID, to webhook: WebhookID) async throws -> WebhookDelivery? {
        try await database.read { connection in
            try connection.row("SELECT * FROM webhook_deliveries WHERE id = ?1 AND webhook_id = ?2", id, webhook)
                .map(WebhookDelivery.init(row:))
        }
    }

    package func insertTest(
        for id: WebhookID, of organization: OrganizationID, at now: Timestamp, until end: Timestamp, audit: AuditDraft
    ) async throws -> ClaimedDelivery? {
        try await database.write { connection in
            guard let webhook = try Self.find(id, of: organization, on: connection) else { return nil }
            let data: JSONObject = [
                "webhookId": JSON(id.rawValue), "name": .string(webhook.name),
                "organizationId": JSON(organization.rawValue),
            ]
            let row = try connection.insert(
                """
                INSERT INTO webhook_deliveries
                    (webhook_id, message_id, event, payload, state, attempts, due_at, created_at)
                VALUES (?1, ?2, ?3, ?4, 'pending', 0, ?5, ?6)
                RETURNING *
                """, id, ConnectionNotices.messageID(), WebhookEvent.test,
                ConnectionNotices.payload(.test, at: now, about: data), end, now)
            try AuditWriter.append(audit.about("webhook", id), on: connection)
            return try Self.claimed(try WebhookDelivery(row: row), of: webhook, until: end, on: connection)
        }
    }

    package func claimDeliveries(
        at now: Timestamp, until end: Timestamp, excluding excluded: [WebhookID], limit: Int
    ) async throws -> [ClaimedDelivery] {
        let places = excluded.indices.map { "?\($0 + 3)" }.joined(separator: ", ")
        let sql = """
            SELECT * FROM webhook_deliveries
            WHERE due_at <= ?1 \(excluded.isEmpty ? "" : "AND webhook_id NOT IN (\(places))")
            ORDER BY due_at, id LIMIT ?2
            """
        let arguments = [now.sqlValue, max(limit, 0).sqlValue] + excluded.map(\.sqlValue)
        // Looking comes to nothing most of the time, and must not take the place of somebody who writes.
        guard try await !database.read({ try $0.query(sql, arguments).isEmpty }) else { return [] }
        return try await database.write { connection in
            var claimed: [ClaimedDelivery] = []
            for row in try connection.query(sql, arguments) {
                let delivery = try WebhookDelivery(row: row)
                guard claimed.count(where: { $0.webhook.id == delivery.webhookID }) < Self.claimedPerWebhookMax else {
                    continue
                }
                let changed = try connection.change(
                    "UPDATE webhook_deliveries SET due_at = ?2 WHERE id = ?1 AND due_at = ?3",
                    delivery.id, end, delivery.dueAt)
                guard changed > 0,
                    let webhook = try connection.row("SELECT * FROM webhooks WHERE id = ?1", delivery.webhookID)
                        .map(Webhook.init(row:)),
                    let claim = try Self.claimed(delivery, of: webhook, until: end, on: connection)
                else { continue }
                claimed.append(claim)
            }
            return claimed
        }
    }

    package func record(_ result: DeliveryResult, of claimed: ClaimedDelivery) async throws -> Bool {
        try await database.write { connection in
            let (state, next) = result.consequence.stored
            let changed = try connection.change(
                """
                UPDATE webhook_deliveries SET state = ?3, due_at = ?4, attempts = attempts + 1, last_attempt_at = ?5,
                    last_status = ?6, last_error = ?7, ended_at = ?8
                WHERE id = ?1 AND due_at = ?2
                """, claimed.delivery.id, claimed.claimedUntil, state, next, result.at, result.status, result.error,
                next == nil ? result.at : nil)
            guard changed > 0 else { return false }
            // A test says something to the person who made it, and nothing about the time before.
            if claimed.delivery.event != .test { try Self.note(result, on: claimed.webhook, connection) }
            return true
        }
    }

    package func removeEnded(before end: Timestamp, limit: Int) async throws -> Int {
        try await database.write { connection in
            let rows = try connection.rows(
                "SELECT id FROM webhook_deliveries WHERE ended_at < ?1 ORDER BY ended_at, id LIMIT ?2",
                end, max(limit, 0))
            for row in rows {
                let id: DeliveryID = try row.value("id")
                try connection.change("DELETE FROM webhook_deliveries WHERE id = ?1", id)
            }
            return rows.count
        }
    }

    // MARK: - Steps

    private static func claimed(
        _ delivery: WebhookDelivery, of webhook: Webhook, until end: Timestamp, on connection: any SQLConnection
    ) throws -> ClaimedDelivery? {
        try secret(of: webhook.id, on: connection).map { keyTeamID, secret in
            ClaimedDelivery(
                delivery: delivery, webhook: webhook, keyTeamID: keyTeamID, secret: secret, claimedUntil: end)
        }
    }

    /// What an attempt says of its webhook.
    private static func note(
        _ result: DeliveryResult, on webhook: Webhook, _ connection: any SQLConnection
    ) throws {
        switch result.consequence {
        case .delivered:
            try connection.change(
                "UPDATE webhooks SET failing_since = NULL WHERE id = ?1 AND failing_since IS NOT NULL", webhook.id)
        case .retry, .givenUp:
            try connection.change(
                "UPDATE webhooks SET failing_since = ?2 WHERE id = ?1 AND failing_since IS NULL", webhook.id, result.at)
        case .disabled(let reason):
            let changed = try connection.change(
                """
                UPDATE webhooks SET is_enabled = 0, disabled_reason = ?2,
                    failing_since = COALESCE(failing_since, CAST(?3 AS BIGINT))
                WHERE id = ?1 AND is_enabled = 1
                """, webhook.id, reason, result.at)
            guard changed > 0 else { return }
            try giveUpWaiting(for: webhook.id, reason, at: result.at, on: connection)
            let audit = AuditDraft(
                organizationID: webhook.organizationID, teamID: webhook.teamID, action: .webhookDisabled,
                actor: .system, subject: nil, details: ["reason": .string(reason)], at: result.at)
            try AuditWriter.append(audit.about("webhook", webhook.id), on: connection)
        }
    }
}

extension DeliveryResult.Consequence {
    /// The state, and when the next attempt is due.
    fileprivate var stored: (state: WebhookDelivery.State, dueAt: Timestamp?) {
        switch self {
        case .delivered: (.delivered, nil)
        case .retry(let next): (.pending, next)
        case .givenUp, .disabled: (.failed, nil)
        }
    }
}

extension WebhookDelivery {
    fileprivate init(row: SQLRow) throws {
        self.init(
            id: try row.value("id"), webhookID: try row.value("webhook_id"), messageID: try row.value("message_id"),
            event: try row.value("event"), payload: try row.value("payload"), state: try row.value("state"),
            attempts: try row.value("attempts"), dueAt: try row.value("due_at"),
            lastAttemptAt: try row.value("last_attempt_at"), lastStatus: try row.value("last_status"),
            lastError: try row.value("last_error"), createdAt: try row.value("created_at"))
    }
}
