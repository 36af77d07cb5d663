// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// One event on its way to a webhook, arrived, or given up.
public struct WebhookDelivery: Hashable, Sendable {
    /// The delivery's number.
    public var id: Int64
    /// The header `webhook-id`, the same for every attempt.
    public var messageId: String
    /// What it tells: `connection.broken`, say.
    public var event: String
    /// `pending`, `delivered` or `failed`.
    public var state: String
    /// How many attempts were made.
    public var attempts: Int64
    /// When the next one is made (ISO 8601), or `nil`.
    public var nextAttempt: String?
    /// When the last one was made (ISO 8601), or `nil`.
    public var lastAttempt: String?
    /// The status of the last answer, or `nil` when there was none.
    public var lastStatus: Int64?
    /// Why the last attempt failed, or `nil`.
    public var lastError: String?
    /// When it happened (ISO 8601).
    public var created: String
    /// What is sent, as JSON text.
    public var payload: String

    /// Makes a delivery's body.
    public init(
        id: Int64, messageId: String, event: String, state: String, attempts: Int64, nextAttempt: String?,
        lastAttempt: String?, lastStatus: Int64?, lastError: String?, created: String, payload: String
    ) {
        self.id = id
        self.messageId = messageId
        self.event = event
        self.state = state
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.lastAttempt = lastAttempt
        self.lastStatus = lastStatus
        self.lastError = lastError
        self.created = created
        self.payload = payload
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        id = try body.int("id")
        messageId = try body.text("messageId")
        event = try body.text("event")
        state = try body.text("state")
        attempts = try body.int("attempts")
        nextAttempt = try body.optionalText("nextAttempt")
        lastAttempt = try body.optionalText("lastAttempt")
        lastStatus = try body.optionalInt("lastStatus")
        lastError = try body.optionalText("lastError")
        created = try body.text("created")
        payload = body.value("payload")?.text() ?? "{}"
    }

    package var json: JSONObject {
        [
            "id": JSON(id), "messageId": .string(messageId), "event": .string(event), "state": .string(state),
            "attempts": JSON(attempts), "nextAttempt": JSON(nextAttempt), "lastAttempt": JSON(lastAttempt),
            "lastStatus": JSON(lastStatus), "lastError": JSON(lastError), "created": .string(created),
            "payload": (try? JSONReader.read(payload)) ?? .null,  // made from JSON
        ]
    }
}
