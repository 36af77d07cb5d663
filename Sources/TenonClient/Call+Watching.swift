// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON

/// The calls on the audit log and on webhooks.
extension Call {
    package static func auditEvents(_ filter: TenonClient.AuditFilter, limit: Int?, before sequence: Int64?) -> Call {
        Call(.get, ["audit-events"]).with("action", filter.action).with("userId", filter.userId)
            .with("teamId", filter.teamId).with("connectionId", filter.connectionId).with("from", filter.from)
            .with("to", filter.to).with("before", sequence).with("pg[limit]", limit)
    }

    package static func verifyDraft(
        ofType type: String, inTeam team: Int64, scopes: [String], values: ConnectionValues
    ) -> Call {
        let create = createConnection(ofType: type, name: nil, inTeam: team, scopes: scopes, values: values)
        return Call(.post, ["connections", "verify"], body: create.body).with("teamId", team)
    }

    package static let webhooks = Call(.get, ["webhooks"])

    package static func webhook(_ id: Int64) -> Call { Call(.get, ["webhooks", String(id)]) }

    package static func createWebhook(
        url: String, name: String?, events: [String]?, team: Int64?
    ) -> Call {
        var body: JSONObject = ["url": .string(url)]
        if let name { body.append("name", .string(name)) }
        if let events { body.append("events", JSON(events)) }
        if let team { body.append("teamId", JSON(team)) }
        return Call(.post, ["webhooks"], body: .object(body))
    }

    package static func updateWebhook(
        _ id: Int64, url: String?, name: String?, events: [String]?, enabled: Bool?
    ) -> Call {
        var body: JSONObject = [:]
        if let url { body.append("url", .string(url)) }
        if let name { body.append("name", .string(name)) }
        if let events { body.append("events", JSON(events)) }
        if let enabled { body.append("enabled", .bool(enabled)) }
        return Call(.patch, ["webhooks", String(id)], body: .object(body))
    }

    package static func deleteWebhook(_ id: Int64) -> Call { Call(.delete, ["webhooks", String(id)]) }

    package static func testWebhook(_ id: Int64) -> Call { Call(.post, ["webhooks", String(id), "test"]) }

    /// The former secret signs along for a day unless `graceSeconds` says otherwise.
    package static func rotateWebhookSecret(_ id: Int64, graceSeconds: Int64? = nil) -> Call {
        var body = JSONObject()
        if let graceSeconds { body.append("graceSeconds", JSON(graceSeconds)) }
        return Call(.post, ["webhooks", String(id), "secret"], body: .object(body))
    }

    package static func deliveries(toWebhook id: Int64, limit: Int?) -> Call {
        Call(.get, ["webhooks", String(id), "deliveries"]).with("pg[limit]", limit)
    }
}
