// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// A function that expressions can call.
package struct Function: Sendable {
    typealias Strict = @Sendable (inout Evaluator, [Value]) throws -> Value
    typealias Lazy = @Sendable (inout Evaluator, [Expression]) throws -> Value

    enum Body: Sendable {
        /// What comes out is secret when anything that goes in is.
        case strict(Strict)
        /// Hands back a part of what goes in, which knows itself whether it is secret.
        case selecting(Strict)
        /// Evaluates only the arguments it needs.
        case lazy(Lazy)
    }

    package let name: String
    let arguments: ClosedRange<Int>
    let body: Body
    /// Whether the bare name, without parentheses, calls it.
    let isVariable: Bool

    /// The most arguments of functions that take any number.
    static let argumentsMax = 100

    init(_ name: String, _ arguments: ClosedRange<Int>, isVariable: Bool = false, strict body: @escaping Strict) {
        self.init(name, arguments, isVariable: isVariable, .strict(body))
    }

    init(_ name: String, _ arguments: ClosedRange<Int>, isVariable: Bool = false, _ body: Body) {
        self.name = name
        self.arguments = arguments
        self.isVariable = isVariable
        self.body = body
    }

    /// How many arguments it takes, as ``ExpressionError/Name/argumentCount`` says it.
    var arity: Sentence.Value {
        let (least, most) = ("\(arguments.lowerBound)", "\(arguments.upperBound)")
        if arguments.upperBound == Function.argumentsMax {
            return .sentence(Sentence(of: ExpressionError.Name.atLeast, ["least": least]))
        }
        guard arguments.count > 1 else { return .text(least) }
        return .sentence(Sentence(of: ExpressionError.Name.between, ["least": least, "most": most]))
    }

    package static func named(_ name: String) -> Function? { table[name] }

    /// The names of all functions, for the documentation and its test.
    package static var names: [String] { table.keys.sorted() }

    private static let table: [String: Function] = {
        let groups = [
            controlFunctions, textFunctions, codecFunctions, tokenFunctions, listFunctions, numberFunctions,
            dateFunctions,
        ]
        return Dictionary(groups.joined().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }()
}

extension Array where Element == Value {
    /// The argument at that place, null when it was not given.
    subscript(orNull index: Int) -> Value { index < count ? self[index] : .null }
}
