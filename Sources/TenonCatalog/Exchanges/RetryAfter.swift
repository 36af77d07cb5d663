// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
package import TenonDomain

/// How long a server asks to be left alone (RFC 9110 §10.2.3).
package enum RetryAfter {
    /// A longer wait is cut to this: nobody waits for a server's slip of the pen.
    package static let durationMax: Duration = .seconds(24 * 3600)

    /// The time from `now`, in whole seconds; `nil` when there is no such header or it is malformed.
    package static func duration(in response: OutboundResponse, at now: Timestamp) -> Duration? {
        guard let text = response.header("retry-after")?.trimmingSpace() else { return nil }
        if let seconds = Int64(text) { return seconds < 0 ? nil : min(.seconds(seconds), durationMax) }
        guard let date = date(text) else { return nil }
        return min(max(.milliseconds(date.milliseconds - now.milliseconds), .zero), durationMax)
    }

    /// An HTTP date in the form that servers have to send (RFC 9110 §5.6.7).
    private static func date(_ text: String) -> Timestamp? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.date(from: text).map { Timestamp(milliseconds: Int64($0.timeIntervalSince1970 * 1000)) }
    }
}
