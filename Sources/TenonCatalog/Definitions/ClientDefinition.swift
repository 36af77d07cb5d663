// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// ◆ Who asks for tokens, and how that is proved to the token endpoint (RFC 6749 §2.3, RFC 7523 §2.2).
///
/// Requests that a definition leaves to Tenon carry it; requests of the definition's own may read it as `client`.
package struct ClientDefinition: Sendable {
    /// What `method` may evaluate to.
    package enum Method: String, Sendable, CaseIterable {
        /// HTTP Basic with both parts form-encoded, as RFC 6749 §2.3.1 wants it.
        case basic
        /// HTTP Basic with both parts as they are, which is what some servers expect.
        case basicRaw = "basic_raw"
        /// In the body.
        case post
        /// An assertion signed with the client's key.
        case privateKeyJWT = "private_key_jwt"
        /// A public client: the identifier alone, in the body.
        case none
    }

    /// How long an assertion is good for.
    static let assertionLifetimeSeconds = 300

    package var id: Template?
    package var secret: Template?
    package var method: Template?
    /// PEM of the private key, for ``Method/privateKeyJWT``.
    package var key: Template?
    package var keyID: Template?
    package var algorithm: Template?

    package var templates: [Template] { [id, secret, method, key, keyID, algorithm].compactMap { $0 } }
}
