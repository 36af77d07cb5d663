// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON
internal import TenonWire

/// An organization's own client at a provider, without its secrets.
public struct Installation: Hashable, Sendable {
    /// The connection type that uses it.
    public let accountType: String
    /// The client's identifier, `nil` when it has none.
    public let clientID: String?
    /// The names of the values that are secret.
    public let secretNames: [String]
    /// What to register at the provider.
    public let redirectURI: String
    /// When it was set last (ISO 8601).
    public let updated: String

    /// Reads an installation's body.
    package init(json: JSON) throws {
        let body = try BodyReader(json)
        accountType = try body.text("accountType")
        clientID = try body.optionalText("clientId")
        secretNames = try body.texts("secrets")
        redirectURI = try body.text("redirectUri")
        updated = try body.text("updated")
    }
}
