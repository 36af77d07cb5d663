// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// What the token of a request may be used for.
public struct CurrentAuthorization: Hashable, Sendable {
    /// The token's scopes.
    public var scope: [String]
    /// How the caller was recognised: `token`.
    public var authUsed: String
    /// How far the token is narrowed beside its scopes.
    public var limits: TokenLimits

    /// Makes the body.
    public init(scope: [String], authUsed: String = "token", limits: TokenLimits = TokenLimits()) {
        self.scope = scope
        self.authUsed = authUsed
        self.limits = limits
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        scope = try body.texts("scope")
        authUsed = try body.text("authUsed")
        limits = try TokenLimits(json: json)
    }

    package var json: JSON {
        let object: JSONObject = ["scope": JSON(scope), "authUsed": .string(authUsed)]
        return .object(object.merging(limits.members))
    }
}
