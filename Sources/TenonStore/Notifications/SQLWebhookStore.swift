// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// Webhooks in the tables `webhooks` and `webhook_secrets`, and what is on its way to them in `webhook_deliveries`.
package struct SQLWebhookStore: WebhookStore {
    let database: any SQLDatabase

    package init(_ database: any SQLDatabase) { self.database = database }

    package func webhooks(of organization: OrganizationID, page: Page) async throws -> [Webhook] {
        let sql = """
            SELECT * FROM webhooks WHERE organization_id = ?1
            ORDER BY \(page.orderBy(in: "webhooks")) LIMIT ?2 OFFSET ?3
            """
        return try await database.read { connection in
            try connection.rows(sql, organization, page.rowsMax, page.rowsSkipped).map(Webhook.init(row:))
        }
    }

    package func webhook(_ id: WebhookID, of organization: OrganizationID) async throws -> Webhook? {
        try await database.read { try Self.find(id, of: organization, on: $0) }
    }

    package func insert(
        _ webhook: NewWebhook, audit: AuditDraft, seal: @escaping @Sendable (WebhookID) throws -> SealedSecret
    ) async throws -> Webhook {
        try await database.write { connection in
            let count = try connection.row(
                "SELECT COUNT(*) AS n FROM webhooks WHERE organization_id = ?1", webhook.organizationID)
            guard try count?.value("n", as: Int.self) ?? 0 < Webhook.perOrganizationMax else {
                throw TenonError(.conflict, .tooManyWebhooks, ["count": String(Webhook.perOrganizationMax)])
            }
            let row = try connection.insert(
                """
                INSERT INTO webhooks
                    (organization_id, team_id, name, url, events, is_enabled, created_at, updated_at)
                VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?6)
                RETURNING *
                """, webhook.organizationID, webhook.teamID, webhook.name, webhook.url,
                JSON(webhook.events.map(\.rawValue)), webhook.createdAt)
            let inserted = try Webhook(row: row)
            let secret = try seal(inserted.id)
            try connection.change(
                "INSERT INTO webhook_secrets (webhook_id, team_id, version, key_id, box) VALUES (?1, ?2, ?3, ?4, ?5)",
                inserted.id, webhook.keyTeamID, secret.version, secret.keyID, secret.box)
            try AuditWriter.append(audit.about("webhook", inserted.id), on: connection)
            return inserted
        }
    }

    package func update(
        _ id: WebhookID, of organization: OrganizationID, _ change: WebhookChange, at now: Timestamp, audit: AuditDraft
    ) async throws -> Webhook? {
        try await database.write { connection in
            guard let old = try Self.find(id, of: organization, on: connection) else { return nil }
            let isEnabled = change.isEnabled ?? old.isEnabled
            // Whoever switches it on, or says where to, wants to begin anew.
            let isFresh = change.isEnabled != nil || change.url != nil
            try connection.change(
                """
                UPDATE webhooks SET name = ?3, url = ?4, events = ?5, is_enabled = ?6, disabled_reason = ?7,
                    failing_since = ?8, updated_at = ?9
                WHERE organization_id = ?1 AND id = ?2
                """, organization, id, change.name ?? old.name, change.url ?? old.url,
                JSON((change.events ?? old.events).map(\.rawValue)), isEnabled,
                change.isEnabled == nil ? old.disabledReason : nil, isFresh ? nil : old.failingSince, now)
            if !isEnabled {
                try Self.giveUpWaiting(for: id, Sentence(.webhookOff).description, at: now, on: connection)
            }
            try AuditWriter.append(audit.about("webhook", id), on: connection)
            return try Self.find(id, of: organization, on: connection)
        }
    }

    package func secret(
        of id: WebhookID, of organization: OrganizationID
    ) async throws -> (keyTeamID: TeamID, secret: SealedSecret)? {
        try await database.read { connection in
            guard try Self.find(id, of: organization, on: connection) != nil else { return nil }
            return try Self.secret(of: id, on: connection)
        }
    }

    package func replaceSecret(
        of id: WebhookID, of organization: OrganizationID, with secret: SealedSecret, expectedVersion: Int64,
        at now: Timestamp, audit: AuditDraft
    ) async throws -> Webhook? {
        try await database.write { connection in
            guard try Self.find(id, of: organization, on: connection) != nil else { return nil }
            let changed = try connection.change(
                "UPDATE webhook_secrets SET version = ?3, key_id = ?4, box = ?5 WHERE webhook_id = ?1 AND version = ?2",
                id, expectedVersion, secret.version, secret.keyID, secret.box)
            guard changed > 0 else { throw TenonError(.conflict, .secretChangedElsewhere) }
            try connection.change("UPDATE webhooks SET updated_at = ?2 WHERE id = ?1", id, now)
            try AuditWriter.append(audit.about("webhook", id), on: connection)
            return try Self.find(id, of: organization, on: connection)
        }
    }

    package func delete(_ id: WebhookID, of organization: OrganizationID, audit: AuditDraft) async throws -> Bool {
        try await database.write { connection in
            guard try Self.find(id, of: organization, on: connection) != nil else { return false }
            try connection.change("DELETE FROM webhook_deliveries WHERE webhook_id = ?1", id)
            try connection.change("DELETE FROM webhook_secrets WHERE webhook_id = ?1", id)
            try connection.change("DELETE FROM webhooks WHERE organization_id = ?1 AND id = ?2", organization, id)
            try AuditWriter.append(audit.about("webhook", id), on: connection)
            return true
        }
    }

    // MARK: - Steps

    static func find(
        _ id: WebhookID, of organization: OrganizationID, on connection: any SQLConnection
    ) throws -> Webhook? {
        try connection.row("SELECT * FROM webhooks WHERE organization_id = ?1 AND id = ?2", organization, id)
            .map(Webhook.init(row:))
    }

    static func secret(
        of id: WebhookID, on connection: any SQLConnection
    ) throws -> (keyTeamID: TeamID, secret: SealedSecret)? {
        try connection.row("SELECT * FROM webhook_secrets WHERE webhook_id = ?1", id).map {
            (try $0.value("team_id"), try SealedSecret(row: $0))
        }
    }

    static func giveUpWaiting(
        for id: WebhookID, _ reason: String, at now: Timestamp, on connection: any SQLConnection
    ) throws {
        try connection.change(
            """
            UPDATE webhook_deliveries SET state = 'failed', due_at = NULL, ended_at = ?2,
                last_error = COALESCE(last_error, CAST(?3 AS TEXT))
            WHERE webhook_id = ?1 AND due_at IS NOT NULL
            """, id, now, reason)
    }
}

extension Webhook {
    init(row: SQLRow) throws {
        let events: JSON = try row.value("events")
        self.init(
            id: try row.value("id"), organizationID: try row.value("organization_id"),
            teamID: try row.value("team_id"), name: try row.value("name"), url: try row.value("url"),
            events: events.texts.compactMap(WebhookEvent.init), isEnabled: try row.value("is_enabled"),
            disabledReason: try row.value("disabled_reason"), failingSince: try row.value("failing_since"),
            createdAt: try row.value("created_at"), updatedAt: try row.value("updated_at"))
    }
}
