// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON

/// How webhooks are shown to a person.
enum WebhookColumns {
    static let list = [
        Table.Column("ID", "id"), Table.Column("NAME", "name"), Table.Column("URL", "url"),
        Table.Column("TEAM", "teamId"), Table.Column("ON", "enabled"), Table.Column("FAILING SINCE", "failingSince"),
        Table.Column("EVENTS", "events"),
    ]
    static let deliveries = [
        Table.Column("ID", "id"), Table.Column("HAPPENED", "created"), Table.Column("EVENT", "event"),
        Table.Column("STATE", "state"), Table.Column("ATTEMPTS", "attempts"), Table.Column("STATUS", "lastStatus"),
        Table.Column("NEXT", "nextAttempt"), Table.Column("ERROR", "lastError"),
    ]

    private static let facts = [
        ("Name", "name"), ("URL", "url"), ("Events", "events"), ("Team", "teamId"), ("On", "enabled"),
        ("Switched off because", "disabledReason"), ("Failing since", "failingSince"), ("Made", "created"),
        ("Changed", "updated"),
    ]

    static func lines(of webhook: JSON) -> [String] {
        let width = facts.map(\.0.count).max() ?? 0
        return ["Webhook \(Table.text(of: webhook, "id"))"]
            + facts.map { label, member in
                label + String(repeating: " ", count: width - label.count) + "  " + Table.text(of: webhook, member)
            }
    }
}
