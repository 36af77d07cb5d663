// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TenonCatalog
internal import TenonDomain

/// A connection type's mark: its colour with the first letters of its name.
struct Tile {
    /// Of the form `#4a154b`: definitions are checked for it.
    let colour: String
    /// Black or white, whichever can be read on the colour.
    let ink: String
    let initials: String

    private static let fallback = "#6d727d"

    /// `type` is `nil` for a connection whose definition is gone.
    init(_ type: ConnectionType?, label: String) {
        let theme = type?.theme ?? Tile.fallback
        colour = Tile.channels(of: theme) == nil ? Tile.fallback : theme
        ink = Tile.ink(on: colour)
        initials = Tile.initials(of: label)
    }

    /// A mark in a colour of one's own.
    init(colour: String, label: String) {
        self.colour = Tile.channels(of: colour) == nil ? Tile.fallback : colour
        ink = Tile.ink(on: self.colour)
        initials = Tile.initials(of: label)
    }

    /// The ink with the better contrast (WCAG 2.2, relative luminance).
    static func ink(on colour: String) -> String {
        guard let channels = channels(of: colour) else { return "#ffffff" }
        let linear = channels.map { value -> Double in
            let part = Double(value) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        let luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        return luminance > 0.2 ? "#16181c" : "#ffffff"
    }

    /// Red, green and blue of `#rrggbb`; `nil` for anything else.
    static func channels(of colour: String) -> [Int]? {
        let digits = colour.dropFirst()
        guard colour.first == "#", digits.count == 6, digits.utf8.allSatisfy({ $0 < 0x80 }),
            let number = Int(digits, radix: 16), digits.allSatisfy(\.isHexDigit)
        else { return nil }
        return [number >> 16, number >> 8 & 0xFF, number & 0xFF]
    }

    /// Two letters: of two words, or the beginning of the one.
    static func initials(of label: String) -> String {
        let words = label.split { !$0.isLetter && !$0.isNumber }
        if words.count > 1, let first = words[0].first, let second = words[1].first {
            return String([first, second]).uppercased()
        }
        return String((words.first ?? "?").prefix(2))
    }
}
