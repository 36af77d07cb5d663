// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension BoundedRegex {
    package struct Match: Sendable {
        /// Positions in the subject's Unicode scalars.
        package let range: Range<Int>
        /// Of each group from 1 on; `nil` when it took no part.
        package let groups: [Range<Int>?]
    }

    /// How many alternatives may wait to be tried.
    package static let pendingMax = 100_000
    /// What matching a whole text may cost when nobody says otherwise.
    package static let stepsDefault = 200_000

    static func folded(_ scalar: UInt32) -> UInt32 {
        if scalar < 0x80 { return (0x41...0x5A).contains(scalar) ? scalar | 0x20 : scalar }
        guard let scalar = UnicodeScalar(scalar) else { return scalar }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower.first?.value ?? scalar.value : scalar.value
    }

    /// Whether the pattern occurs in `text`.
    ///
    /// - Throws: ``ExpressionError`` when `steps` do not suffice to tell.
    package func matches(_ text: String, steps: Int = stepsDefault) throws(ExpressionError) -> Bool {
        var steps = steps
        return try firstMatch(in: text.unicodeScalars.map(\.value), from: 0, steps: &steps) != nil
    }

    /// The first occurrence at or behind `start`, counting down `steps`.
    package func firstMatch(
        in subject: [UInt32], from start: Int, steps: inout Int
    ) throws(ExpressionError) -> Match? {
        guard start <= subject.count else { return nil }
        for position in start...subject.count {
            guard let saved = try run(from: 0, at: position, subject, Array(repeating: -1, count: slots), &steps)
            else { continue }
            let groups = (0..<groupCount).map { group -> Range<Int>? in
                let (low, high) = (saved[2 + group * 2], saved[3 + group * 2])
                return low >= 0 && high >= low ? low..<high : nil
            }
            return Match(range: saved[0]..<saved[1], groups: groups)
        }
        return nil
    }

    private struct Pending {
        let counter: Int
        let position: Int
        let saved: [Int]
    }

    /// Runs the program until it matches; what it saved, or `nil`.
    private func run(
        from counter: Int, at position: Int, _ subject: [UInt32], _ saved: [Int], _ steps: inout Int
    ) throws(ExpressionError) -> [Int]? {
        var pending: [Pending] = []
        var (counter, position, saved) = (counter, position, saved)
        while true {
            steps -= 1
            guard steps >= 0, pending.count <= BoundedRegex.pendingMax else {
                throw ExpressionError(.patternTooSlow)
            }
            var proceeds = true
            switch program[counter] {
            case .match: return saved
            case .save(let slot): saved[slot] = position
            case .jump(let target):
                counter = target
                continue
            case .split(let first, let second):
                pending.append(Pending(counter: second, position: position, saved: saved))
                counter = first
                continue
            case .progress(let slot): proceeds = saved[slot] != position
            case .look(let end, let isNegated):
                let inner = try run(from: counter + 1, at: position, subject, saved, &steps)
                proceeds = (inner != nil) != isNegated
                if proceeds {
                    if let inner, !isNegated { saved = inner }
                    counter = end
                    continue
                }
            case let instruction:
                let length = consumed(by: instruction, at: position, subject, saved)
                proceeds = length != nil
                position += length ?? 0
            }
            if proceeds {
                counter += 1
            } else if let next = pending.popLast() {
                (counter, position, saved) = (next.counter, next.position, next.saved)
            } else {
                return nil
            }
        }
    }

    /// How many scalars the instruction takes at `position`; `nil` when it does not match there.
    private func consumed(
        by instruction: Instruction, at position: Int, _ subject: [UInt32], _ saved: [Int]
    ) -> Int? {
        switch instruction {
        case .lineStart:
            let atLine = position > 0 && flags.contains(.multiline) && isLineEnd(subject[position - 1])
            return position == 0 || atLine ? 0 : nil
        case .lineEnd:
            let atLine = position < subject.count && flags.contains(.multiline) && isLineEnd(subject[position])
            return position == subject.count || atLine ? 0 : nil
        case .wordBoundary(let isWanted):
            let before = position > 0 && CharacterClass.word.contains(subject[position - 1])
            let behind = position < subject.count && CharacterClass.word.contains(subject[position])
            return (before != behind) == isWanted ? 0 : nil
        case .backReference(let group):
            let (low, high) = (saved[group * 2], saved[group * 2 + 1])
            guard low >= 0, high >= low else { return 0 }
            guard position + high - low <= subject.count else { return nil }
            let isSame = (0..<high - low).allSatisfy { fold(subject[low + $0]) == fold(subject[position + $0]) }
            return isSame ? high - low : nil
        default: break
        }
        guard position < subject.count else { return nil }
        let scalar = subject[position]
        switch instruction {
        case .scalar(let wanted): return fold(scalar) == wanted ? 1 : nil
        case .any: return flags.contains(.dotAll) || !isLineEnd(scalar) ? 1 : nil
        case .oneOf(let kind): return kind.contains(scalar) || !kind.isNegated && kind.contains(fold(scalar)) ? 1 : nil
        default: return nil
        }
    }

    private func fold(_ scalar: UInt32) -> UInt32 { flags.contains(.ignoreCase) ? BoundedRegex.folded(scalar) : scalar }

    private func isLineEnd(_ scalar: UInt32) -> Bool { [0x0A, 0x0D, 0x2028, 0x2029].contains(scalar) }
}
