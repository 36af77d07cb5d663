// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// A link by which a person sets the password for the console.
public struct Invitation: Hashable, Sendable {
    /// The person.
    public var userId: Int64
    /// The person's name.
    public var name: String
    /// The person's e-mail address.
    public var email: String
    /// When it was made (ISO 8601).
    public var created: String
    /// When it ends (ISO 8601).
    public var expires: String
    /// The address, in the answer to its creation only.
    public var url: String?

    /// Makes an invitation's body.
    public init(userId: Int64, name: String, email: String, created: String, expires: String, url: String? = nil) {
        self.userId = userId
        self.name = name
        self.email = email
        self.created = created
        self.expires = expires
        self.url = url
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        userId = try body.int("userId")
        name = try body.text("name")
        email = try body.text("email")
        created = try body.text("created")
        expires = try body.text("expires")
        url = try body.optionalText("url")
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "userId": JSON(userId), "name": .string(name), "email": .string(email), "created": .string(created),
            "expires": .string(expires),
        ]
        if let url { object.append("url", .string(url)) }
        return object
    }
}
