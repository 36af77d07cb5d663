// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON

/// The calls on connections and their types.
extension Call {
    package static func connections(inTeam team: Int64, types: [String] = []) -> Call {
        Call(.get, ["connections"]).with("teamId", team).with("type", all: types)
    }

    package static func connection(_ id: Int64) -> Call { Call(.get, ["connections", String(id)]) }

    package static func createConnection(
        ofType type: String, name: String?, inTeam team: Int64, scopes: [String], values: ConnectionValues
    ) -> Call {
        var body: JSONObject = [:]
        if let name { body.append("accountName", .string(name)) }
        body.append("accountType", .string(type))
        if !scopes.isEmpty { body.append("scopes", JSON(scopes)) }
        for member in values.object where !reservedNames.contains(member.name) { body[member.name] = member.value }
        return Call(.post, ["connections"], body: .object(body)).with("teamId", team)
    }

    /// Members of the create call that no parameter can be named after.
    package static let reservedNames: Set<String> = ["accountName", "accountType", "scopes", "teamId"]

    package static func renameConnection(_ id: Int64, to name: String) -> Call {
        Call(.patch, ["connections", String(id)], body: ["name": .string(name)])
    }

    package static func deleteConnection(_ id: Int64, confirmed: Bool) -> Call {
        Call(.delete, ["connections", String(id)]).with("confirmed", confirmed ? true : nil)
    }

    package static func editableParameters(ofConnection id: Int64) -> Call {
        Call(.get, ["connections", String(id), "editable-data-schema"])
    }

    package static func setData(
        ofConnection id: Int64, to values: ConnectionValues, missing: TenonClient.MissingValues?
    ) -> Call {
        Call(.post, ["connections", String(id), "set-data"], body: .object(values.object))
            .with("missing", missing?.rawValue)
    }

    package static func verifyConnection(_ id: Int64) -> Call { Call(.post, ["connections", String(id), "test"]) }

    package static func connection(_ id: Int64, holdsScopes scopes: [String]) -> Call {
        Call(.post, ["connections", String(id), "scoped"], body: ["scope": JSON(scopes)])
    }

    package static let connectionTypes = Call(.get, ["connection-types"])

    package static func connectionType(named name: String) -> Call { Call(.get, ["connection-types", name]) }
}
