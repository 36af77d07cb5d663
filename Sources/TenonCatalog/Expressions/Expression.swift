// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// One parsed expression: what stands between `{{` and `}}`.
package indirect enum Expression: Sendable {
    package enum Operator: String, Sendable {
        case multiply = "*"
        case divide = "/"
        case remainder = "%"
        case add = "+"
        case subtract = "-"
        case concatenate = "++"
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case equal = "="
        case unequal = "!="
        case and = "&"
        case or = "|"

        /// Binds tighter the larger it is.
        var precedence: Int {
            switch self {
            case .multiply, .divide, .remainder: 6
            case .add, .subtract, .concatenate: 5
            case .less, .lessOrEqual, .greater, .greaterOrEqual: 4
            case .equal, .unequal: 3
            case .and: 2
            case .or: 1
            }
        }
    }

    package enum Step: Sendable, Equatable {
        case member(String)
        /// Counted from 1; negative from the end.
        case element(Int)
    }

    case literal(Value)
    case variable(String)
    case access(Expression, Step)
    case not(Expression)
    case negative(Expression)
    case binary(Operator, Expression, Expression)
    case call(Function, [Expression])
}

extension Expression {
    /// The paths of variables it reads, each as far as it is written out.
    package var paths: [[String]] {
        switch self {
        case .literal: return []
        case .variable(let name): return [[name]]
        case .access(let base, let step):
            guard case .member(let name) = step, let path = base.path else { return base.paths }
            return [path + [name]]
        case .not(let operand), .negative(let operand): return operand.paths
        case .binary(_, let left, let right): return left.paths + right.paths
        case .call(_, let arguments): return arguments.flatMap(\.paths)
        }
    }

    private var path: [String]? {
        switch self {
        case .variable(let name): return [name]
        case .access(let base, .member(let name)): return base.path.map { $0 + [name] }
        default: return nil
        }
    }
}
