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
        /// The same for a page that has words of its own; `nil` when only the wire has any.
        package let fault: Fault?

        package init(message: String, name: String = "Error") {
            self.message = message
            self.name = name
            fault = nil
        }

        package init(_ fault: Fault) {
            message = fault.message
            name = "Error"
            self.fault = fault
        }

        package init(_ sentence: Sentence) { self.init(Fault(sentence)) }
    }

    package let code: Code
    /// What went wrong this time, in one sentence.
    package let detail: String
    /// What `detail` says, for a page that has words of its own; empty when only the wire has any.
    package let sentences: [Sentence]
    package let suberrors: [Suberror]
    /// How long the caller should wait, when that is known.
    package let retryAfter: Duration?
    /// For the log only.
    package let underlying: (any Error)?

    package init(
        _ code: Code, _ detail: String, suberrors: [Suberror] = [], retryAfter: Duration? = nil,
        underlying: (any Error)? = nil
    ) {
        self.init(code, detail, [], suberrors, retryAfter, underlying)
    }

    /// With a sentence of the list, which pages can say in words of their own.
    package init(
        _ code: Code, _ name: Sentence.Name, _ values: [String: String] = [:], suberrors: [Suberror] = [],
        retryAfter: Duration? = nil, underlying: (any Error)? = nil
    ) {
        self.init(
            code, [Sentence(name, values)], suberrors: suberrors, retryAfter: retryAfter, underlying: underlying)
    }

    package init(
        _ code: Code, _ sentences: [Sentence], suberrors: [Suberror] = [], retryAfter: Duration? = nil,
        underlying: (any Error)? = nil
    ) {
        self.init(
            code, sentences.map(\.description).joined(separator: " "), sentences, suberrors, retryAfter, underlying)
    }

    private init(
        _ code: Code, _ detail: String, _ sentences: [Sentence], _ suberrors: [Suberror], _ retryAfter: Duration?,
        _ underlying: (any Error)?
    ) {
        self.code = code
        self.detail = detail
        self.sentences = sentences
        self.suberrors = suberrors
        self.retryAfter = retryAfter
        self.underlying = underlying
    }

    package var description: String { "\(code.rawValue): \(detail)" }
}

extension TenonError {
    /// All faults of one request at once, a sentence each.
    package static func validation(_ faults: Faults) -> TenonError {
        TenonError(
            .validationFailed, "Validation failed for \(faults.all.count) parameter(s).",
            suberrors: faults.all.map { Suberror($0) })
    }

    package static func validation(_ messages: [String]) -> TenonError {
        validation(messages.reduce(into: Faults()) { $0.add($1) })
    }

    package static func validation(_ name: Sentence.Name, _ values: [String: String] = [:]) -> TenonError {
        var faults = Faults()
        faults.add(name, values)
        return validation(faults)
    }

    package static func notFound(_ what: String) -> TenonError { TenonError(.notFound, "\(what) not found.") }
}
