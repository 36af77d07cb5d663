// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

public import TenonWire

/// The audit log, for owners of the organization.
extension TenonClient {
    /// Which entries are wanted; what is `nil` does not narrow.
    public struct AuditFilter: Hashable, Sendable {
        /// What happened: `connection.created`, say.
        public var action: String?
        /// Who did it.
        public var userId: Int64?
        /// The team it happened in.
        public var teamId: Int64?
        /// The connection it happened to.
        public var connectionId: Int64?
        /// The first moment (ISO 8601).
        public var from: String?
        /// The moment behind the last (ISO 8601).
        public var to: String?

        /// Makes a filter.
        public init(
            action: String? = nil, userId: Int64? = nil, teamId: Int64? = nil, connectionId: Int64? = nil,
            from: String? = nil, to: String? = nil
        ) {
            self.action = action
            self.userId = userId
            self.teamId = teamId
            self.connectionId = connectionId
            self.from = from
            self.to = to
        }
    }

    /// The entries that match, the newest first.
    ///
    /// `sequence` is that of the last entry of a page, and continues behind it.
    public func auditEvents(
        _ filter: AuditFilter = AuditFilter(), limit: Int? = nil, before sequence: Int64? = nil
    ) async throws -> [AuditEvent] {
        try await read(.auditEvents(filter, limit: limit, before: sequence)) {
            try $0.bodies("auditEvents", AuditEvent.init(json:))
        }
    }
}

extension TenonClient {
    /// Asks the third party whether values are good, and stores nothing.
    ///
    /// Not for types whose connections a person has to authorize.
    public func verify(
        _ values: ConnectionValues, asConnectionOfType type: String, inTeam team: Int64, scopes: [String] = []
    ) async throws -> Verification {
        try await verification(by: .verifyDraft(ofType: type, inTeam: team, scopes: scopes, values: values))
    }
}

/// Where the organization is told what happens to its connections; for its owners.
extension TenonClient {
    /// The webhooks, by name; without their secrets.
    public func webhooks() async throws -> [Webhook] {
        try await read(.webhooks) { try $0.bodies("webhooks", Webhook.init(json:)) }
    }

    /// One webhook, without its secret.
    public func webhook(_ id: Int64) async throws -> Webhook {
        try await read(.webhook(id)) { try $0.body("webhook", Webhook.init(json:)) }
    }

    /// Makes a webhook: the one answer with ``Webhook/secret``.
    ///
    /// It is about the connections of `team`, or of every team, and about all kinds of events unless some are named.
    public func createWebhook(
        url: String, named name: String? = nil, events: [String]? = nil, aboutTeam team: Int64? = nil
    ) async throws -> Webhook {
        try await read(.createWebhook(url: url, name: name, events: events, team: team)) {
            try $0.body("webhook", Webhook.init(json:))
        }
    }

    /// Changes what is not `nil`; switched on, a webhook forgets its failures.
    public func updateWebhook(
        _ id: Int64, url: String? = nil, name: String? = nil, events: [String]? = nil, enabled: Bool? = nil
    ) async throws -> Webhook {
        try await read(.updateWebhook(id, url: url, name: name, events: events, enabled: enabled)) {
            try $0.body("webhook", Webhook.init(json:))
        }
    }

    /// Deletes a webhook, and what is on its way to it.
    public func deleteWebhook(_ id: Int64) async throws { _ = try await answer(to: .deleteWebhook(id)) }

    /// Sends an event of the kind `webhook.test` now, and says what came of it.
    public func testWebhook(_ id: Int64) async throws -> WebhookDelivery {
        try await read(.testWebhook(id)) { try $0.body("delivery", WebhookDelivery.init(json:)) }
    }

    /// Makes a new secret, in ``Webhook/secret`` of the answer: give it to the receiver before the former one ends.
    ///
    /// Until then, for a day unless `graceSeconds` says otherwise, events are signed with both.
    public func rotateSecret(ofWebhook id: Int64, graceSeconds: Int64? = nil) async throws -> Webhook {
        try await read(.rotateWebhookSecret(id, graceSeconds: graceSeconds)) {
            try $0.body("webhook", Webhook.init(json:))
        }
    }

    /// What was sent to a webhook and what waits, the newest first; what ended is kept for 7 days.
    public func deliveries(toWebhook id: Int64, limit: Int? = nil) async throws -> [WebhookDelivery] {
        try await read(.deliveries(toWebhook: id, limit: limit)) {
            try $0.bodies("deliveries", WebhookDelivery.init(json:))
        }
    }
}
