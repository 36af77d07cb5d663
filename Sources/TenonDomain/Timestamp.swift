// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A moment: whole milliseconds since 1970-01-01T00:00:00Z, as the database keeps it.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// The moment moved by whole milliseconds; parts below are dropped.
    package func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(milliseconds: milliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}

extension Timestamp: CustomStringConvertible {
    /// ISO 8601 in UTC with milliseconds, the wire's form: `2026-01-31T09:00:00.000Z`.
    package var description: String { iso8601 }

    package var iso8601: String {
        // Whole seconds alone go through floating point: a fraction would lose a millisecond now and then.
        let (seconds, fraction) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let (whole, part) = fraction < 0 ? (seconds - 1, fraction + 1000) : (seconds, fraction)
        let text = Date(timeIntervalSince1970: Double(whole)).formatted(.iso8601)
        return text.dropLast() + "." + String(String(part + 1000).dropFirst()) + "Z"
    }

    /// Reads ISO 8601 with or without a fraction of a second, of which milliseconds count; `nil` for anything else.
    package init?(iso8601 text: String) {
        var text = text
        var part: Int64 = 0
        if let point = text.firstIndex(of: ".") {
            let digits = text[text.index(after: point)...].prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty, digits.count <= 9, let value = Int64((digits + "00").prefix(3)) else { return nil }
            part = value
            text.removeSubrange(point..<digits.endIndex)
        }
        // What is no date is told by `nil`, whatever the parser says of it.
        guard let date = try? Date(text, strategy: .iso8601) else { return nil }
        milliseconds = Int64(date.timeIntervalSince1970.rounded()) * 1000 + part
    }
}

/// Tells the time.
///
/// The system's in the server; one that tests set elsewhere.
package protocol WallClock: Sendable {
    func now() -> Timestamp
}

/// The machine's clock.
package struct SystemWallClock: WallClock {
    package init() {}

    package func now() -> Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
