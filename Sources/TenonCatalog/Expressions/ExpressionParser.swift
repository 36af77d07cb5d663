// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

/// Reads one expression by operator precedence.
struct ExpressionParser {
    /// How deep parentheses, calls, signs and chains of operators may nest.
    static let depthMax = 64
    /// How many operators may stand in one chain, such as `a + b + c`; bounds the height of the tree.
    static let chainMax = 200

    private typealias Token = ExpressionLexer.Token

    private var lexer: ExpressionLexer
    private var depth = 0
    /// Where the token taken last began.
    private var takenAt = 0
    /// The token looked at and not yet taken, and where it began and ended.
    private var peeked: (token: Token, start: Int, lexer: ExpressionLexer)?

    /// Starts behind `{{`.
    init(_ characters: [Character], from index: Int) { lexer = ExpressionLexer(characters, from: index) }

    /// Reads up to and with `}}`; the expression, and the index behind.
    mutating func parse() throws(ExpressionError) -> (Expression, Int) {
        if case .end = try peek(expectsValue: true).token { throw try unexpected(.emptyExpression) }
        let expression = try binary(least: 1)
        guard case .end = try take() else { throw lexer.error(.operatorExpected, at: takenAt) }
        return (expression, lexer.index)
    }

    private mutating func peek(expectsValue: Bool) throws(ExpressionError) -> (token: Token, start: Int) {
        if let peeked { return (peeked.token, peeked.start) }
        var ahead = lexer
        ahead.skipSpace()
        let start = ahead.index
        let token = try ahead.next(expectsValue: expectsValue)
        peeked = (token, start, ahead)
        return (token, start)
    }

    private mutating func take(expectsValue: Bool = false) throws(ExpressionError) -> Token {
        let (token, start) = try peek(expectsValue: expectsValue)
        takenAt = start
        if let peeked { lexer = peeked.lexer }
        peeked = nil
        return token
    }

    private mutating func unexpected(_ name: ExpressionError.Name) throws(ExpressionError) -> ExpressionError {
        lexer.error(name, at: try peek(expectsValue: true).start)
    }

    private mutating func binary(least: Int) throws(ExpressionError) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= ExpressionParser.depthMax else {
            throw lexer.error(.nestedTooDeep, ["count": "\(ExpressionParser.depthMax)"], at: lexer.index)
        }
        var left = try unary()
        var length = 0
        while case (.op(let op), let start) = try peek(expectsValue: false), op.precedence >= least {
            length += 1
            guard length <= ExpressionParser.chainMax else {
                throw lexer.error(.tooManyOperators, ["count": "\(ExpressionParser.chainMax)"], at: start)
            }
            _ = try take()
            left = .binary(op, left, try binary(least: op.precedence + 1))
        }
        return left
    }

    private mutating func unary() throws(ExpressionError) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= ExpressionParser.depthMax else {
            throw lexer.error(.nestedTooDeep, ["count": "\(ExpressionParser.depthMax)"], at: lexer.index)
        }
        switch try peek(expectsValue: true).token {
        case .not:
            _ = try take(expectsValue: true)
            return .not(try unary())
        case .op(.subtract):
            _ = try take(expectsValue: true)
            return .negative(try unary())
        default: return try steps(behind: try primary())
        }
    }

    private mutating func steps(behind base: Expression) throws(ExpressionError) -> Expression {
        var expression = base
        var length = 0
        while true {
            let (token, start) = try peek(expectsValue: false)
            guard token == .dot || token == .openBracket else { return expression }
            length += 1
            guard length <= ExpressionParser.chainMax else { throw lexer.error(.pathTooLong, at: start) }
            _ = try take()
            expression = .access(expression, token == .dot ? try member() : try element())
        }
    }

    private mutating func member() throws(ExpressionError) -> Expression.Step {
        let (token, start) = try peek(expectsValue: false)
        switch token {
        case .name(let name), .quotedName(let name):
            _ = try take()
            return .member(name)
        case .number(let number) where number.int != nil:
            _ = try take()
            return .member(number.text)
        default: throw lexer.error(.nameExpected, at: start)
        }
    }

    /// `[3]`, `[-1]`, or `[]`, which is the first.
    private mutating func element() throws(ExpressionError) -> Expression.Step {
        var (token, start) = try peek(expectsValue: false)
        _ = try take()
        if token == .closeBracket { return .element(1) }
        let isNegative = token == .op(.subtract)
        if isNegative { (token, start) = (try take(), takenAt) }
        guard case .number(let number) = token, let value = number.int.flatMap({ Int(exactly: $0) }) else {
            throw lexer.error(.indexExpected, at: start)
        }
        guard value != 0 else { throw lexer.error(.countedFromOne, at: start) }
        guard try take() == .closeBracket else { throw lexer.error(.bracketExpected, ["bracket": "]"], at: takenAt) }
        return .element(isNegative ? -value : value)
    }

    private mutating func primary() throws(ExpressionError) -> Expression {
        let (token, start) = try peek(expectsValue: true)
        _ = try take(expectsValue: true)
        switch token {
        case .number(let number): return .literal(.number(number))
        case .text(let text): return .literal(.text(text))
        case .pattern(let source, let letters):
            do {
                let flags = try BoundedRegex.flags(letters)
                return .literal(Value(.pattern(try BoundedRegex(source, flags: flags))))
            } catch {
                throw lexer.error(error.reason, at: start)
            }
        case .quotedName(let name): return .variable(name)
        case .name(let name):
            if try peek(expectsValue: false).token == .openParenthesis { return try call(name, at: start) }
            if let value = ExpressionParser.keywords[name] { return .literal(value) }
            guard let function = Function.named(name), function.isVariable else { return .variable(name) }
            return .call(function, [])
        case .openParenthesis:
            let inner = try binary(least: 1)
            guard try take() == .closeParenthesis else {
                throw lexer.error(.bracketExpected, ["bracket": ")"], at: takenAt)
            }
            return inner
        default: throw lexer.error(.valueExpected, at: start)
        }
    }

    private mutating func call(_ name: String, at start: Int) throws(ExpressionError) -> Expression {
        guard let function = Function.named(name) else {
            throw lexer.error(.unknownFunction, ["name": name], at: start)
        }
        _ = try take()
        var arguments: [Expression] = []
        if try peek(expectsValue: true).token == .closeParenthesis {
            _ = try take()
        } else {
            while true {
                arguments.append(try binary(least: 1))
                let token = try take()
                if token == .closeParenthesis { break }
                guard token == .separator else { throw lexer.error(.separatorExpected, at: takenAt) }
            }
        }
        guard function.arguments.contains(arguments.count) else {
            let reason = Sentence(
                of: ExpressionError.Name.argumentCount,
                ["name": .text(name), "arity": function.arity, "count": .text("\(arguments.count)")])
            throw lexer.error(reason, at: start)
        }
        return .call(function, arguments)
    }

    private static let keywords: [String: Value] = [
        "null": .null, "undefined": .null, "true": .bool(true), "false": .bool(false),
        "emptyarray": .array([]), "emptystring": .text(""), "ignore": .ignore, "erase": .erase,
        "space": .text(" "), "nbsp": .text("\u{A0}"), "tab": .text("\t"), "newline": .text("\n"),
        "carriagereturn": .text("\r"), "pi": .number(Double.pi),
    ]
}
