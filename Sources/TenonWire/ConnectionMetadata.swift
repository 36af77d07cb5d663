// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// What a person recognises the account behind a connection by.
public struct ConnectionMetadata: Hashable, Sendable {
    /// An e-mail address, a user name, a workspace.
    public var value: String
    /// `email` or `string`.
    public var type: String

    /// Makes display data.
    public init(value: String, type: String) {
        self.value = value
        self.type = type
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        value = try body.text("value")
        type = try body.text("type")
    }

    package var json: JSON { ["value": .string(value), "type": .string(type)] }
}
