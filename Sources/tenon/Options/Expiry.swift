// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// When a token ends: a time from now (`30d`, `12h`, `90m`), or a moment in ISO 8601.
enum Expiry: ExpressibleByArgument, Equatable {
    case after(seconds: Int64)
    case at(Date)

    /// The longest time from now: a hundred years.
    private static let secondsMax: Int64 = 100 * 366 * 86_400

    init?(argument: String) {
        let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        if let unit = argument.last.flatMap({ units[$0] }), argument.dropLast().allSatisfy(\.isASCII),
            let count = Int64(argument.dropLast()), count > 0, count <= Self.secondsMax / unit
        {
            self = .after(seconds: count * unit)
            return
        }
        // The style without a fraction is tried when the one with it does not fit.
        let withFraction = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = (try? Date(argument, strategy: withFraction)) ?? (try? Date(argument, strategy: .iso8601))
        else { return nil }
        self = .at(date)
    }

    /// The moment on the wire: ISO 8601 in UTC with milliseconds.
    func timestamp(from now: Date) -> String {
        let date =
            switch self {
            case .after(let seconds): now.addingTimeInterval(Double(seconds))
            case .at(let date): date
            }
        return date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
