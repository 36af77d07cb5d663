// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Why a third party did not do what was asked, as it may be shown to the caller.
package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The wire's names.
    package enum Name: String, Sendable, CaseIterable {
        case runtime = "RuntimeError"
        case data = "DataError"
        case rateLimit = "RateLimitError"
        case connection = "ConnectionError"
        case invalidAccessToken = "InvalidAccessTokenError"
        case unexpected = "UnexpectedError"
    }

    /// The answer's status; `nil` when there was no answer, or none in HTTP.
    package let status: Int?
    /// What the third party said, or a sentence of ours: no secret, no control characters, at most 500 characters.
    package let message: String
    package let name: Name
    /// The word of a token endpoint's error (RFC 6749 §5.2), `nil` when it sent none.
    package let oauthError: String?
    /// How long the third party asks to be left alone.
    package let retryAfter: Duration?

    package init(
        status: Int?, message: String, name: Name, oauthError: String? = nil, retryAfter: Duration? = nil
    ) {
        self.status = status
        self.message = message
        self.name = name
        self.oauthError = oauthError
        self.retryAfter = retryAfter
    }

    package var description: String { "\(name.rawValue): \(message)" }
}
