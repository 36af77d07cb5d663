// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import TenonJSON
import TenonStore
import Testing

/// What the contracts of watching need beside the rest.
extension Fixture {
    var usage: SQLUsageStore { SQLUsageStore(database) }
    var checks: SQLCheckStore { SQLCheckStore(database) }
    var webhooks: SQLWebhookStore { SQLWebhookStore(database) }

    func tally(
        _ connection: Connection, uses: Int = 1, failures: Int = 0, token: Int64 = 1, at seconds: Int64 = 0
    ) -> UseTally {
        UseTally(
            teamID: connection.teamID, connectionID: connection.id, userID: owner.id, tokenID: TokenID(token),
            uses: uses, failures: failures, at: Self.after(seconds))
    }

    @discardableResult
    func addWebhook(
        _ name: String = "hook", team: TeamID? = nil, events: [WebhookEvent] = WebhookEvent.selectable
    ) async throws -> Webhook {
        let new = NewWebhook(
            organizationID: self.team.organizationID, teamID: team, name: name, url: "https://ops.example.com/\(name)",
            events: events, keyTeamID: self.team.id, createdAt: Self.now)
        let box = box("webhook secret")
        return try await webhooks.insert(new, audit: draft(.webhookCreated)) { _ in box }
    }

    /// What was told to the webhook, in the order in which it happened.
    func told(_ webhook: Webhook) async throws -> [WebhookEvent] {
        try await webhooks.deliveries(of: webhook.id, page: Page(sortBy: .id)).map(\.event)
    }

    func claim(
        at seconds: Int64 = 0, for duration: Int64 = 60, excluding excluded: [WebhookID] = [], limit: Int = 10
    ) async throws -> [ClaimedDelivery] {
        try await webhooks.claimDeliveries(
            at: Self.after(seconds), until: Self.after(seconds + duration), excluding: excluded, limit: limit)
    }

    func verify(_ connection: Connection, _ health: Connection.Health, version: Int64 = 1) async throws {
        try await connections.record(
            VerificationRecord(secretVersion: version, health: health, identity: .init(), at: Self.now),
            of: connection.id, in: connection.teamID, audit: draft(.connectionVerified))
    }
}
