// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Webhooks, and what is on its way to them.
///
/// What happens to a connection is written down as deliveries in the same transaction as the change itself, by the stores
/// that make the change: nothing is told that did not happen, and nothing that did is forgotten.
package protocol WebhookStore: Sendable {
    func webhooks(of organization: OrganizationID, page: Page) async throws -> [Webhook]
    func webhook(_ id: WebhookID, of organization: OrganizationID) async throws -> Webhook?

    /// Inserts the row and the secret that `seal` makes once the identifier is known.
    ///
    /// - Throws: ``TenonError`` `conflict` when the organization has ``Webhook/perOrganizationMax`` already.
    func insert(
        _ webhook: NewWebhook, audit: AuditDraft, seal: @escaping @Sendable (WebhookID) throws -> SealedSecret
    ) async throws -> Webhook

    /// `nil` when there is no such webhook.
    func update(
        _ id: WebhookID, of organization: OrganizationID, _ change: WebhookChange, at now: Timestamp, audit: AuditDraft
    ) async throws -> Webhook?

    /// The webhook's sealed secret, and the team whose data key seals it; `nil` when there is no such webhook.
    func secret(
        of id: WebhookID, of organization: OrganizationID
    ) async throws -> (keyTeamID: TeamID, secret: SealedSecret)?

    /// Puts another secret in the place of the one with the expected version; `nil` when there is no such webhook.
    ///
    /// - Throws: ``TenonError`` `conflict` when the version is another by now.
    func replaceSecret(
        of id: WebhookID, of organization: OrganizationID, with secret: SealedSecret, expectedVersion: Int64,
        at now: Timestamp, audit: AuditDraft
    ) async throws -> Webhook?

    /// Deletes the webhook and everything on its way to it; false when there was none.
    func delete(_ id: WebhookID, of organization: OrganizationID, audit: AuditDraft) async throws -> Bool

    /// The webhook's deliveries; the page's order is that of their making.
    func deliveries(of id: WebhookID, page: Page) async throws -> [WebhookDelivery]

    func delivery(_ id: DeliveryID, to webhook: WebhookID) async throws -> WebhookDelivery?

    /// Makes a delivery of ``WebhookEvent/test`` and takes it until `end`; `nil` when there is no such webhook.
    func insertTest(
        for id: WebhookID, of organization: OrganizationID, at now: Timestamp, until end: Timestamp, audit: AuditDraft
    ) async throws -> ClaimedDelivery?

    /// Takes deliveries whose time has come, but for those to `excluded`, until the moment `end`; a few for each webhook.
    func claimDeliveries(
        at now: Timestamp, until end: Timestamp, excluding excluded: [WebhookID], limit: Int
    ) async throws -> [ClaimedDelivery]

    /// Writes down what came of an attempt; false when somebody else has taken the delivery meanwhile.
    func record(_ result: DeliveryResult, of claimed: ClaimedDelivery) async throws -> Bool

    /// Deletes what ended before `end`; how many there were, at most `limit`.
    func removeEnded(before end: Timestamp, limit: Int) async throws -> Int
}
