// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// A regular expression whose matching is cut off after a number of steps.
///
/// Neither Swift's `Regex` nor `NSRegularExpression` can be stopped: a pattern such as `(a+)+$` in a definition or in a
/// person's input would hold a thread for years. The dialect is JavaScript's without look-behind and Unicode
/// properties. A pattern is compiled into a short program; the machine in `BoundedRegex+Match.swift` runs it with a
/// stack of its own, so that neither time nor stack depends on the pattern's goodwill.
package struct BoundedRegex: Sendable {
    package static let sourceBytesMax = 4096
    package static let programMax = 20_000
    package static let groupsMax = 32
    package static let repeatMax = 1000

    package struct Flags: OptionSet, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }
        package static let global = Flags(rawValue: 1)
        package static let ignoreCase = Flags(rawValue: 2)
        package static let multiline = Flags(rawValue: 4)
        package static let dotAll = Flags(rawValue: 8)
    }

    struct CharacterClass: Sendable {
        var ranges: [ClosedRange<UInt32>] = []
        var isNegated = false

        func contains(_ scalar: UInt32) -> Bool { ranges.contains { $0.contains(scalar) } != isNegated }

        static let digits = CharacterClass(ranges: [0x30...0x39])
        static let word = CharacterClass(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
        static let space = CharacterClass(
            ranges: [
                0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
                0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
            ])

        /// The ranges of everything that is not in it.
        var complement: [ClosedRange<UInt32>] {
            var gaps: [ClosedRange<UInt32>] = []
            var next: UInt32 = 0
            for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
                if range.lowerBound > next { gaps.append(next...range.lowerBound - 1) }
                next = max(next, range.upperBound + 1)
            }
            if next <= 0x10FFFF { gaps.append(next...0x10FFFF) }
            return gaps
        }
    }

    enum Instruction: Sendable {
        case scalar(UInt32)
        case any
        case oneOf(CharacterClass)
        case lineStart
        case lineEnd
        case wordBoundary(Bool)
        case backReference(Int)
        case save(Int)
        /// Goes to the first, and to the second when that fails.
        case split(Int, Int)
        case jump(Int)
        /// Fails when nothing was consumed since the position was saved in that slot.
        case progress(Int)
        /// Runs up to `end` from here without consuming; then on behind it.
        case look(end: Int, isNegated: Bool)
        case match
    }

    package let source: String
    package let flags: Flags
    let program: [Instruction]
    let slots: Int
    let groupCount: Int
    let groupNames: [String: Int]

    /// Compiles `source`.
    ///
    /// - Throws: ``ExpressionError`` with what is wrong and at which character.
    package init(_ source: String, flags: Flags = []) throws(ExpressionError) {
        var compiler = try RegexCompiler(source, flags: flags)
        try compiler.compile()
        self.source = source
        self.flags = flags
        program = compiler.program
        slots = compiler.slots
        groupCount = compiler.groupCount
        groupNames = compiler.groupNames
    }

    /// Reads JavaScript's letters for flags.
    package static func flags(_ letters: String) throws(ExpressionError) -> Flags {
        var flags: Flags = []
        for letter in letters {
            switch letter {
            case "g": flags.insert(.global)
            case "i": flags.insert(.ignoreCase)
            case "m": flags.insert(.multiline)
            case "s": flags.insert(.dotAll)
            case "u": break
            default: throw ExpressionError(.unknownFlag, ["flag": "\(letter)"])
            }
        }
        return flags
    }
}

extension BoundedRegex: Equatable {
    package static func == (left: BoundedRegex, right: BoundedRegex) -> Bool {
        left.source == right.source && left.flags == right.flags
    }
}
