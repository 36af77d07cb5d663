// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Authenticates requests one by one, where what is the same for all of them does not do: a signature, or a credential
/// in the body.
package protocol RequestAuthenticator: Sendable {
    /// Whether all of the body has to be in hand; asked on an event loop, so it does not wait.
    func needsBody(_ request: SignableRequest) -> Bool

    /// The request as it is to be sent; its own body when it is held, else the caller's.
    ///
    /// - Throws: `TenonError` that may be shown to the caller.
    func authenticate(_ request: SignableRequest, at now: Timestamp) throws -> SignableRequest
}
