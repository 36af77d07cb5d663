// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TenonDomain

extension Function {
    static let dateFunctions: [Function] = [
        Function("now", 0...0, isVariable: true) { evaluator, _ in .date(evaluator.now) },
        // Whole seconds since 1970.
        Function("timestamp", 0...0, isVariable: true) { evaluator, _ in
            .number(Int(evaluator.now.milliseconds / 1000))
        },
        // ◆ expiry(expires_in; expires_at): when a token ends, from whatever a token endpoint says of it.
        Function("expiry", 1...2) { evaluator, arguments in
            let end = TokenExpiry.moment(in: arguments[0], at: arguments[orNull: 1], now: evaluator.now)
            return end.map { .date($0) } ?? .null
        },
        shift("addSeconds") { $0.advanced(milliseconds: $1 * 1000) },
        shift("addMinutes") { $0.advanced(milliseconds: $1 * 60_000) },
        shift("addHours") { $0.advanced(milliseconds: $1 * 3_600_000) },
        shift("addDays") { $0.advanced(milliseconds: $1 * 86_400_000) },
        shift("addMonths") { $0.advanced(months: $1) },
        shift("addYears") { $0.advanced(months: $1 * 12) },
        shift("setSecond") { $0.setting(\.second, min(max($1, 0), 59)) },
        shift("setMinute") { $0.setting(\.minute, min(max($1, 0), 59)) },
        shift("setHour") { $0.setting(\.hour, min(max($1, 0), 23)) },
        // The day of the week, 1 for Sunday as in Make.
        shift("setDay") { $0.advanced(milliseconds: (min(max($1, 1), 7) - 1 - $0.civil.weekday) * 86_400_000) },
        shift("setDate") { $0.advanced(milliseconds: ($1 - $0.civil.day) * 86_400_000) },
        shift("setMonth") { $0.advanced(months: min(max($1, 1), 12) - $0.civil.month) },
        shift("setYear") { $0.advanced(months: (min(max($1, 1), 9999) - $0.civil.year) * 12) },
        // formatDate(date; format; time zone)
        Function("formatDate", 2...3) { _, arguments in
            guard let date = arguments[0].date else { return .null }
            let zone = try timeZone(arguments[orNull: 2])
            let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(date.milliseconds) / 1000))
            return .text(CivilTime(date, offset: offset).formatted(arguments[1].text))
        },
        // parseDate(text; format; time zone); ISO 8601 without a format.
        Function("parseDate", 1...3) { _, arguments in
            if arguments[orNull: 1].isEmpty { return arguments[0].date.map { Value.date($0) } ?? .null }
            let zone = try timeZone(arguments[orNull: 2])
            guard let parsed = CivilTime.parse(arguments[0].text, format: arguments[1].text) else { return .null }
            guard parsed.offset == nil else { return .date(parsed.time.timestamp) }
            let guess = Date(timeIntervalSince1970: Double(parsed.time.timestamp.milliseconds) / 1000)
            let first = zone.secondsFromGMT(for: guess)
            let offset = zone.secondsFromGMT(for: guess.addingTimeInterval(Double(-first)))
            return .date(parsed.time.timestamp.advanced(by: .seconds(-offset)))
        },
        // dateDifference(later; earlier; unit), in milliseconds unless a unit is named.
        Function("dateDifference", 2...3) { _, arguments in
            guard let later = arguments[0].date, let earlier = arguments[1].date else { return .null }
            let difference = Double(later.milliseconds) - Double(earlier.milliseconds)
            let units = [
                "": 1.0, "milliseconds": 1, "seconds": 1000, "minutes": 60_000, "hours": 3_600_000,
                "days": 86_400_000, "weeks": 604_800_000,
            ]
            guard let unit = units[arguments[orNull: 2].text] else { throw ExpressionError(.unknownTimeUnit) }
            return .number((difference / unit).rounded(.towardZero))
        },
    ]

    private static func timeZone(_ name: Value) throws -> TimeZone {
        guard !name.isEmpty else { return .gmt }
        guard let zone = TimeZone(identifier: name.text) else { throw ExpressionError(.unknownTimeZone) }
        return zone
    }

    /// A function of a date and a whole number; null when either is none or the result is out of the calendar.
    private static func shift(
        _ name: String, _ body: @escaping @Sendable (Timestamp, Int64) -> Timestamp?
    ) -> Function {
        Function(name, 2...2) { _, arguments in
            guard let date = arguments[0].date, let number = arguments[1].int, abs(number) <= CivilTime.shiftMax else {
                return .null
            }
            return body(date, Int64(number)).flatMap { CivilTime.isInCalendar($0) ? .date($0) : nil } ?? .null
        }
    }
}
