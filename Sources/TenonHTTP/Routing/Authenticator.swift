// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// Knows whom a token belongs to.
package protocol Authenticator: Sendable {
    /// The token's bearer, or `nil` when the token is unknown, expired or revoked.
    ///
    /// `token` is a version 4 UUID in lower case.
    func principal(token: String) async throws -> Principal?
}
