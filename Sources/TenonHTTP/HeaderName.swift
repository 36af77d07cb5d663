// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes

/// Names of headers that the HTTP types package does not know.
extension HTTPField.Name {
    package static let forwardedFor = constant("X-Forwarded-For")
    package static let rateLimitLimit = constant("X-RateLimit-Limit")
    package static let rateLimitRemaining = constant("X-RateLimit-Remaining")
    package static let rateLimitReset = constant("X-RateLimit-Reset")
    package static let requestID = constant("X-Request-Id")

    private static func constant(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("'\(text)' is no header name") }
        return name
    }
}
