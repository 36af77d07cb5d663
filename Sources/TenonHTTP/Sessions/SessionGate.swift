// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
package import TenonDomain

/// Knows whom a session belongs to.
package protocol SessionAuthenticator: Sendable {
    /// The person, or `nil` when the session is unknown or has ended.
    func person(session token: Secret) async throws -> SignedIn?
}

/// Recognizes people who are signed in, by their cookie.
package struct SessionGate: Sendable {
    private let authenticator: any SessionAuthenticator
    private let cookie: SessionCookie

    package init(authenticator: any SessionAuthenticator, cookie: SessionCookie) {
        self.authenticator = authenticator
        self.cookie = cookie
    }

    package func person(in headers: HTTPFields) async throws -> SignedIn? {
        guard let token = cookie.value(in: headers) else { return nil }
        return try await authenticator.person(session: token)
    }
}
