// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// When a token ends, read from what token endpoints send in place of RFC 6749's `expires_in`.
enum TokenExpiry {
    /// A lifetime beyond ten years is none: it is a moment.
    static let lifetimeSecondsMax = 315_360_000.0
    /// A number of seconds since 1970 beyond this is one of milliseconds.
    private static let epochSecondsMax = 1e11

    /// Takes seconds from now as a number or as text, with or without a fraction, or a moment: seconds or milliseconds
    /// since 1970, or ISO 8601.
    ///
    /// `nil` when it is missing, zero, negative or nothing of these: then nobody knows, and an answer of the API will
    /// tell.
    static func moment(in lifetime: Value, at moment: Value, now: Timestamp) -> Timestamp? {
        if let seconds = lifetime.double {
            guard seconds.isFinite, seconds > 0 else { return absolute(moment) }
            guard seconds > lifetimeSecondsMax else {
                return Timestamp(milliseconds: now.milliseconds + Int64(seconds * 1000))
            }
            return absolute(lifetime)
        }
        return absolute(lifetime) ?? absolute(moment)
    }

    private static func absolute(_ value: Value) -> Timestamp? {
        if case .date(let date) = value.content { return date }
        guard let number = value.double else { return value.date }
        guard number.isFinite, number > lifetimeSecondsMax, number < 1e15 else { return nil }
        return Timestamp(milliseconds: Int64(number > epochSecondsMax ? number : number * 1000))
    }
}
