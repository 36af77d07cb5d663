// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// Where a person's browser is sent to say yes, and what the definition makes of its coming back.
package struct AuthorizationRequest: Sendable {
    /// The address at the provider: it holds the `state`, and so is not for logs.
    package let url: Secret
    /// What the definition's later blocks may read.
    package let temp: ValueCollection
}

extension ConnectionType {
    /// The authorization request (RFC 6749 §4.1.1) of this context.
    ///
    /// `state`, the proof key's challenge and the redirect are added where the definition leaves them out.
    ///
    /// - Throws: ``Failure`` when it cannot be made, or leads to a host that the definition does not allow.
    package func authorizationRequest(in context: RunContext) throws(Failure) -> AuthorizationRequest {
        guard let definition = requests[.authorize]?.first else {
            throw Failure(Sentence(.needsNoAuthorization), name: .runtime)
        }
        do {
            var temp = context.temp
            var evaluator = context.evaluator(for: self, values: context.values, temp: temp)
            for field in definition.temp {
                temp[field.name] = try evaluator.evaluate(field.value)
                evaluator.variables["temp"] = .collection(temp)
            }
            var builder = RequestBuilder(type: self, evaluator: evaluator, block: .authorize)
            let address = try builder.authorizationAddress(definition, adding: added(in: context))
            guard
                try allowedHosts(&evaluator).contains(where: { $0.allows(host: address.host, port: address.port) })
            else { throw RequestFault(.notAmongHosts, ["host": address.host]) }
            let isUsual = address.port == (address.scheme == .https ? 443 : 80)
            let place = address.hostInURL + (isUsual ? "" : ":\(address.port)")
            return AuthorizationRequest(
                url: Secret("\(address.scheme.rawValue)://\(place)\(address.target)"), temp: temp)
        } catch {
            throw Failure(making: error)
        }
    }

    private func added(in context: RunContext) -> [(name: String, value: Value)] {
        // OAuth 1.0a told the provider where to come back to when it asked for the temporary token.
        guard requests[.requestToken] == nil else { return [] }
        var added: [(name: String, value: Value)] = [
            ("state", .text(context.state?.reveal() ?? "")), ("redirect_uri", .text(context.redirectURI)),
        ]
        if proofKey == .s256, let verifier = context.verifier {
            added.append(("code_challenge", .text(ProofKey.challenge(verifier))))
            added.append(("code_challenge_method", .text(ProofKeyMethod.s256.rawValue)))
        }
        return added
    }

    /// What the definition takes from the provider's redirect (`authorize.response`): the values and `temp` after it.
    ///
    /// - Throws: ``Failure`` when the definition sees a failure in it.
    package func authorizationAnswer(
        in context: RunContext
    ) throws(Failure) -> (values: ParameterValues, temp: ValueCollection) {
        var (values, temp) = (context.values, context.temp)
        guard let definition = requests[.authorize]?.first?.response else { return (values, temp) }
        do {
            var evaluator = context.evaluator(for: self, values: values, temp: temp)
            if let valid = definition.valid, try !evaluator.evaluate(valid.test).isTrue {
                let text = try valid.message.map { try evaluator.evaluate($0).text } ?? ""
                let said = Redactor(values.secrets).clean(text)
                throw Failure(
                    said.isEmpty ? nil : said, or: Sentence(.redirectRefused), status: nil, name: .data)
            }
            for field in definition.temp {
                temp[field.name] = try evaluator.evaluate(field.value)
                evaluator.variables["temp"] = .collection(temp)
            }
            for entry in try evaluator.evaluate(definition.data) {
                let isSecret = entry.value.isSecret || parameter(named: entry.name)?.isSecret ?? true
                values.set(entry.name, entry.value.json, isSecret: isSecret)
            }
            return (values, temp)
        } catch {
            throw Failure(making: error)
        }
    }
}
