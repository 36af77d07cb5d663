// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// A date and time of day in the Gregorian calendar, with an offset from UTC.
///
/// Days are counted with integers (Hinnant, "chrono-compatible low-level date algorithms"), so that formatting needs
/// no locale and no calendar object.
package struct CivilTime: Sendable, Equatable {
    /// How far a date may be moved at once, in any unit.
    package static let shiftMax = 4_000_000_000

    package var year: Int64
    package var month: Int64
    package var day: Int64
    package var hour: Int64
    package var minute: Int64
    package var second: Int64
    package var millisecond: Int64
    /// Seconds east of UTC.
    package var offset: Int

    package init(_ timestamp: Timestamp, offset: Int = 0) {
        let local = timestamp.milliseconds + Int64(offset) * 1000
        var days = local / 86_400_000
        var rest = local % 86_400_000
        if rest < 0 {
            rest += 86_400_000
            days -= 1
        }
        (year, month, day) = CivilTime.date(days)
        (hour, rest) = rest.quotientAndRemainder(dividingBy: 3_600_000)
        (minute, rest) = rest.quotientAndRemainder(dividingBy: 60_000)
        (second, millisecond) = rest.quotientAndRemainder(dividingBy: 1000)
        self.offset = offset
    }

    init(year: Int64, month: Int64, day: Int64, hour: Int64 = 0, minute: Int64 = 0, second: Int64 = 0) {
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second) = (hour, minute, second)
        millisecond = 0
        offset = 0
    }

    package var timestamp: Timestamp {
        let days = CivilTime.days(year, month, day)
        let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second - Int64(offset)
        return Timestamp(milliseconds: seconds * 1000 + millisecond)
    }

    /// 0 is Sunday.
    package var weekday: Int64 {
        let day = (CivilTime.days(year, month, day) + 4) % 7
        return day < 0 ? day + 7 : day
    }

    package var dayOfYear: Int64 { CivilTime.days(year, month, day) - CivilTime.days(year, 1, 1) + 1 }

    static func isInCalendar(_ timestamp: Timestamp) -> Bool {
        (-62_135_596_800_000...253_402_300_799_999).contains(timestamp.milliseconds)
    }

    static func lengthOfMonth(_ year: Int64, _ month: Int64) -> Int64 {
        days(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) - days(year, month, 1)
    }

    /// Days since 1970-01-01.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(_ days: Int64) -> (Int64, Int64, Int64) {
        let days = days + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}

extension Timestamp {
    var civil: CivilTime { CivilTime(self) }

    /// `nil` beyond 64 bits.
    func advanced(milliseconds delta: Int64) -> Timestamp? {
        let (sum, overflow) = milliseconds.addingReportingOverflow(delta)
        return overflow ? nil : Timestamp(milliseconds: sum)
    }

    /// The same day of another month, or its last one; `nil` beyond four-digit years.
    func advanced(months: Int64) -> Timestamp? {
        var civil = civil
        let index = civil.year * 12 + civil.month - 1 + months
        guard (12..<120_000).contains(index) else { return nil }
        (civil.year, civil.month) = (index / 12, index % 12 + 1)
        civil.day = min(civil.day, CivilTime.lengthOfMonth(civil.year, civil.month))
        return civil.timestamp
    }

    func setting(_ part: WritableKeyPath<CivilTime, Int64>, _ value: Int64) -> Timestamp {
        var civil = civil
        civil[keyPath: part] = value
        return civil.timestamp
    }
}
