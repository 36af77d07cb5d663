// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonCatalog
package import TenonDomain

extension Failure {
    /// The failure as the wire tells it: 424 with the third party's status and words.
    package var error: TenonError {
        let message = status.map { "[\($0)] \(self.message)" } ?? self.message
        return TenonError(
            .thirdPartyFailed, .previousFailed,
            suberrors: [.init(message: message, name: name.rawValue)], retryAfter: retryAfter)
    }
}

extension Failure {
    /// Whether a token endpoint's word is about the request, which the definition made; every other is about who made it.
    var isAboutRequest: Bool {
        ["unsupported_grant_type", "invalid_scope", "invalid_request", "invalid_target"].contains(oauthError)
    }
}
