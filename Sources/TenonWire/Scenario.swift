// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// A consumer on record: a program that names connections.
public struct Scenario: Hashable, Sendable {
    /// The scenario's number.
    public var id: Int64
    /// Its name.
    public var name: String
    /// The team it belongs to.
    public var teamId: Int64
    /// When it runs, as JSON text.
    public var scheduling: String
    /// When it was last changed (ISO 8601).
    public var lastEdit: String
    /// When it was made (ISO 8601).
    public var created: String

    /// Makes a scenario's body.
    public init(id: Int64, name: String, teamId: Int64, scheduling: String, lastEdit: String, created: String) {
        self.id = id
        self.name = name
        self.teamId = teamId
        self.scheduling = scheduling
        self.lastEdit = lastEdit
        self.created = created
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        id = try body.int("id")
        name = try body.text("name")
        teamId = try body.int("teamId")
        scheduling = body.value("scheduling")?.text() ?? "{}"
        lastEdit = try body.optionalText("lastEdit") ?? ""
        created = try body.optionalText("created") ?? ""
    }

    /// The members of ``json``, in their order.
    package static let columns = ["id", "name", "teamId", "scheduling", "isActive", "lastEdit", "created"]

    /// `scheduling` as the JSON it is; nothing runs here, so `isActive` is `false` always.
    package var json: JSONObject {
        [
            "id": JSON(id), "name": .string(name), "teamId": JSON(teamId),
            "scheduling": (try? JSONReader.read(scheduling)) ?? .null,  // stored only after it was read once
            "isActive": false, "lastEdit": .string(lastEdit), "created": .string(created),
        ]
    }
}
