// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import TenonDomain
internal import TenonHTTP
internal import TenonJSON
internal import TenonWire

/// `/api/v2/enums`: closed lists.
struct EnumRoutes: Sendable {
    var routes: [Route] {
        [
            Route(
                .get, "/api/v2/enums/user-api-token-scopes", summary: "List the scopes a token can have",
                scope: .anyToken(because: "the list is public documentation"), role: .other("anyone with a token"),
                audit: .nothing(because: "reads no data"), handler: tokenScopes)
        ]
    }

    private func tokenScopes(_ call: Call) async throws -> Response {
        let scopes = APIScope.allCases.map { APITokenScope(name: $0.rawValue, label: $0.label).json }
        return Response(json: ["userApiTokenScopes": .array(scopes)])
    }
}

extension APIScope {
    /// What the scope allows, in words.
    var label: String {
        switch self {
        case .connectionsRead: "See connections, without their credentials"
        case .connectionsWrite: "Create, change, verify and delete connections"
        case .connectionsUse: "Call third parties through connections"
        case .connectionsReveal: "Read the credentials of connections"
        case .organizationsRead: "See the organization and its people"
        case .organizationsWrite: "Add people to the organization"
        case .teamsRead: "See teams"
        case .teamsWrite: "Make teams, and decide who is in them"
        case .scenariosRead: "See scenarios"
        case .scenariosWrite: "Create, change and delete scenarios"
        case .sdkAppsRead: "See definitions of connection types"
        case .sdkAppsWrite: "Create, change and delete definitions of connection types"
        case .userRead: "See who the caller is, and their tokens"
        case .userWrite: "Issue and revoke the caller's tokens"
        case .auditRead: "Read the audit log"
        }
    }
}
