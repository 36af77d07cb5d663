// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON

/// How connections are shown to a person.
enum ConnectionColumns {
    static let list = [
        Table.Column("ID", "id"), Table.Column("NAME", "name"), Table.Column("TYPE", "accountName"),
        Table.Column("ACCOUNT", "metadata.value"), Table.Column("SCOPES", "scopesCnt"),
    ]

    private static let details = [
        ("Name", "name"), ("Type", "accountName"), ("Account", "metadata.value"), ("Account id", "uid"),
        ("Team", "teamId"), ("Authorize again by", "expire"), ("Editable", "editable"), ("Upgradeable", "upgradeable"),
        ("Scopes", "scopesCnt"),
    ]

    /// One connection, a line for each thing to know.
    static func lines(of connection: JSON) -> [String] {
        let width = details.map(\.0.count).max() ?? 0
        let facts = details.map { label, member in
            label + String(repeating: " ", count: width - label.count) + "  " + Table.text(of: connection, member)
        }
        let scopes = (connection["scopes"]?.array ?? []).map { scope in
            "  " + Table.text(of: scope, "id") + (scope["name"] == nil ? "" : " - " + Table.text(of: scope, "name"))
        }
        return ["Connection \(Table.text(of: connection, "id"))"] + facts + scopes
    }
}
