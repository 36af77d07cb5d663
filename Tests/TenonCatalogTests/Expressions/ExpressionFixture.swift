// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON

/// Bytes that count up, so that results can be written down.
struct CountingRandomness: Randomness {
    func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0) } }
}

/// 2026-01-31T09:00:00.500Z, a Saturday.
let testTime = Timestamp(milliseconds: 1_769_850_000_500)

let canary = "canary-S3cr3t/+value"

let testVariables: JSONObject = [
    "a": ["b": ["c": "deep"], "odd name": 1, "list": [10, 20, 30]],
    "people": [
        ["name": "Ann", "age": 30, "tags": ["x"]], ["name": "bob", "age": 4, "tags": ["y", "x"]],
        ["name": "Cid", "age": 30, "tags": []],
    ],
    "text": "Hello, World", "n": 5, "zero": 0, "yes": true, "no": false, "empty": "", "nothing": nil,
    "digits": .number(.init(text: "225874569526501080000") ?? .init(0)), "when": "2026-01-31T09:00:00Z",
]

func evaluator(secret: Bool = true, limits: Evaluator.Limits = .init()) -> Evaluator {
    var variables = ValueCollection()
    for member in testVariables { variables[member.name] = Value(json: member.value) }
    if secret { variables["key"] = .text(canary, isSecret: true) }
    return Evaluator(variables: variables, now: testTime, randomness: CountingRandomness(), limits: limits)
}

func evaluate(_ text: String) throws -> Value {
    var evaluator = evaluator()
    return try evaluator.evaluate(try Template(text))
}

/// The JSON of what `expression` evaluates to.
func json(_ expression: String) throws -> String { try evaluate("{{\(expression)}}").json.text() }
