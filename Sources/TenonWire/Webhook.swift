// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// Where an organization is told what happens to its connections.
public struct Webhook: Hashable, Sendable {
    /// The webhook's number.
    public var id: Int64
    /// What people call it.
    public var name: String
    /// Where events are sent.
    public var url: String
    /// Which events are sent: `connection.broken`, say.
    public var events: [String]
    /// The organization that owns it.
    public var organizationId: Int64
    /// The team whose connections it is about, or `nil` for all.
    public var teamId: Int64?
    /// Whether anything is sent.
    public var enabled: Bool
    /// Why the server switched it off, or `nil`.
    public var disabledReason: String?
    /// Since when every attempt has failed (ISO 8601), or `nil` when the last one did not.
    public var failingSince: String?
    /// When it was made (ISO 8601).
    public var created: String
    /// When it was changed last (ISO 8601).
    public var updated: String
    /// What its events are signed with, in the answer to its creation and to a rotation only.
    public var secret: String?
    /// Until when the secret from before signs along (ISO 8601), in the answer to a rotation only.
    public var formerSecretEnds: String?

    /// Makes a webhook's body.
    public init(
        id: Int64, name: String, url: String, events: [String], organizationId: Int64, teamId: Int64?, enabled: Bool,
        disabledReason: String?, failingSince: String?, created: String, updated: String, secret: String? = nil,
        formerSecretEnds: String? = nil
    ) {
        self.id = id
        self.name = name
        self.url = url
        self.events = events
        self.organizationId = organizationId
        self.teamId = teamId
        self.enabled = enabled
        self.disabledReason = disabledReason
        self.failingSince = failingSince
        self.created = created
        self.updated = updated
        self.secret = secret
        self.formerSecretEnds = formerSecretEnds
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        id = try body.int("id")
        name = try body.text("name")
        url = try body.text("url")
        events = try body.texts("events")
        organizationId = try body.int("organizationId")
        teamId = try body.optionalInt("teamId")
        enabled = try body.bool("enabled")
        disabledReason = try body.optionalText("disabledReason")
        failingSince = try body.optionalText("failingSince")
        created = try body.text("created")
        updated = try body.text("updated")
        secret = try body.optionalText("secret")
        formerSecretEnds = try body.optionalText("formerSecretEnds")
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "id": JSON(id), "name": .string(name), "url": .string(url), "events": JSON(events),
            "organizationId": JSON(organizationId), "teamId": JSON(teamId), "enabled": .bool(enabled),
            "disabledReason": JSON(disabledReason), "failingSince": JSON(failingSince), "created": .string(created),
            "updated": .string(updated),
        ]
        if let secret { object.append("secret", .string(secret)) }
        if let formerSecretEnds { object.append("formerSecretEnds", .string(formerSecretEnds)) }
        return object
    }
}

extension Webhook: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The number and the name: ``secret`` is one, and the path of ``url`` may be.
    public var description: String { "webhook \(id) '\(name)'" }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
