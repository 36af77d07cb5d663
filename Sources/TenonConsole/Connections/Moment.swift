// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// A time as a page shows it: in words, and exactly for programs and whoever points at it.
struct Moment {
    let exact: String
    let text: String

    init(_ time: Timestamp, now: Timestamp, strings: Strings) {
        exact = time.iso8601
        text = Moment.words(time, now: now, strings: strings)
    }

    private static let day: Int64 = 86_400

    private static func words(_ time: Timestamp, now: Timestamp, strings: Strings) -> String {
        let seconds = (time.milliseconds - now.milliseconds) / 1000
        let (distance, tense) = seconds > 0 ? (seconds, "in") : (-seconds, "ago")
        switch distance {
        case ..<60: return strings(seconds > 0 ? "time.soon" : "time.now")
        case ..<3600: return strings("time.\(tense)Minutes", ["count": String(distance / 60)])
        case ..<(2 * day): return strings("time.\(tense)Hours", ["count": String(distance / 3600)])
        case ..<(14 * day): return strings("time.\(tense)Days", ["count": String(distance / day)])
        default: return date(time, strings: strings)
        }
    }

    /// `2 Oct 2026`.
    static func date(_ time: Timestamp, strings: Strings) -> String {
        let parts = time.iso8601.prefix(10).split(separator: "-")
        guard parts.count == 3, let day = Int(parts[2]) else { return String(time.iso8601.prefix(10)) }
        return strings(
            "time.date", ["day": String(day), "month": strings("time.month\(parts[1])"), "year": String(parts[0])])
    }
}
