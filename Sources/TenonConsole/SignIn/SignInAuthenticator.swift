// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
package import TenonEngine
internal import TenonHTTP

/// Looks sessions up in the engine.
package struct SignInAuthenticator: SessionAuthenticator {
    private let signIn: SignIn

    package init(signIn: SignIn) { self.signIn = signIn }

    package func person(session token: Secret) async throws -> SignedIn? { try await signIn.person(session: token) }
}
