// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What an API token may be used for; a call needs the scope on the token and the role in the team.
package enum APIScope: String, Sendable, CaseIterable, Hashable {
    case connectionsRead = "connections:read"
    case connectionsWrite = "connections:write"
    case connectionsUse = "connections:use"
    case connectionsReveal = "connections:reveal"
    case organizationsRead = "organizations:read"
    case organizationsWrite = "organizations:write"
    case teamsRead = "teams:read"
    case teamsWrite = "teams:write"
    case scenariosRead = "scenarios:read"
    case scenariosWrite = "scenarios:write"
    case sdkAppsRead = "sdk-apps:read"
    case sdkAppsWrite = "sdk-apps:write"
    case userRead = "user:read"
    case userWrite = "user:write"
    case auditRead = "audit:read"
}
