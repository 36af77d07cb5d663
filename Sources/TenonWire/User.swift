// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// A person.
public struct User: Hashable, Sendable {
    /// The person's number.
    public var id: Int64
    /// The person's name.
    public var name: String
    /// The person's e-mail address.
    public var email: String
    /// The person's organization; `nil` where the answer does not tell it.
    public var organizationId: Int64?
    /// `owner` or `member` of the organization; `nil` where the answer does not tell it.
    public var organizationRole: String?
    /// `admin`, `member`, `operator` or `monitoring`; in lists of a team's people only.
    public var teamRole: String?

    /// Makes a person's body.
    public init(
        id: Int64, name: String, email: String, organizationId: Int64?, organizationRole: String?,
        teamRole: String? = nil
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.organizationId = organizationId
        self.organizationRole = organizationRole
        self.teamRole = teamRole
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        id = try body.int("id")
        name = try body.text("name")
        email = try body.text("email")
        organizationId = try body.optionalInt("organizationId")
        organizationRole = try body.optionalText("organizationRole")
        teamRole = try body.optionalText("teamRole")
    }

    /// The members of ``json``, in their order, but for `teamRole`.
    package static let columns = ["id", "name", "email", "organizationId", "organizationRole"]

    /// `teamRole` is left out when there is none.
    package var json: JSONObject {
        var object: JSONObject = [
            "id": JSON(id), "name": .string(name), "email": .string(email), "organizationId": JSON(organizationId),
            "organizationRole": JSON(organizationRole),
        ]
        if let teamRole { object.append("teamRole", .string(teamRole)) }
        return object
    }

    /// The person as `authUser` of `/users/me`.
    ///
    /// What Make's answer has and nothing here can differ in is the same for everyone.
    package var authUserJSON: JSONObject {
        [
            "id": JSON(id), "name": .string(name), "email": .string(email), "language": "en", "timezoneId": nil,
            "localeId": nil, "countryId": nil, "features": .object([:]), "avatar": "", "timezone": "UTC",
            "locale": "en", "organizationId": JSON(organizationId), "organizationRole": JSON(organizationRole),
        ]
    }
}
