// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON
internal import TenonWire

/// A link by which a person authorizes a connection, good once and for a short time.
///
/// It does not print: whoever opens it first connects the account they are logged in to.
public struct AuthorizationLink: Hashable, Sendable {
    /// The address for the person to open.
    public let url: String
    /// When it ends (ISO 8601).
    public let expires: String
    /// What to enter at ``url``, for the device flow (RFC 8628); else `nil`.
    public let userCode: String?

    /// Reads the answer to the call that makes one.
    package init(json: JSON) throws {
        let body = try BodyReader(json)
        url = try body.text("authorizationUrl")
        expires = try body.text("expiresAt")
        userCode = try body.optionalText("userCode")
    }
}

extension AuthorizationLink: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// When it ends, and nothing of the address.
    public var description: String { "authorization link until \(expires)" }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
