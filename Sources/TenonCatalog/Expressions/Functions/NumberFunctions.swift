// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

extension Function {
    static let numberFunctions: [Function] = [
        // parseNumber(text; decimal separator); every other separator is dropped.
        Function("parseNumber", 1...2) { _, arguments in
            let point = arguments[orNull: 1].isEmpty ? "." : arguments[1].text
            if case .number = arguments[0].content { return arguments[0] }
            let plain = arguments[0].text.replacing(point, with: "\u{1}")
                .filter { !", '\u{A0}\u{202F}.".contains($0) }.replacing("\u{1}", with: ".")
            return Value.text(plain).double.map { Value.number($0) } ?? .null
        },
        // formatNumber(number; decimals; decimal separator; thousands separator), 2, "," and "." as in Make.
        Function("formatNumber", 1...4) { _, arguments in
            guard let number = arguments[0].double, abs(number) < 1e15 else { return .null }
            let decimals = min(max(arguments[orNull: 1].int ?? 2, 0), 15)
            let digits = String(format: "%.\(decimals)f", abs(number)).split(separator: ".")
            var whole = ""
            for (index, digit) in (digits.first ?? "0").reversed().enumerated() {
                if index > 0, index % 3 == 0 {
                    whole += (arguments.count > 3 ? arguments[3].text : ".").reversed()
                }
                whole.append(digit)
            }
            let fraction = digits.count > 1 ? (arguments.count > 2 ? arguments[2].text : ",") + digits[1] : ""
            return .text((number < 0 ? "-" : "") + whole.reversed() + fraction)
        },
        // round(number; decimals), halves away from zero.
        Function("round", 1...2) { _, arguments in
            let scale = pow(10, Double(min(max(arguments[orNull: 1].int ?? 0, -15), 15)))
            return arguments[0].double.map { Value.number(($0 * scale).rounded() / scale) } ?? .null
        },
        number("floor") { $0.rounded(.down) },
        number("ceil") { $0.rounded(.up) },
        number("abs") { abs($0) },
        fold("min") { $0.min() },
        fold("max") { $0.max() },
        fold("sum") { $0.reduce(0, +) },
        fold("average") { $0.isEmpty ? nil : $0.reduce(0, +) / Double($0.count) },
    ]

    private static func number(_ name: String, _ body: @escaping @Sendable (Double) -> Double) -> Function {
        Function(name, 1...1) { _, arguments in arguments[0].double.map { Value.number(body($0)) } ?? .null }
    }

    /// Takes numbers one by one or in arrays; what is none is left out.
    private static func fold(_ name: String, _ body: @escaping @Sendable ([Double]) -> Double?) -> Function {
        Function(name, 1...argumentsMax) { _, arguments in
            body(arguments.flatMap(\.elements).compactMap(\.double)).map { Value.number($0) } ?? .null
        }
    }
}
