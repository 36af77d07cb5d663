// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// An API token as its owner sees it.
public struct APIToken: Hashable, Sendable {
    /// The whole token in the answer to its creation, its first characters ever after.
    public var token: String
    /// What it may be used for.
    public var scope: [String]
    /// The name its owner gave it.
    public var label: String
    /// When it was made (ISO 8601); also what it is deleted by.
    public var created: String
    /// When it ends (ISO 8601), or `nil`.
    public var expires: String?
    /// Its last use, to the minute (ISO 8601), or `nil`.
    public var lastUsed: String?
    /// How far it is narrowed beside its scopes.
    public var limits: TokenLimits

    /// Makes a token's body.
    public init(
        token: String, scope: [String], label: String, created: String, expires: String? = nil, lastUsed: String? = nil,
        limits: TokenLimits = TokenLimits()
    ) {
        self.token = token
        self.scope = scope
        self.label = label
        self.created = created
        self.expires = expires
        self.lastUsed = lastUsed
        self.limits = limits
    }

    package init(json: JSON) throws {
        let body = try BodyReader(json)
        token = try body.text("token")
        scope = try body.texts("scope")
        label = try body.text("label")
        created = try body.text("created")
        expires = try body.optionalText("expires")
        lastUsed = try body.optionalText("lastUsed")
        limits = try TokenLimits(json: json)
    }

    package var json: JSON {
        let object: JSONObject = [
            "token": .string(token), "scope": JSON(scope), "label": .string(label), "created": .string(created),
            "expires": JSON(expires), "lastUsed": JSON(lastUsed),
        ]
        return .object(object.merging(limits.members))
    }
}

extension APIToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The label and the time of creation: ``token`` may be a whole token.
    public var description: String { "API token '\(label)' of \(created)" }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
