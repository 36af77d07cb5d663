// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Cuts the text of an expression into tokens.
struct ExpressionLexer {
    enum Token: Equatable {
        case name(String)
        /// A name in back ticks: never a keyword, never a function.
        case quotedName(String)
        case number(JSONNumber)
        case text(String)
        case pattern(String, flags: String)
        case op(Expression.Operator)
        case not
        case dot
        case openParenthesis
        case closeParenthesis
        case openBracket
        case closeBracket
        case separator
        /// `}}`
        case end
    }

    let characters: [Character]
    private(set) var index: Int

    init(_ characters: [Character], from index: Int) {
        self.characters = characters
        self.index = index
    }

    func error(_ name: ExpressionError.Name, _ values: [String: String] = [:], at position: Int) -> ExpressionError {
        error(Sentence(of: name, values), at: position)
    }

    func error(_ reason: Sentence, at position: Int) -> ExpressionError {
        let before = characters[..<min(position, characters.count)]
        let lineStart = before.lastIndex(where: \.isNewline).map { $0 + 1 } ?? 0
        return ExpressionError(
            reason, line: before.count(where: \.isNewline) + 1, column: before.count - lineStart + 1)
    }

    private func character(_ offset: Int = 0) -> Character? {
        index + offset < characters.count ? characters[index + offset] : nil
    }

    mutating func skipSpace() {
        while let character = character(), character.isWhitespace { index += 1 }
    }

    /// The next token; a slash begins a regular expression where a value is expected.
    mutating func next(expectsValue: Bool) throws(ExpressionError) -> Token {
        skipSpace()
        guard let first = character() else { throw error(.withoutEnd, at: index) }
        switch first {
        case "'", "\"": return .text(try quoted(first))
        case "`": return .quotedName(try quoted(first))
        case "/" where expectsValue: return try pattern()
        case "0"..."9": return try number()
        default: break
        }
        if first == "}", character(1) == "}" {
            index += 2
            return .end
        }
        if ExpressionLexer.startsName(first) { return .name(name()) }
        return try symbol(first)
    }

    private mutating func symbol(_ first: Character) throws(ExpressionError) -> Token {
        let longest = ["===", "!==", "==", "!=", "<=", ">=", "&&", "||", "++"]
        for text in longest where index + text.count <= characters.count {
            guard String(characters[index..<index + text.count]) == text else { continue }
            index += text.count
            switch text {
            case "===", "==": return .op(.equal)
            case "!==", "!=": return .op(.unequal)
            case "&&": return .op(.and)
            case "||": return .op(.or)
            default: return Expression.Operator(rawValue: text).map(Token.op) ?? .not
            }
        }
        index += 1
        switch first {
        case "!": return .not
        case ".": return .dot
        case "(": return .openParenthesis
        case ")": return .closeParenthesis
        case "[": return .openBracket
        case "]": return .closeBracket
        case ",", ";": return .separator
        default:
            guard let op = Expression.Operator(rawValue: String(first)) else {
                throw error(.unexpectedCharacter, at: index - 1)
            }
            return .op(op)
        }
    }

    private static func startsName(_ character: Character) -> Bool {
        character.isLetter || character == "_" || character == "$" || character == "@"
    }

    mutating func name() -> String {
        let start = index
        while let character = character(), ExpressionLexer.startsName(character) || character.isNumber { index += 1 }
        return String(characters[start..<index])
    }

    private mutating func quoted(_ mark: Character) throws(ExpressionError) -> String {
        let start = index
        index += 1
        var text = ""
        while let character = character(), character != mark {
            index += 1
            guard character == "\\", mark != "`", let escaped = self.character() else {
                text.append(character)
                continue
            }
            index += 1
            switch escaped {
            case "n": text.append("\n")
            case "r": text.append("\r")
            case "t": text.append("\t")
            case "\\", "'", "\"": text.append(escaped)
            default: throw error(.unknownEscape, at: index - 1)
            }
        }
        guard character() == mark else { throw error(.textWithoutEnd, ["mark": "\(mark)"], at: start) }
        index += 1
        return text
    }

    private mutating func number() throws(ExpressionError) -> Token {
        let start = index
        func skipDigits(_ lexer: inout ExpressionLexer) {
            while let character = lexer.character(), character.isASCII, character.isNumber { lexer.index += 1 }
        }
        skipDigits(&self)
        if character() == ".", let next = character(1), next.isASCII, next.isNumber {
            index += 1
            skipDigits(&self)
        }
        guard let number = JSONNumber(text: String(characters[start..<index])) else {
            throw error(.malformedNumber, at: start)
        }
        if let character = character(), ExpressionLexer.startsName(character) {
            throw error(.malformedNumber, at: start)
        }
        return .number(number)
    }

    private mutating func pattern() throws(ExpressionError) -> Token {
        let start = index
        index += 1
        var source = ""
        var isInClass = false
        while let character = character(), character != "/" || isInClass {
            if character.isNewline { break }
            if character == "[" { isInClass = true }
            if character == "]" { isInClass = false }
            index += 1
            source.append(character)
            guard character == "\\", let escaped = self.character() else { continue }
            index += 1
            source.append(escaped)
        }
        guard character() == "/" else { throw error(.patternWithoutEnd, at: start) }
        index += 1
        return .pattern(source, flags: name())
    }
}
