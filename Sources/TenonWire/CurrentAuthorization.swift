// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// What the token of a request may be used for.
public struct CurrentAuthorization: Hashable, Sendable {
    /// The token's scopes.
    public var scope: [String]
    /// How the caller was recognised: `token`.
    public var authUsed: String

    /// Makes the body.
    public init(scope: [String], authUsed: String = "token") {
        self.scope = scope
        self.authUsed = authUsed
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        scope = try body.texts("scope")
        authUsed = try body.text("authUsed")
    }

    package var json: JSON { ["scope": JSON(scope), "authUsed": .string(authUsed)] }
}
