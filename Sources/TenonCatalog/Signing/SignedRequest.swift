// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// A request with its signature in place.
package struct SignedRequest: Sendable {
    package var request: SignableRequest
    /// What was computed from secrets and would give them away, or stands for them: for the redactor.
    package var derived: [Secret]

    package init(request: SignableRequest, derived: [Secret]) {
        self.request = request
        self.derived = derived
    }
}
