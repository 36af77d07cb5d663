// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Who a request comes from, and the one place that decides what they may do.
///
/// A call needs the scope on the token **and** the role in the team.
package struct Principal: Sendable {
    package let user: User
    package let token: APIToken
    package let roles: [TeamID: TeamRole]
    /// The session of a person who is signed in; `nil` for the bearer of a token.
    package let sessionID: SessionID?

    package init(user: User, token: APIToken, roles: [TeamID: TeamRole]) {
        self.user = user
        self.token = token
        self.roles = roles
        sessionID = nil
    }

    /// A person who is signed in: as the bearer of a token with every scope, for as long as the session lasts.
    package init(_ grant: SessionGrant) {
        user = grant.user
        token = APIToken(
            id: TokenID(0), userID: grant.user.id, label: "session", scopes: Set(APIScope.allCases),
            createdAt: grant.session.createdAt, expiresAt: grant.session.endsAt, lastUsedAt: nil, revokedAt: nil,
            hint: "")
        roles = grant.roles
        sessionID = grant.session.id
    }

    package var organizationID: OrganizationID { user.organizationID }

    /// Whether the principal has any role in the team; what is in other teams does not exist for it.
    package func sees(_ team: TeamID) -> Bool { roles[team] != nil }

    /// Whether the connection exists for the principal: it is in one of its teams, and in the reach of its token.
    package func sees(_ connection: Connection) -> Bool {
        sees(connection.teamID) && token.limits?.reaches(connection.id, ofType: connection.type) != false
    }

    /// - Throws: ``TenonError`` `permissionDenied` naming the scope that the token lacks.
    package func require(_ scope: APIScope) throws {
        guard token.scopes.contains(scope) else {
            throw TenonError(.permissionDenied, .scopeLacking, ["scope": scope.rawValue])
        }
    }

    /// - Throws: ``TenonError`` `permissionDenied` naming what the role in the team lacks.
    package func require(_ permission: TeamRole.Permission, in team: TeamID) throws {
        guard let role = roles[team] else {
            throw TenonError(.permissionDenied, .notOfTeam, ["team": team.description])
        }
        guard role.permissions.contains(permission) else {
            throw TenonError(
                .permissionDenied, .roleLacks,
                ["role": role.label, "team": team.description, "permission": permission.rawValue])
        }
    }

    /// - Throws: ``TenonError`` `permissionDenied` when the person does not own the organization.
    package func requireOrganizationOwner() throws {
        guard user.organizationRole == .owner else {
            throw TenonError(.permissionDenied, .notOwner)
        }
    }
}
