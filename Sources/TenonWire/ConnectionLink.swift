// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// A link by which somebody outside the team connects an account of their own.
public struct ConnectionLink: Hashable, Sendable {
    /// The link's number.
    public var id: Int64
    /// The team that gets the connection.
    public var teamId: Int64
    /// The connection type.
    public var accountType: String
    /// The connection's name.
    public var name: String
    /// Scopes that are asked for beside the type's own.
    public var scopes: [String]
    /// Where the person is sent at the end, or `nil`.
    public var returnUrl: String?
    /// Who asks, on the person's page; the organization when `nil`.
    public var brandName: String?
    /// The page's colour, such as `#4a154b`, or `nil`.
    public var brandColor: String?
    /// When it was made (ISO 8601).
    public var created: String
    /// When it ends (ISO 8601).
    public var expires: String
    /// The connection that was made with it, or `nil`.
    public var connectionId: Int64?
    /// The address, in the answer to its creation only.
    public var url: String?

    /// Makes a link's body.
    public init(
        id: Int64, teamId: Int64, accountType: String, name: String, scopes: [String], returnUrl: String?,
        brandName: String? = nil, brandColor: String? = nil, created: String, expires: String, connectionId: Int64?,
        url: String? = nil
    ) {
        self.id = id
        self.teamId = teamId
        self.accountType = accountType
        self.name = name
        self.scopes = scopes
        self.returnUrl = returnUrl
        self.brandName = brandName
        self.brandColor = brandColor
        self.created = created
        self.expires = expires
        self.connectionId = connectionId
        self.url = url
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        id = try body.int("id")
        teamId = try body.int("teamId")
        accountType = try body.text("accountType")
        name = try body.text("name")
        scopes = try body.texts("scopes")
        returnUrl = try body.optionalText("returnUrl")
        brandName = try body.optionalText("brandName")
        brandColor = try body.optionalText("brandColor")
        created = try body.text("created")
        expires = try body.text("expires")
        connectionId = try body.optionalInt("connectionId")
        url = try body.optionalText("url")
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "id": JSON(id), "teamId": JSON(teamId), "accountType": .string(accountType), "name": .string(name),
            "scopes": JSON(scopes), "returnUrl": JSON(returnUrl), "brandName": JSON(brandName),
            "brandColor": JSON(brandColor), "created": .string(created), "expires": .string(expires),
            "connectionId": JSON(connectionId),
        ]
        if let url { object.append("url", .string(url)) }
        return object
    }
}

extension ConnectionLink: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The number and the name: ``url`` is as good as a password.
    public var description: String { "connection link \(id) '\(name)'" }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
