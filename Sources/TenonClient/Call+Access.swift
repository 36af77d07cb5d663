// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON
package import TenonWire

/// The calls on people, teams and tokens.
extension Call {
    package static let me = Call(.get, ["users", "me"])
    package static let currentAuthorization = Call(.get, ["users", "me", "current-authorization"])

    package static let apiTokens = Call(.get, ["users", "me", "api-tokens"])

    /// A token for the caller, or for the person `user`.
    package static func createAPIToken(
        forUser user: Int64? = nil, label: String, scopes: [String], limits: TokenLimits = TokenLimits(),
        expires: String?
    ) -> Call {
        var body: JSONObject = ["label": .string(label), "scope": JSON(scopes)]
        if let expires { body.append("expires", .string(expires)) }
        for member in limits.members where !member.value.isNull { body.append(member.name, member.value) }
        return Call(.post, ["users", user.map { String($0) } ?? "me", "api-tokens"], body: .object(body))
    }

    package static func revokeAPIToken(created: String) -> Call {
        Call(.delete, ["users", "me", "api-tokens", created])
    }

    package static let organizations = Call(.get, ["organizations"])

    package static func organization(_ id: Int64) -> Call { Call(.get, ["organizations", String(id)]) }

    package static func teams(inOrganization organization: Int64) -> Call {
        Call(.get, ["teams"]).with("organizationId", organization)
    }

    package static func team(_ id: Int64) -> Call { Call(.get, ["teams", String(id)]) }

    package static func createTeam(named name: String, inOrganization organization: Int64) -> Call {
        Call(.post, ["teams"], body: ["name": .string(name), "organizationId": JSON(organization)])
    }

    package static func users(inOrganization organization: Int64) -> Call {
        Call(.get, ["users"]).with("organizationId", organization)
    }

    package static func users(inTeam team: Int64) -> Call { Call(.get, ["users"]).with("teamId", team) }

    package static func createUser(name: String, email: String, role: String?) -> Call {
        var body: JSONObject = ["name": .string(name), "email": .string(email)]
        if let role { body.append("organizationRole", .string(role)) }
        return Call(.post, ["users"], body: .object(body))
    }

    /// Gives the role, or takes any role away when it is `nil`.
    package static func setRole(_ role: String?, ofUser user: Int64, inTeam team: Int64) -> Call {
        Call(.put, ["teams", String(team), "users", String(user)], body: ["role": JSON(role)])
    }

    package static let invitations = Call(.get, ["invitations"])

    package static func invite(user: Int64) -> Call { Call(.post, ["users", String(user), "invitation"]) }

    package static func deleteInvitation(ofUser user: Int64) -> Call {
        Call(.delete, ["users", String(user), "invitation"])
    }

    package static func endSessions(ofUser user: Int64) -> Call { Call(.delete, ["users", String(user), "sessions"]) }
}
