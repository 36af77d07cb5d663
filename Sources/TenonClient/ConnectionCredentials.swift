// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON
internal import TenonWire

/// A connection's live credential, in the clear.
///
/// It does not print, the names of its values do.
public struct ConnectionCredentials: Sendable {
    /// What the credential is.
    public enum Kind: String, Hashable, Sendable {
        /// A token that was obtained from the provider.
        case token
        /// What a person entered.
        case values
    }

    /// Members that are not values.
    private static let ownMembers: Set<String> = ["type", "expiresAt", "scopes"]

    /// What it is.
    public let kind: Kind
    /// When the token ends (ISO 8601), `nil` when nobody knows.
    public let expires: String?
    /// The scopes that were granted.
    public let scopes: [String]
    package let values: JSONObject

    /// Reads the answer's member `credentials`.
    package init(json: JSON) throws {
        let body = try BodyReader(json)
        guard let kind = Kind(rawValue: try body.text("type")) else {
            throw WireFormatError(member: "type", expected: "token or values")
        }
        self.kind = kind
        expires = try body.optionalText("expiresAt")
        scopes = try body.texts("scopes")
        switch kind {
        case .token: values = JSONObject((json.object ?? [:]).filter { !Self.ownMembers.contains($0.name) })
        case .values: values = body.value("values")?.object ?? [:]
        }
    }

    /// The access token, `nil` when it is no token.
    public var accessToken: String? { kind == .token ? value("accessToken") : nil }

    /// The names of the values.
    public var names: [String] { values.names }

    /// A value by its name: text as it is, anything else as JSON text; `nil` when there is none.
    public func value(_ name: String) -> String? {
        guard let value = values[name], !value.isNull else { return nil }
        return value.string ?? value.text()
    }
}

extension ConnectionCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The names of the values alone.
    public var description: String { "credentials of \(names.joined(separator: ", "))" }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
