// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
package import TenonDomain

/// Errors as a person's browser shows them.
package protocol ErrorPages: Sendable {
    /// The page; `nil` when the caller wants JSON.
    func response(to error: TenonError, status: HTTPResponse.Status, for request: Request) -> Response?
}
