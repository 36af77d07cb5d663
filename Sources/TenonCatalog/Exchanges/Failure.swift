// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

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
    /// What `message` says, when it is a sentence of ours; `nil` when it is somebody else's.
    package let sentence: Sentence?

    package init(
        status: Int?, message: String, name: Name, oauthError: String? = nil, retryAfter: Duration? = nil,
        sentence: Sentence? = nil
    ) {
        self.sentence = sentence
        self.status = status
        self.message = message
        self.name = name
        self.oauthError = oauthError
        self.retryAfter = retryAfter
    }

    /// With a sentence of ours.
    package init(_ sentence: Sentence, status: Int? = nil, name: Name) {
        self.init(status: status, message: sentence.description, name: name, sentence: sentence)
    }

    /// With what somebody said, or with a sentence of ours when nobody said anything.
    init(
        _ said: String?, or sentence: Sentence, status: Int?, name: Name, oauthError: String? = nil,
        retryAfter: Duration? = nil
    ) {
        self.init(
            status: status, message: said ?? sentence.description, name: name, oauthError: oauthError,
            retryAfter: retryAfter, sentence: said == nil ? sentence : nil)
    }

    package var description: String { "\(name.rawValue): \(message)" }
}
