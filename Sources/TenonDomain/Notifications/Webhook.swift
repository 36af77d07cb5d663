// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Where an organization is told what happens to its connections.
package struct Webhook: Sendable, Hashable {
    package static let perOrganizationMax = 50
    package static let urlBytesMax = 2048

    package let id: WebhookID
    package let organizationID: OrganizationID
    /// The team whose connections it is about; `nil` for all.
    package let teamID: TeamID?
    package let name: String
    package let url: String
    /// What it is told.
    package let events: [WebhookEvent]
    package let isEnabled: Bool
    /// Why the server switched it off; `nil` when a person did, or it is on.
    package let disabledReason: String?
    /// Since when no delivery has succeeded; `nil` when the last one did.
    package let failingSince: Timestamp?
    package let createdAt: Timestamp
    package let updatedAt: Timestamp

    package init(
        id: WebhookID, organizationID: OrganizationID, teamID: TeamID?, name: String, url: String,
        events: [WebhookEvent], isEnabled: Bool, disabledReason: String?, failingSince: Timestamp?,
        createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.organizationID = organizationID
        self.teamID = teamID
        self.name = name
        self.url = url
        self.events = events
        self.isEnabled = isEnabled
        self.disabledReason = disabledReason
        self.failingSince = failingSince
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

package typealias WebhookID = Identifier<Webhook>
package typealias DeliveryID = Identifier<WebhookDelivery>

/// What can be told of a connection.
package enum WebhookEvent: String, Sendable, CaseIterable {
    case created = "connection.created"
    /// Its credential is no longer good, and does not become good by itself.
    case broken = "connection.broken"
    /// It is good again.
    case recovered = "connection.recovered"
    /// A person has to authorize it again within days.
    case expiring = "connection.expiring"
    case scopeMissing = "connection.scope_missing"
    case deleted = "connection.deleted"
    /// A person wants to see that it arrives; every webhook is told.
    case test = "webhook.test"

    /// Those that a webhook can be for.
    package static let selectable: [WebhookEvent] = allCases.filter { $0 != .test }
}

package struct NewWebhook: Sendable {
    package let organizationID: OrganizationID
    package let teamID: TeamID?
    package let name: String
    package let url: String
    package let events: [WebhookEvent]
    /// The team whose data key seals the secret.
    package let keyTeamID: TeamID
    package let createdAt: Timestamp

    package init(
        organizationID: OrganizationID, teamID: TeamID?, name: String, url: String, events: [WebhookEvent],
        keyTeamID: TeamID, createdAt: Timestamp
    ) {
        self.organizationID = organizationID
        self.teamID = teamID
        self.name = name
        self.url = url
        self.events = events
        self.keyTeamID = keyTeamID
        self.createdAt = createdAt
    }
}

/// What a person changes of a webhook; what is `nil` stays.
package struct WebhookChange: Sendable, Hashable {
    package var name: String?
    package var url: String?
    package var events: [WebhookEvent]?
    /// Switched on, it starts anew: reason and failures before are forgotten.
    package var isEnabled: Bool?

    package init(name: String? = nil, url: String? = nil, events: [WebhookEvent]? = nil, isEnabled: Bool? = nil) {
        self.name = name
        self.url = url
        self.events = events
        self.isEnabled = isEnabled
    }
}
