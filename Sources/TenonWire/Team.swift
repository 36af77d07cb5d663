// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// The people who share a set of connections.
public struct Team: Hashable, Sendable {
    /// The team's number.
    public var id: Int64
    /// Its name.
    public var name: String
    /// The organization it belongs to.
    public var organizationId: Int64

    /// Makes a team's body.
    public init(id: Int64, name: String, organizationId: Int64) {
        self.id = id
        self.name = name
        self.organizationId = organizationId
    }

    /// Reads a team; `organizationId` is for entries within an organization, which do not repeat it.
    package init(json: JSON, organizationId: Int64? = nil) throws {
        let body = try BodyReader(json)
        id = try body.int("id")
        name = try body.text("name")
        self.organizationId = try organizationId ?? body.int("organizationId")
    }

    /// The members of ``json``, in their order.
    package static let columns = ["id", "name", "organizationId"]

    package var json: JSONObject {
        ["id": JSON(id), "name": .string(name), "organizationId": JSON(organizationId)]
    }
}
