// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// The tokens of Make's date formats: `YYYY-MM-DD HH:mm:ss` and their like; text in brackets stays as it is.
extension CivilTime {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    /// Longest first, so that the first that fits is the one meant.
    private static let tokens = [
        "YYYY", "MMMM", "DDDD", "dddd", "MMM", "DDD", "ddd", "SSS", "YY", "MM", "DD", "HH", "hh", "mm", "ss", "ZZ",
        "M", "D", "d", "E", "Q", "H", "h", "m", "s", "A", "a", "Z", "X", "x",
    ]

    private enum Piece {
        case token(String)
        case literal(String)
    }

    private static func pieces(_ format: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = Substring(format)
        while let first = rest.first {
            if first == "[", let end = rest.firstIndex(of: "]") {
                pieces.append(.literal(String(rest[rest.index(after: rest.startIndex)..<end])))
                rest = rest[rest.index(after: end)...]
            } else if let token = tokens.first(where: { rest.hasPrefix($0) }) {
                pieces.append(.token(token))
                rest = rest.dropFirst(token.count)
            } else {
                pieces.append(.literal(String(first)))
                rest = rest.dropFirst()
            }
        }
        return pieces
    }

    package func formatted(_ format: String) -> String {
        CivilTime.pieces(format).map { piece in
            switch piece {
            case .literal(let text): text
            case .token(let token): self.text(of: token)
            }
        }.joined()
    }

    private func text(of token: String) -> String {
        func padded(_ value: Int64, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let twelve = hour % 12 == 0 ? 12 : hour % 12
        switch token {
        case "YYYY": return padded(year, 4)
        case "YY": return padded(year % 100, 2)
        case "MMMM": return CivilTime.months[Int(month - 1)]
        case "MMM": return String(CivilTime.months[Int(month - 1)].prefix(3))
        case "MM", "M": return padded(month, token.count)
        case "DDDD": return padded(dayOfYear, 3)
        case "DDD": return String(dayOfYear)
        case "DD", "D": return padded(day, token.count)
        case "dddd": return CivilTime.weekdays[Int(weekday)]
        case "ddd": return String(CivilTime.weekdays[Int(weekday)].prefix(3))
        case "d": return String(weekday)
        case "E": return String(weekday == 0 ? 7 : weekday)
        case "Q": return String((month + 2) / 3)
        case "HH", "H": return padded(hour, token.count)
        case "hh", "h": return padded(twelve, token.count)
        case "mm", "m": return padded(minute, token.count)
        case "ss", "s": return padded(second, token.count)
        case "SSS": return padded(millisecond, 3)
        case "A": return hour < 12 ? "AM" : "PM"
        case "a": return hour < 12 ? "am" : "pm"
        case "Z", "ZZ":
            let minutes = Int64(abs(offset) / 60)
            let sign = offset < 0 ? "-" : "+"
            return sign + padded(minutes / 60, 2) + (token == "Z" ? ":" : "") + padded(minutes % 60, 2)
        case "X": return String(timestamp.milliseconds / 1000)
        default: return String(timestamp.milliseconds)
        }
    }
}

extension CivilTime {
    /// Reads `text` in `format`; `offset` is `nil` when the text says nothing about it, and the time is then in UTC.
    static func parse(_ text: String, format: String) -> (time: CivilTime, offset: Int?)? {
        var reader = FieldReader(rest: Substring(text))
        for piece in pieces(format) {
            switch piece {
            case .literal(let literal):
                guard reader.rest.hasPrefix(literal) else { return nil }
                reader.rest = reader.rest.dropFirst(literal.count)
            case .token(let token):
                guard reader.read(token) else { return nil }
            }
        }
        guard reader.rest.isEmpty else { return nil }
        return reader.result
    }

    /// ISO 8601: a date alone, or with a time, a fraction of any length, `Z` or an offset; without one it is UTC.
    package static func parseISO(_ text: String) -> Timestamp? {
        guard text.utf8.count <= 40 else { return nil }
        var text = text.trimmingSpace()
        var milliseconds: Int64 = 0
        if let point = text.firstIndex(where: { $0 == "." || $0 == "," }) {
            let behind = text[text.index(after: point)...]
            let digits = behind.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty, text.contains("T") || text.contains(" ") else { return nil }
            milliseconds = Int64((digits + "00").prefix(3)) ?? 0
            text = String(text[..<point] + behind.dropFirst(digits.count))
        }
        for format in [
            "YYYY-MM-DD[T]HH:mm:ssZ", "YYYY-MM-DD[T]HH:mm:ss", "YYYY-MM-DD[T]HH:mmZ", "YYYY-MM-DD[T]HH:mm",
            "YYYY-MM-DD HH:mm:ss", "YYYY-MM-DD",
        ] {
            guard var time = parse(text, format: format)?.time else { continue }
            time.millisecond = milliseconds
            return time.timestamp
        }
        return nil
    }
}

/// Takes fields of a date off the front of a text.
private struct FieldReader {
    var rest: Substring
    private var time = CivilTime(year: 1970, month: 1, day: 1)
    private var isAfternoon: Bool?
    private var offset: Int?
    private var absolute: Timestamp?

    init(rest: Substring) { self.rest = rest }

    private mutating func digits(_ width: ClosedRange<Int>) -> Int64? {
        let digits = rest.prefix(width.upperBound).prefix { $0.isASCII && $0.isNumber }
        guard digits.count >= width.lowerBound else { return nil }
        rest = rest.dropFirst(digits.count)
        return Int64(digits)
    }

    private mutating func name(_ names: [String]) -> Int64? {
        for (index, name) in names.enumerated() where rest.lowercased().hasPrefix(name) {
            rest = rest.dropFirst(name.count)
            return Int64(index)
        }
        return nil
    }

    private mutating func set(_ part: WritableKeyPath<CivilTime, Int64>, _ value: Int64?) -> Bool {
        guard let value else { return false }
        time[keyPath: part] = value
        return true
    }

    mutating func read(_ token: String) -> Bool {
        let short = token.count == 1 ? 1...2 : 2...2
        switch token {
        case "YYYY": return set(\.year, digits(4...4))
        case "YY": return set(\.year, digits(2...2).map { $0 + ($0 < 70 ? 2000 : 1900) })
        case "MM", "M": return set(\.month, digits(short))
        case "MMM", "MMMM":
            let names = [
                "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                "november", "december",
            ]
            return set(\.month, name(token == "MMM" ? names.map { String($0.prefix(3)) } : names).map { $0 + 1 })
        case "DD", "D": return set(\.day, digits(short))
        case "HH", "H", "hh", "h": return set(\.hour, digits(short))
        case "mm", "m": return set(\.minute, digits(short))
        case "ss", "s": return set(\.second, digits(short))
        case "SSS": return set(\.millisecond, digits(3...3))
        case "A", "a":
            guard let half = name(["am", "pm"]) else { return false }
            isAfternoon = half == 1
            return true
        case "Z", "ZZ": return readOffset()
        case "X", "x":
            guard let value = digits(1...15) else { return false }
            absolute = Timestamp(milliseconds: token == "X" ? value * 1000 : value)
            return true
        default: return false
        }
    }

    private mutating func readOffset() -> Bool {
        if rest.first == "Z" || rest.first == "z" {
            rest = rest.dropFirst()
            offset = 0
            return true
        }
        guard let sign = rest.first, sign == "+" || sign == "-" else { return false }
        rest = rest.dropFirst()
        guard let hours = digits(2...2) else { return false }
        if rest.first == ":" { rest = rest.dropFirst() }
        let minutes = digits(2...2) ?? 0
        offset = Int(hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1)
        return true
    }

    var result: (time: CivilTime, offset: Int?)? {
        if let absolute { return (CivilTime(absolute), 0) }
        var time = time
        if let isAfternoon {
            guard (1...12).contains(time.hour) else { return nil }
            time.hour = time.hour % 12 + (isAfternoon ? 12 : 0)
        }
        guard (1...9999).contains(time.year), (1...12).contains(time.month),
            (1...CivilTime.lengthOfMonth(time.year, time.month)).contains(time.day), time.hour < 24, time.minute < 60,
            time.second < 60
        else { return nil }
        time.offset = offset ?? 0
        return (time, offset)
    }
}
