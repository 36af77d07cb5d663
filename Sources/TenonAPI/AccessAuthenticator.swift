// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
package import TenonEngine
internal import TenonHTTP

/// Looks tokens up in the engine.
package struct AccessAuthenticator: Authenticator {
    private let access: Access

    package init(access: Access) { self.access = access }

    package func principal(token: String) async throws -> Principal? { try await access.authenticate(token: token) }
}
