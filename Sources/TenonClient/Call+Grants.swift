// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON

/// The calls on authorizations, grants, links and installations.
extension Call {
    package static func authorizeConnection(_ id: Int64, scopes: [String], returnURL: String?) -> Call {
        var body: JSONObject = [:]
        if !scopes.isEmpty { body.append("scopes", JSON(scopes)) }
        if let returnURL { body.append("returnUrl", .string(returnURL)) }
        return Call(.post, ["connections", String(id), "authorization"], body: .object(body))
    }

    package static func health(ofConnection id: Int64) -> Call { Call(.get, ["connections", String(id), "health"]) }

    package static func events(ofConnection id: Int64, limit: Int?, before sequence: Int64?) -> Call {
        Call(.get, ["connections", String(id), "events"]).with("pg[limit]", limit).with("before", sequence)
    }

    package static func credentials(ofConnection id: Int64, minimumLifetimeSeconds seconds: Int64?) -> Call {
        var body: JSONObject = [:]
        if let seconds { body.append("minimumLifetimeSeconds", JSON(seconds)) }
        return Call(.post, ["connections", String(id), "credentials"], body: .object(body))
    }

    package static func revokeConnection(_ id: Int64) -> Call { Call(.post, ["connections", String(id), "revoke"]) }

    package static func connectionLinks(inTeam team: Int64) -> Call {
        Call(.get, ["connection-links"]).with("teamId", team)
    }

    package static func createConnectionLink(
        ofType type: String, name: String?, inTeam team: Int64, scopes: [String], returnURL: String?, expires: String?,
        brandName: String? = nil, brandColor: String? = nil
    ) -> Call {
        var body: JSONObject = ["teamId": JSON(team), "accountType": .string(type)]
        if let name { body.append("name", .string(name)) }
        if !scopes.isEmpty { body.append("scopes", JSON(scopes)) }
        if let returnURL { body.append("returnUrl", .string(returnURL)) }
        if let expires { body.append("expires", .string(expires)) }
        if let brandName { body.append("brandName", .string(brandName)) }
        if let brandColor { body.append("brandColor", .string(brandColor)) }
        return Call(.post, ["connection-links"], body: .object(body))
    }

    package static func deleteConnectionLink(_ id: Int64) -> Call { Call(.delete, ["connection-links", String(id)]) }

    package static let installations = Call(.get, ["installations"])

    package static func setInstallation(ofType type: String, to values: ConnectionValues) -> Call {
        Call(.put, ["installations", type], body: .object(values.object))
    }

    package static func deleteInstallation(ofType type: String) -> Call { Call(.delete, ["installations", type]) }
}
