// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// Reads a regular expression and writes the program for ``BoundedRegex``.
struct RegexCompiler {
    private indirect enum Node {
        case empty
        case one(BoundedRegex.Instruction)
        case sequence([Node])
        case alternatives([Node])
        case group(Node, index: Int)
        case look(Node, isNegated: Bool)
        case times(Node, least: Int, most: Int?, isLazy: Bool)
    }

    private static let depthMax = 50

    private let scalars: [UnicodeScalar]
    private let flags: BoundedRegex.Flags
    private var index = 0
    private var depth = 0
    /// How many nodes were written, empty ones included, so that repeats of nothing end as well.
    private var written = 0

    private(set) var program: [BoundedRegex.Instruction] = []
    private(set) var slots = 0
    private(set) var groupCount = 0
    private(set) var groupNames: [String: Int] = [:]

    init(_ source: String, flags: BoundedRegex.Flags) throws(ExpressionError) {
        guard source.utf8.count <= BoundedRegex.sourceBytesMax else {
            throw ExpressionError(.patternTooLong, ["bytes": "\(BoundedRegex.sourceBytesMax)"])
        }
        scalars = Array(source.unicodeScalars)
        self.flags = flags
    }

    mutating func compile() throws(ExpressionError) {
        let node = try alternatives()
        guard index == scalars.count else { throw error(.unbalanced, ["bracket": ")"]) }
        slots = 2 + groupCount * 2
        try emit(.save(0))
        try emit(node)
        try emit(.save(1))
        try emit(.match)
        for instruction in program {
            if case .backReference(let group) = instruction, group > groupCount {
                throw ExpressionError(.missingGroup, ["number": "\(group)"])
            }
        }
    }

    private func error(_ name: ExpressionError.Name, _ values: [String: String] = [:]) -> ExpressionError {
        ExpressionError(
            Sentence(
                of: ExpressionError.Name.inPattern,
                ["reason": .sentence(Sentence(of: name, values)), "position": .text("\(index + 1)")]))
    }

    private var scalar: UnicodeScalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func accept(_ expected: UnicodeScalar) -> Bool {
        guard scalar == expected else { return false }
        index += 1
        return true
    }

    private mutating func accept(_ expected: String) -> Bool {
        let wanted = Array(expected.unicodeScalars)
        guard index + wanted.count <= scalars.count, Array(scalars[index..<index + wanted.count]) == wanted else {
            return false
        }
        index += wanted.count
        return true
    }

    // MARK: - Reading

    private mutating func alternatives() throws(ExpressionError) -> Node {
        depth += 1
        defer { depth -= 1 }
        guard depth <= RegexCompiler.depthMax else { throw error(.groupsTooDeep) }
        var branches = [try sequence()]
        while accept("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func sequence() throws(ExpressionError) -> Node {
        var nodes: [Node] = []
        while let scalar, scalar != "|", scalar != ")" {
            let atom = try atom()
            nodes.append(try quantified(atom))
        }
        return nodes.isEmpty ? .empty : .sequence(nodes)
    }

    private mutating func quantified(_ atom: Node) throws(ExpressionError) -> Node {
        let bounds: (least: Int, most: Int?)
        if accept("*") {
            bounds = (0, nil)
        } else if accept("+") {
            bounds = (1, nil)
        } else if accept("?") {
            bounds = (0, 1)
        } else if scalar == "{", let counted = try counts() {
            bounds = counted
        } else {
            return atom
        }
        switch atom {
        case .look, .one(.lineStart), .one(.lineEnd), .one(.wordBoundary): throw error(.nothingToRepeat)
        default: break
        }
        let isLazy = accept("?")
        if let scalar, "*+?".unicodeScalars.contains(scalar) { throw error(.nothingToRepeat) }
        return .times(atom, least: bounds.least, most: bounds.most, isLazy: isLazy)
    }

    /// `{n}`, `{n,}` or `{n,m}`; `nil` when the brace is an ordinary character.
    private mutating func counts() throws(ExpressionError) -> (least: Int, most: Int?)? {
        let start = index
        index += 1
        guard let least = digits() else {
            index = start
            return nil
        }
        var most: Int? = least
        if accept(",") { most = digits() }
        guard accept("}") else {
            index = start
            return nil
        }
        guard least <= BoundedRegex.repeatMax, most ?? 0 <= BoundedRegex.repeatMax else {
            throw error(.tooManyRepeats, ["count": "\(BoundedRegex.repeatMax)"])
        }
        if let most, most < least { throw error(.repeatsOutOfOrder) }
        return (least, most)
    }

    private mutating func digits() -> Int? {
        var text = ""
        while let scalar, ("0"..."9").contains(scalar), text.count < 6 {
            text.unicodeScalars.append(scalar)
            index += 1
        }
        return Int(text)
    }

    private mutating func atom() throws(ExpressionError) -> Node {
        guard let scalar else { throw error(.unexpectedEnd) }
        switch scalar {
        case "(": return try group()
        case "[":
            index += 1
            return .one(.oneOf(folded(try characterClass())))
        case ".":
            index += 1
            return .one(.any)
        case "^":
            index += 1
            return .one(.lineStart)
        case "$":
            index += 1
            return .one(.lineEnd)
        case "*", "+", "?": throw error(.nothingToRepeat)
        case "\\":
            index += 1
            return try escape()
        default:
            index += 1
            return literal(scalar.value)
        }
    }

    private mutating func group() throws(ExpressionError) -> Node {
        index += 1
        let node: Node
        if accept("?:") {
            node = try alternatives()
        } else if accept("?=") {
            node = .look(try alternatives(), isNegated: false)
        } else if accept("?!") {
            node = .look(try alternatives(), isNegated: true)
        } else if accept("?<=") || accept("?<!") {
            throw error(.lookBehind)
        } else {
            groupCount += 1
            let group = groupCount
            guard group <= BoundedRegex.groupsMax else {
                throw error(.tooManyGroups, ["count": "\(BoundedRegex.groupsMax)"])
            }
            if accept("?<") { groupNames[try groupName()] = group }
            if accept("?") { throw error(.unknownGroup) }
            node = .group(try alternatives(), index: group)
        }
        guard accept(")") else { throw error(.unbalanced, ["bracket": "("]) }
        return node
    }

    private mutating func groupName() throws(ExpressionError) -> String {
        var name = ""
        while let scalar, scalar != ">" {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        guard accept(">"), !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
            throw error(.malformedGroupName)
        }
        return name
    }

    private mutating func escape() throws(ExpressionError) -> Node {
        guard let scalar else { throw error(.unexpectedEnd) }
        switch scalar {
        case "b", "B":
            index += 1
            return .one(.wordBoundary(scalar == "b"))
        case "1"..."9":
            return .one(.backReference(digits() ?? 0))
        default: break
        }
        if let kind = classEscape() { return .one(.oneOf(kind)) }
        return literal(try characterEscape())
    }

    private mutating func classEscape() -> BoundedRegex.CharacterClass? {
        let kinds: [UnicodeScalar: BoundedRegex.CharacterClass] = ["d": .digits, "w": .word, "s": .space]
        guard let scalar, let kind = kinds[UnicodeScalar(scalar.value | 0x20) ?? scalar],
            scalar.isASCII, scalar.properties.isAlphabetic
        else { return nil }
        index += 1
        return scalar.properties.isUppercase ? .init(ranges: kind.complement) : kind
    }

    private mutating func characterEscape() throws(ExpressionError) -> UInt32 {
        guard let scalar else { throw error(.unexpectedEnd) }
        index += 1
        switch scalar {
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "f": return 0x0C
        case "v": return 0x0B
        case "0": return 0
        case "x": return try hexadecimal(2)
        case "u":
            guard accept("{") else { return try hexadecimal(4) }
            var text = ""
            while let scalar = self.scalar, scalar != "}", text.count < 6 {
                text.unicodeScalars.append(scalar)
                index += 1
            }
            guard accept("}"), let value = UInt32(text, radix: 16), UnicodeScalar(value) != nil else {
                throw error(.malformedEscape)
            }
            return value
        case _ where scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil):
            throw error(.unknownEscape)
        default: return scalar.value
        }
    }

    private mutating func hexadecimal(_ count: Int) throws(ExpressionError) -> UInt32 {
        guard index + count <= scalars.count else { throw error(.malformedEscape) }
        let digits = scalars[index..<index + count].map { Character($0) }
        guard digits.allSatisfy(\.isHexDigit), let value = UInt32(String(digits), radix: 16) else {
            throw error(.malformedEscape)
        }
        index += count
        return value
    }

    private mutating func characterClass() throws(ExpressionError) -> BoundedRegex.CharacterClass {
        var result = BoundedRegex.CharacterClass()
        result.isNegated = accept("^")
        while !accept("]") {
            guard let low = try classMember(&result) else { continue }
            let start = index
            if accept("-"), scalar != "]" {
                guard let high = try classMember(&result), low <= high else { throw error(.rangeOutOfOrder) }
                result.ranges.append(low...high)
            } else {
                index = start
                result.ranges.append(low...low)
            }
        }
        return result
    }

    /// One character of a class; `nil` after a whole kind such as `\d`, which is added to `result`.
    private mutating func classMember(_ result: inout BoundedRegex.CharacterClass) throws(ExpressionError) -> UInt32? {
        guard let scalar else { throw error(.unbalanced, ["bracket": "["]) }
        index += 1
        guard scalar == "\\" else { return scalar.value }
        if accept("b") { return 0x08 }
        if accept("-") { return 0x2D }
        if let kind = classEscape() {
            result.ranges += kind.ranges
            return nil
        }
        return try characterEscape()
    }

    private func literal(_ scalar: UInt32) -> Node {
        .one(.scalar(flags.contains(.ignoreCase) ? BoundedRegex.folded(scalar) : scalar))
    }

    private func folded(_ kind: BoundedRegex.CharacterClass) -> BoundedRegex.CharacterClass {
        guard flags.contains(.ignoreCase) else { return kind }
        var kind = kind
        // The other case of the ASCII letters in it; beyond ASCII the subject's lower case alone is compared.
        for range in kind.ranges {
            for (letters, offset) in [(UInt32(0x41)...0x5A, 0x20), (UInt32(0x61)...0x7A, -0x20)] {
                let low = max(range.lowerBound, letters.lowerBound)
                let high = min(range.upperBound, letters.upperBound)
                guard low <= high else { continue }
                kind.ranges.append(UInt32(Int(low) + offset)...UInt32(Int(high) + offset))
            }
        }
        return kind
    }

    // MARK: - Writing

    private mutating func emit(_ instruction: BoundedRegex.Instruction) throws(ExpressionError) {
        guard program.count < BoundedRegex.programMax else { throw ExpressionError(.patternTooLarge) }
        program.append(instruction)
    }

    private mutating func emit(_ node: Node) throws(ExpressionError) {
        written += 1
        guard written <= BoundedRegex.programMax else { throw ExpressionError(.patternTooLarge) }
        switch node {
        case .empty: break
        case .one(let instruction): try emit(instruction)
        case .sequence(let nodes): for node in nodes { try emit(node) }
        case .alternatives(let branches): try emitAlternatives(branches)
        case .group(let node, let index):
            try emit(.save(index * 2))
            try emit(node)
            try emit(.save(index * 2 + 1))
        case .look(let node, let isNegated):
            let start = program.count
            try emit(.match)
            try emit(node)
            try emit(.match)
            program[start] = .look(end: program.count, isNegated: isNegated)
        case .times(let node, let least, let most, let isLazy):
            for _ in 0..<least { try emit(node) }
            guard let most else { return try emitLoop(node, isLazy: isLazy) }
            var splits: [Int] = []
            for _ in least..<most {
                splits.append(program.count)
                try emit(.match)
                try emit(node)
            }
            for split in splits {
                program[split] =
                    isLazy ? .split(program.count, split + 1) : .split(split + 1, program.count)
            }
        }
    }

    private mutating func emitAlternatives(_ branches: [Node]) throws(ExpressionError) {
        var jumps: [Int] = []
        for (number, branch) in branches.enumerated() {
            guard number < branches.count - 1 else {
                try emit(branch)
                break
            }
            let split = program.count
            try emit(.match)
            try emit(branch)
            jumps.append(program.count)
            try emit(.match)
            program[split] = .split(split + 1, program.count)
        }
        for jump in jumps { program[jump] = .jump(program.count) }
    }

    private mutating func emitLoop(_ node: Node, isLazy: Bool) throws(ExpressionError) {
        let slot = slots
        slots += 1
        let split = program.count
        try emit(.match)
        try emit(.save(slot))
        try emit(node)
        try emit(.progress(slot))
        try emit(.jump(split))
        program[split] = isLazy ? .split(program.count, split + 1) : .split(split + 1, program.count)
    }
}
