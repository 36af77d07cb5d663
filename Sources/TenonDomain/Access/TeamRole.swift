// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What a person may do in a team.
package enum TeamRole: String, Sendable, CaseIterable, Hashable {
    case admin, member, `operator`, monitoring

    /// The name people see.
    package var label: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    package var permissions: Set<Permission> {
        switch self {
        case .admin: Set(Permission.allCases)
        case .member: [.read, .write, .use]
        case .operator: [.read, .use]
        case .monitoring: [.read]
        }
    }

    /// What a role may allow within its team.
    package enum Permission: String, Sendable, CaseIterable {
        case read, write, use, reveal, administer
    }
}
