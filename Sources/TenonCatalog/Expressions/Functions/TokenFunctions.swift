// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonJSON

extension Function {
    static let tokenFunctions: [Function] = [
        // jwt(payload; key; algorithm; headers), RFC 7519. The key is a shared secret for HS256, HS384 and HS512, and a
        // private key in PEM for all others. No claim is added.
        Function("jwt", 2...4) { evaluator, arguments in try token(&evaluator, arguments) }
    ]

    /// What a signature costs beside the steps of an expression, so that a definition cannot make thousands.
    private static let tokenSteps = 2_000

    private static func token(_ evaluator: inout Evaluator, _ arguments: [Value]) throws -> Value {
        let name = arguments[orNull: 2].isEmpty ? "HS256" : arguments[2].text
        guard let algorithm = TokenAlgorithm(named: name) else {
            let known = TokenAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
            throw ExpressionError(.tokenAlgorithms, ["names": known])
        }
        try evaluator.charge(steps: tokenSteps)
        var header: JSONObject = ["alg": .string(algorithm.rawValue), "typ": "JWT"]
        if let extra = arguments[orNull: 3].json.object { header = header.merging(extra) }
        // A header must not promise another algorithm than the one at work.
        header = header.merging(["alg": .string(algorithm.rawValue)])
        let payload = arguments[0].collection == nil ? arguments[0].bytes : arguments[0].json.utf8
        let signed = Base64.encodeURL(JSON.object(header).utf8) + "." + Base64.encodeURL(payload)
        do {
            let signature = try algorithm.signature(over: Array(signed.utf8), key: arguments[1].bytes)
            // Whoever has it may use it, whatever it was made from.
            return .text(signed + "." + Base64.encodeURL(signature), isSecret: true)
        } catch {
            throw ExpressionError(
                Sentence(of: ExpressionError.Name.tokenFailed, ["reason": .sentence(error.reason)]))
        }
    }
}
