// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// One event on its way to one webhook, or arrived, or given up.
package struct WebhookDelivery: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        case pending, delivered, failed
    }

    package let id: DeliveryID
    package let webhookID: WebhookID
    /// The header `webhook-id`, the same for each attempt.
    package let messageID: String
    package let event: WebhookEvent
    /// JSON, as it is sent.
    package let payload: String
    package let state: State
    package let attempts: Int
    /// When the next attempt is made; `nil` when there is none.
    package let dueAt: Timestamp?
    package let lastAttemptAt: Timestamp?
    /// The status of the last answer, `nil` when there was none.
    package let lastStatus: Int?
    /// Why the last attempt did not succeed, in a sentence.
    package let lastError: String?
    package let createdAt: Timestamp

    package init(
        id: DeliveryID, webhookID: WebhookID, messageID: String, event: WebhookEvent, payload: String, state: State,
        attempts: Int, dueAt: Timestamp?, lastAttemptAt: Timestamp?, lastStatus: Int?, lastError: String?,
        createdAt: Timestamp
    ) {
        self.id = id
        self.webhookID = webhookID
        self.messageID = messageID
        self.event = event
        self.payload = payload
        self.state = state
        self.attempts = attempts
        self.dueAt = dueAt
        self.lastAttemptAt = lastAttemptAt
        self.lastStatus = lastStatus
        self.lastError = lastError
        self.createdAt = createdAt
    }
}

/// A delivery that one process attempts, with everything that it needs.
package struct ClaimedDelivery: Sendable {
    package let delivery: WebhookDelivery
    package let webhook: Webhook
    package let keyTeamID: TeamID
    package let secret: SealedSecret
    /// Until when nobody else attempts it; tells this claim from others.
    package let claimedUntil: Timestamp

    package init(
        delivery: WebhookDelivery, webhook: Webhook, keyTeamID: TeamID, secret: SealedSecret, claimedUntil: Timestamp
    ) {
        self.delivery = delivery
        self.webhook = webhook
        self.keyTeamID = keyTeamID
        self.secret = secret
        self.claimedUntil = claimedUntil
    }
}

/// What came of an attempt, and what follows.
package struct DeliveryResult: Sendable, Hashable {
    package enum Consequence: Sendable, Hashable {
        case delivered
        case retry(at: Timestamp)
        case givenUp
        /// Nothing more is sent to the webhook until a person switches it on, and why.
        case disabled(reason: String)
    }

    package let at: Timestamp
    package let status: Int?
    package let error: String?
    package let consequence: Consequence

    package init(at: Timestamp, status: Int?, error: String?, consequence: Consequence) {
        self.at = at
        self.status = status
        self.error = error
        self.consequence = consequence
    }
}
