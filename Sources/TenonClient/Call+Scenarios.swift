// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonJSON

/// The calls on scenarios.
extension Call {
    package static func scenarios(inTeam team: Int64) -> Call { Call(.get, ["scenarios"]).with("teamId", team) }

    package static func scenario(_ id: Int64) -> Call { Call(.get, ["scenarios", String(id)]) }

    package static func blueprint(ofScenario id: Int64) -> Call { Call(.get, ["scenarios", String(id), "blueprint"]) }

    package static func createScenario(
        inTeam team: Int64, blueprint: String, scheduling: String, name: String?
    ) -> Call {
        var body: JSONObject = [
            "teamId": JSON(team), "blueprint": .string(blueprint), "scheduling": .string(scheduling),
        ]
        if let name { body.append("name", .string(name)) }
        return Call(.post, ["scenarios"], body: .object(body))
    }

    package static func updateScenario(
        _ id: Int64, name: String?, blueprint: String?, scheduling: String?
    ) -> Call {
        var body: JSONObject = [:]
        if let name { body.append("name", .string(name)) }
        if let blueprint { body.append("blueprint", .string(blueprint)) }
        if let scheduling { body.append("scheduling", .string(scheduling)) }
        return Call(.patch, ["scenarios", String(id)], body: .object(body))
    }

    package static func deleteScenario(_ id: Int64) -> Call { Call(.delete, ["scenarios", String(id)]) }
}
