// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// A scope that the third party granted to a connection.
public struct ConnectionScope: Hashable, Sendable {
    /// The scope as the third party spells it.
    public var id: String
    /// What it allows, in words, when the connection type knows.
    public var name: String?
    /// The connection type's name.
    public var account: String

    /// Makes a scope.
    public init(id: String, name: String?, account: String) {
        self.id = id
        self.name = name
        self.account = account
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        id = try body.text("id")
        name = try body.optionalText("name")
        account = try body.text("account")
    }

    /// `name` is left out when there is none.
    package var json: JSON {
        var object: JSONObject = ["id": .string(id)]
        if let name { object.append("name", .string(name)) }
        object.append("account", .string(account))
        return .object(object)
    }
}
