// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Why the server did not do what was asked.
///
/// Everything in it but `underlying` may be shown to the caller: no secret, no SQL, no text of an upstream that is not
/// meant for the caller.
package struct TenonError: Error, Sendable, CustomStringConvertible {
    /// The closed list of reasons; the HTTP layer gives each its status and wire code.
    package enum Code: String, Sendable, CaseIterable {
        case validationFailed = "validation_failed"
        case notEditable = "connection_not_editable"
        case unauthenticated = "unauthenticated"
        case permissionDenied = "permission_denied"
        case notFound = "not_found"
        case scenarioConnectionMissing = "scenario_connection_missing"
        case methodNotAllowed = "method_not_allowed"
        case connectionInUse = "connection_in_use"
        case conflict = "conflict"
        case bodyTooLarge = "body_too_large"
        case unsupportedMediaType = "unsupported_media_type"
        case thirdPartyFailed = "third_party_failed"
        case reauthorizationRequired = "reauthorization_required"
        case rateLimited = "rate_limited"
        case unavailable = "unavailable"
        case requestTimedOut = "request_timed_out"
        case headersTooLarge = "headers_too_large"
        case upstreamFailed = "upstream_failed"
        case upstreamTimedOut = "upstream_timed_out"
        case internalError = "internal_error"
    }

    /// One fault among several, as a member of the wire's `suberrors`.
    package struct Suberror: Hashable, Sendable {
        package let message: String
        /// `Error`, or for a third party's failure one of ``UpstreamErrorName``.
        package let name: String

        package init(message: String, name: String = "Error") {
            self.message = message
            self.name = name
        }
    }

    package let code: Code
    /// What went wrong this time, in one sentence.
    package let detail: String
    package let suberrors: [Suberror]
    /// How long the caller should wait, when that is known.
    package let retryAfter: Duration?
    /// For the log only.
    package let underlying: (any Error)?

    package init(
        _ code: Code, _ detail: String, suberrors: [Suberror] = [], retryAfter: Duration? = nil,
        underlying: (any Error)? = nil
    ) {
        self.code = code
        self.detail = detail
        self.suberrors = suberrors
        self.retryAfter = retryAfter
        self.underlying = underlying
    }

    package var description: String { "\(code.rawValue): \(detail)" }
}

extension TenonError {
    /// All faults of one request at once, a sentence each.
    package static func validation(_ faults: [String]) -> TenonError {
        TenonError(
            .validationFailed, "Validation failed for \(faults.count) parameter(s).",
            suberrors: faults.map { Suberror(message: $0) })
    }

    package static func notFound(_ what: String) -> TenonError { TenonError(.notFound, "\(what) not found.") }
}
