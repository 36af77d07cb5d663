// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON

/// How a connection's health is shown to a person.
enum HealthLines {
    private static let facts = [
        ("Last verified", "lastVerified"), ("Token obtained", "lastRefreshed"), ("Token ends", "tokenExpires"),
        ("Next refresh", "nextRefresh"), ("Scopes asked for", "requestedScopes"), ("Scopes granted", "grantedScopes"),
        ("Scopes missing", "missingScopes"),
    ]
    private static let troubleFacts = [
        ("Trouble", "trouble.message"), ("Last failed at", "trouble.at"), ("Failed in a row", "trouble.attempts"),
        ("Tried again at", "trouble.retryAt"),
    ]

    static func lines(of health: JSON, id: Int64) -> [String] {
        let shown = facts + (health["trouble"]?.object == nil ? [] : troubleFacts)
        let width = shown.map(\.0.count).max() ?? 0
        let status = "Connection \(id): \(Table.text(of: health, "status"))"
        return [status, Table.text(of: health, "reason")]
            + shown.map { label, member in
                label + String(repeating: " ", count: width - label.count) + "  " + Table.text(of: health, member)
            }
    }
}
