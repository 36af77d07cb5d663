// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

extension Function {
    static let controlFunctions: [Function] = [
        Function(
            "if", 2...3,
            .lazy { evaluator, arguments in
                if try evaluator.evaluate(arguments[0]).isTrue { return try evaluator.evaluate(arguments[1]) }
                return arguments.count > 2 ? try evaluator.evaluate(arguments[2]) : .null
            }),
        Function(
            "ifempty", 2...2,
            .lazy { evaluator, arguments in
                let value = try evaluator.evaluate(arguments[0])
                return value.isEmpty ? try evaluator.evaluate(arguments[1]) : value
            }),
        // switch(value; case; result; …; otherwise)
        Function(
            "switch", 3...argumentsMax,
            .lazy { evaluator, arguments in
                let value = try evaluator.evaluate(arguments[0])
                var index = 1
                while index + 1 < arguments.count {
                    if value.looselyEquals(try evaluator.evaluate(arguments[index])) {
                        return try evaluator.evaluate(arguments[index + 1])
                    }
                    index += 2
                }
                return index < arguments.count ? try evaluator.evaluate(arguments[index]) : .null
            }),
    ]
}
