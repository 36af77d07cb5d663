// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// A scope that a token can have, as `/enums/user-api-token-scopes` lists it.
public struct APITokenScope: Hashable, Sendable {
    /// The scope: `connections:read`.
    public var name: String
    /// What it allows, in words.
    public var label: String

    /// Makes an entry.
    public init(name: String, label: String) {
        self.name = name
        self.label = label
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        name = try body.text("name")
        label = try body.optionalText("label") ?? ""
    }

    package var json: JSON { ["name": .string(name), "label": .string(label)] }
}
