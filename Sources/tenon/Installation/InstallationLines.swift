// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON

/// How an installation is shown to a person.
enum InstallationLines {
    private static let facts = [
        ("Type", "accountType"), ("Client ID", "clientId"), ("Secrets", "secrets"), ("Redirect URI", "redirectUri"),
    ]

    static func lines(of installation: JSON) -> [String] {
        let width = facts.map(\.0.count).max() ?? 0
        return facts.map { label, member in
            label + String(repeating: " ", count: width - label.count) + "  "
                + Table.text(of: installation, member)
        }
    }
}
