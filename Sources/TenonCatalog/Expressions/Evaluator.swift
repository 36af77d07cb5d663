// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// Computes expressions from variables, and nothing else: no files, no network, no clock, bounded in time and space.
package struct Evaluator {
    package struct Limits: Sendable {
        /// Nodes of the tree and elements of arrays visited.
        package var stepsMax = 100_000
        /// The weight of any one value.
        package var valueBytesMax = 4 << 20
        /// The weight of all values made, together.
        package var totalBytesMax = 32 << 20
        /// Steps of all regular expressions, together.
        package var regexStepsMax = 2_000_000

        package init() {}
    }

    package var variables: ValueCollection
    package let now: Timestamp
    let randomness: any Randomness
    private let limits: Limits
    private var stepsLeft: Int
    private var bytesLeft: Int
    var regexStepsLeft: Int

    package init(
        variables: ValueCollection, now: Timestamp, randomness: any Randomness, limits: Limits = Limits()
    ) {
        self.variables = variables
        self.now = now
        self.randomness = randomness
        self.limits = limits
        stepsLeft = limits.stepsMax
        bytesLeft = limits.totalBytesMax
        regexStepsLeft = limits.regexStepsMax
    }

    /// The value of a text: that of its expression when it is one and nothing else, otherwise text.
    package mutating func evaluate(_ template: Template) throws -> Value {
        if let expression = template.soleExpression { return try evaluate(expression) }
        let pieces = try evaluateParts(template)
        return try made(
            .text(pieces.map(\.value.text).joined(), isSecret: pieces.contains { $0.value.isSecret }))
    }

    /// The pieces of a text one by one, for a caller that treats what was computed unlike what was written.
    package mutating func evaluateParts(_ template: Template) throws -> [(value: Value, isLiteral: Bool)] {
        var weight = 0
        return try template.parts.map { part in
            switch part {
            case .literal(let text): return (.text(text), true)
            case .expression(let expression):
                let value = try evaluate(expression)
                weight += value.weight
                guard weight <= limits.valueBytesMax else { throw Evaluator.tooLarge }
                return (value, false)
            }
        }
    }

    package mutating func evaluate(_ expression: Expression) throws -> Value {
        try charge(steps: 1)
        switch expression {
        case .literal(let value): return value
        case .variable(let name): return variables[name] ?? .null
        case .access(let base, let step): return Evaluator.part(of: try evaluate(base), step)
        case .not(let operand):
            let value = try evaluate(operand)
            return .bool(!value.isTrue).tainted(value.isSecret)
        case .negative(let operand):
            let value = try evaluate(operand)
            return (value.double.map { Value.number(-$0) } ?? .null).tainted(value.isSecret)
        case .binary(let op, let left, let right): return try evaluate(op, left, right)
        case .call(let function, let arguments): return try call(function, arguments)
        }
    }

    static func part(of value: Value, _ step: Expression.Step) -> Value {
        switch (value.content, step) {
        case (.collection(let collection), .member(let name)): return collection[name] ?? .null
        case (.array(let elements), .element(let number)):
            let index = number > 0 ? number - 1 : elements.count + number
            return elements.indices.contains(index) ? elements[index] : .null
        default: return .null
        }
    }

    private mutating func call(_ function: Function, _ arguments: [Expression]) throws -> Value {
        switch function.body {
        case .lazy(let body): return try body(&self, arguments)
        case .selecting(let body):
            let values = try arguments.map { try evaluate($0) }
            for value in values { try charge(steps: value.collection?.count ?? value.elements.count) }
            return try made(try body(&self, values))
        case .strict(let body):
            let values = try arguments.map { try evaluate($0) }
            for value in values {
                try charge(steps: value.collection?.count ?? value.elements.count)
                try charge(bytes: value.weight)
            }
            return try made(try body(&self, values).tainted(values.contains(where: \.isSecret)))
        }
    }

    private mutating func evaluate(
        _ op: Expression.Operator, _ left: Expression, _ right: Expression
    ) throws -> Value {
        let first = try evaluate(left)
        switch op {
        case .and where !first.isTrue: return first
        case .or where first.isTrue: return first
        case .and, .or: return try evaluate(right)
        default: break
        }
        let second = try evaluate(right)
        try charge(bytes: first.weight + second.weight)
        return try made(Evaluator.combine(op, first, second).tainted(first.isSecret || second.isSecret))
    }

    private static func combine(_ op: Expression.Operator, _ left: Value, _ right: Value) -> Value {
        func arithmetic(_ operation: (Double, Double) -> Double) -> Value {
            guard let first = left.isNull ? 0 : left.double, let second = right.isNull ? 0 : right.double else {
                return .null
            }
            return .number(operation(first, second))
        }
        switch op {
        case .multiply: return arithmetic(*)
        case .divide: return arithmetic(/)
        case .remainder: return arithmetic { $0.truncatingRemainder(dividingBy: $1) }
        case .subtract: return arithmetic(-)
        case .add:
            if left.isNull { return right }
            if right.isNull { return left }
            if case .number = left.content, case .number = right.content { return arithmetic(+) }
            return .text(left.text + right.text)
        case .concatenate: return .text(left.text + right.text)
        case .less: return .bool(left.precedes(right))
        case .greater: return .bool(right.precedes(left))
        case .lessOrEqual: return .bool(!right.precedes(left))
        case .greaterOrEqual: return .bool(!left.precedes(right))
        case .equal: return .bool(left.looselyEquals(right))
        case .unequal: return .bool(!left.looselyEquals(right))
        case .and, .or: return .null
        }
    }
}

// MARK: - Limits

extension Evaluator {
    static let tooLarge = ExpressionError(.resultTooLarge)

    mutating func charge(steps: Int) throws {
        stepsLeft -= steps
        guard stepsLeft >= 0 else { throw ExpressionError(.tooManySteps) }
    }

    mutating func charge(bytes: Int) throws {
        guard bytes <= limits.valueBytesMax, bytes <= bytesLeft else { throw Evaluator.tooLarge }
        bytesLeft -= bytes
    }

    /// Lets a new value pass when it is not too large.
    mutating func made(_ value: Value) throws -> Value {
        try charge(bytes: value.weight)
        return value
    }
}
