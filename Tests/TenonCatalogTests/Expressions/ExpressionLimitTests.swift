// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

@Suite struct ExpressionLimitTests {
    @Test(arguments: [
        "{{" + String(repeating: "(", count: 100_00) + "1" + String(repeating: ")", count: 100_00) + "}}",
        "{{" + String(repeating: "!", count: 50_000) + "1}}", "{{" + String(repeating: "-", count: 50_000) + "1}}",
        "{{" + String(repeating: "lower(", count: 5000) + "1" + String(repeating: ")", count: 5000) + "}}",
        "{{1" + String(repeating: " + 1", count: 5000) + "}}", "{{a" + String(repeating: ".a", count: 5000) + "}}",
        "{{" + String(repeating: "a", count: 1 << 20) + "}}", String(repeating: "{{1}}", count: 2000),
        "{{" + String(repeating: "if(1;", count: 5000), "{{'" + String(repeating: "x", count: 1 << 20) + "'}}",
    ])
    func `an expression that is too deep, long or many is refused when it is read`(_ text: String) {
        #expect(throws: ExpressionError.self) { try Template(text) }
    }

    @Test func `a megabyte of plain text is no expression and passes`() throws {
        let text = String(repeating: "x", count: 1 << 20)
        #expect(try evaluate(text).text == text)
    }

    @Test func `results that grow are cut off`() throws {
        var evaluator = evaluator()
        evaluator.variables["x"] = .text(String(repeating: "x", count: 1 << 20))
        for expression in [
            "x + x + x + x + x", "replace(x; 'x'; x)", "replace(x; /x/g; 'yyyyyyyyyyyyyyyyyyyy')",
            "join(split(x; ''); x)",
            "length(split(x; ''))",
        ] {
            #expect(throws: ExpressionError.self, "\(expression)") {
                var fresh = evaluator
                _ = try fresh.evaluate(try Template("{{\(expression)}}"))
            }
        }
    }

    @Test func `arrays that hold one another many times count as often as they appear`() throws {
        var evaluator = evaluator()
        evaluator.variables["v"] = .text("0123456789")
        let template = try Template("{{add(emptyarray; v; v; v; v; v; v; v; v; v; v)}}")
        #expect(throws: ExpressionError.self) {
            for _ in 0..<12 { evaluator.variables["v"] = try evaluator.evaluate(template) }
        }
    }

    @Test func `a regular expression in an expression shares one budget`() throws {
        var limits = Evaluator.Limits()
        limits.regexStepsMax = 1000
        var evaluator = evaluator(limits: limits)
        evaluator.variables["x"] = .text(String(repeating: "ab", count: 1000))
        #expect(throws: ExpressionError.self) { try evaluator.evaluate(try Template("{{replace(x; /a/g; 'c')}}")) }
    }

    @Test func `an error says nothing of the values`() throws {
        for expression in ["jwt(key; key; key)", "sha256(key; key)", "toBinary(key; key)", "formatDate(now; 'X'; key)"]
        {
            let error = #expect(throws: ExpressionError.self) { try evaluate("{{\(expression)}}") }
            #expect(!String(reflecting: error).contains(canary))
        }
    }
}
