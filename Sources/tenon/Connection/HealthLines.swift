// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON

/// How a connection's health is shown to a person.
enum HealthLines {
    private static let facts = [
        ("Last verified", "lastVerified"), ("Token obtained", "lastRefreshed"), ("Token ends", "tokenExpires"),
        ("Next refresh", "nextRefresh"), ("Scopes asked for", "requestedScopes"), ("Scopes granted", "grantedScopes"),
        ("Scopes missing", "missingScopes"), ("Verified next", "nextVerification"), ("Last used", "lastUsed"),
    ]
    private static let errors = "Errors in 24 h"
    private static let troubleFacts = [
        ("Trouble", "trouble.message"), ("Last failed at", "trouble.at"), ("Failed in a row", "trouble.attempts"),
        ("Tried again at", "trouble.retryAt"),
    ]

    static func lines(of health: JSON, id: Int64) -> [String] {
        let shown = facts + (health["trouble"]?.object == nil ? [] : troubleFacts)
        let width = (shown.map(\.0) + [errors]).map(\.count).max() ?? 0
        let line = { (label: String, text: String) in
            label + String(repeating: " ", count: width - label.count) + "  " + text
        }
        let status = "Connection \(id): \(Table.text(of: health, "status"))"
        return [status, Table.text(of: health, "reason")]
            + shown.map { line($0, Table.text(of: health, $1)) }
            + [line(errors, share(health["errorRate"]?.double))]
            + uses(health["usage"]) + callers(health["usage"]?["callers"]?.array ?? [])
    }

    private static func share(_ rate: Double?) -> String {
        guard let rate, rate.isFinite else { return "-" }
        return "\((rate * 1000).rounded() / 10) %"
    }

    /// The days in which it was used, the last week of them.
    private static func uses(_ usage: JSON?) -> [String] {
        let days = (usage?["days"]?.array ?? []).suffix(7)
        guard !days.isEmpty else { return [] }
        let rows = days.map { day -> JSON in
            [
                "day": .string(String(Table.text(of: day, "at").prefix(10))), "uses": day["uses"] ?? .null,
                "errors": day["errors"] ?? .null,
            ]
        }
        let columns = [Table.Column("DAY", "day"), Table.Column("USES", "uses"), Table.Column("ERRORS", "errors")]
        return [""] + Table(columns: columns, rows: Array(rows)).lines
    }

    private static func callers(_ callers: [JSON]) -> [String] {
        guard !callers.isEmpty else { return [] }
        let columns = [
            Table.Column("PERSON", "userName"), Table.Column("TOKEN", "tokenLabel"), Table.Column("USES", "uses"),
            Table.Column("ERRORS", "errors"), Table.Column("LAST USED", "lastUsed"),
        ]
        return ["", "In the last 7 days:"] + Table(columns: columns, rows: callers).lines
    }
}
