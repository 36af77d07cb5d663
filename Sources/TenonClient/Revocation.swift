// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON
internal import TenonWire

/// What came of taking a connection's tokens back.
public enum Revocation: Hashable, Sendable {
    /// The provider said yes.
    case revoked
    /// There was no token.
    case nothingToRevoke
    /// The connection type does not say how; it has to be done at the third party.
    case notSupported
    /// The provider refused or could not be asked, and why: the token may still be good there.
    case failed(reason: String)

    /// Reads the answer's member `revocation`.
    package init(json: JSON) throws {
        let body = try BodyReader(json)
        switch try body.text("outcome") {
        case "revoked": self = .revoked
        case "nothing_to_revoke": self = .nothingToRevoke
        case "not_supported": self = .notSupported
        case "failed": self = .failed(reason: try body.optionalText("reason") ?? "The server gave no reason.")
        default:
            throw WireFormatError(
                member: "outcome", expected: "revoked, nothing_to_revoke, not_supported or failed")
        }
    }

    /// Whether no token is left that could still be good.
    public var isComplete: Bool { self == .revoked || self == .nothingToRevoke }
}
