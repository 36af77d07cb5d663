// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// A customer of the installation: owns teams and people.
public struct Organization: Hashable, Sendable {
    /// The organization's number.
    public var id: Int64
    /// Its name.
    public var name: String
    /// The host that serves its API.
    public var zone: String
    /// Those of its teams that the caller is in; `nil` where the answer does not tell them.
    public var teams: [Team]?

    /// Makes an organization's body.
    public init(id: Int64, name: String, zone: String, teams: [Team]? = nil) {
        self.id = id
        self.name = name
        self.zone = zone
        self.teams = teams
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        id = try body.int("id")
        name = try body.text("name")
        zone = try body.optionalText("zone") ?? ""
        let organization = id
        teams =
            body.value("teams") == nil
            ? nil : try body.bodies("teams") { try Team(json: $0, organizationId: organization) }
    }

    /// The members of ``json``, in their order.
    package static let columns = ["id", "name", "zone", "teams"]

    package var json: JSONObject {
        [
            "id": JSON(id), "name": .string(name), "zone": .string(zone),
            "teams": .array((teams ?? []).map { ["id": JSON($0.id), "name": .string($0.name)] }),
        ]
    }
}
