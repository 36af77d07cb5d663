// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
package import TenonJSON

/// What a run of a definition's block knows before it asks anything.
package struct RunContext: Sendable {
    /// The person's input, and over it what earlier answers added.
    package var values: ParameterValues
    /// The values of the installation that the organization keeps, over the definition's own `common`.
    package var installed: ParameterValues
    /// The scopes that are asked for.
    package var scopes: [String] = []
    /// Where the provider sends the person back to; empty outside an authorization.
    package var redirectURI = ""
    /// Comes back with the person (RFC 6749 §10.12).
    package var state: Secret?
    /// The proof key (RFC 7636 §4.1).
    package var verifier: Secret?
    /// What the provider's redirect brought.
    package var query: [(name: String, value: Secret)] = []
    /// The provider's metadata (RFC 8414 §2), discovered or written in the definition.
    package var server = JSONObject()
    /// What earlier blocks of the same authorization left.
    package var temp = ValueCollection()
    /// Whether conditions see a token that ends now: it is to be replaced although it may not have ended.
    package var treatsTokenAsExpired = false
    package var now: Timestamp
    package var randomness: any Randomness

    package init(
        values: ParameterValues, installed: ParameterValues = ParameterValues(), now: Timestamp,
        randomness: any Randomness
    ) {
        self.values = values
        self.installed = installed
        self.now = now
        self.randomness = randomness
    }

    /// An evaluator that sees everything there is to see, and `values` as they are by now.
    func evaluator(for type: ConnectionType, values: ParameterValues, temp: ValueCollection) -> Evaluator {
        var store = values.collection
        if treatsTokenAsExpired { store[ParameterValues.expires] = .date(now) }
        let shown = Value.collection(store)
        var evaluator = Evaluator(
            variables: ValueCollection([
                ("connection", shown), ("parameters", shown), ("data", shown), ("temp", .collection(temp)),
                ("common", .collection(common(of: type))), ("environment", .collection(ValueCollection())),
                ("server", Value(json: .object(server))), ("oauth", .collection(oauth(type.scopeSeparator))),
                ("pkce", .collection(proofKey)), ("query", .collection(queryCollection)),
            ]), now: now, randomness: randomness)
        evaluator.variables["client"] = .collection(type.client.map { client(of: $0, &evaluator) } ?? .init())
        return evaluator
    }

    /// Everything secret that is not among the values.
    func derivedSecrets(for type: ConnectionType) -> [Value] {
        let evaluator = evaluator(for: type, values: values, temp: temp)
        return ["common", "client", "pkce", "query", "temp"].compactMap { evaluator.variables[$0] }
            + [state.map { Value.text($0.reveal(), isSecret: true) } ?? .null]
    }

    /// The definition's constants, which are text without variables, with the installation's values over them.
    private func common(of type: ConnectionType) -> ValueCollection {
        var evaluator = Evaluator(variables: ValueCollection(), now: now, randomness: randomness)
        // One that fails is as good as missing.
        let own = (try? evaluator.evaluate(type.common)) ?? ValueCollection()
        return own.merging(installed.collection).mapValues { $0.tainted() }
    }

    private func oauth(_ scopeSeparator: String) -> ValueCollection {
        // Make's three names for it; here there is one callback.
        let redirect = Value.text(redirectURI)
        return ValueCollection([
            ("scope", .array(scopes.map { .text($0) })), ("scopeText", .text(scopes.joined(separator: scopeSeparator))),
            ("state", .text(state?.reveal() ?? "", isSecret: true)), ("redirectUri", redirect),
            ("localRedirectUri", redirect), ("makeRedirectUri", redirect),
        ])
    }

    private var proofKey: ValueCollection {
        guard let verifier else { return ValueCollection() }
        return ValueCollection([
            ("verifier", .text(verifier.reveal(), isSecret: true)), ("challenge", .text(ProofKey.challenge(verifier))),
            ("method", .text(ConnectionType.ProofKeyMethod.s256.rawValue)),
        ])
    }

    private var queryCollection: ValueCollection {
        ValueCollection(query.map { ($0.name, .text($0.value.reveal(), isSecret: true)) })
    }

    /// The client as it presents itself, and the claims of its assertion (RFC 7523 §3).
    private func client(of definition: ClientDefinition, _ evaluator: inout Evaluator) -> ValueCollection {
        func value(_ template: Template?, _ evaluator: inout Evaluator) -> Value {
            // A client that cannot be computed is missing, which the provider will say.
            template.flatMap { try? evaluator.evaluate($0) } ?? .null
        }
        let id = value(definition.id, &evaluator)
        let audience = server["token_endpoint"]?.string ?? server["issuer"]?.string ?? ""
        let seconds = now.milliseconds / 1000
        let claims = ValueCollection([
            ("iss", id), ("sub", id), ("aud", .text(audience)),
            ("jti", .text(Base64.encodeURL(randomness.bytes(16)))), ("iat", .number(Int(seconds))),
            ("exp", .number(Int(seconds) + ClientDefinition.assertionLifetimeSeconds)),
        ])
        let keyID = value(definition.keyID, &evaluator)
        let algorithm = value(definition.algorithm, &evaluator)
        let method = value(definition.method, &evaluator)
        return ValueCollection([
            ("id", id), ("secret", value(definition.secret, &evaluator).tainted()),
            ("method", method.isEmpty ? .text(ClientDefinition.Method.basic.rawValue) : method),
            ("key", value(definition.key, &evaluator).tainted()), ("claims", .collection(claims)),
            ("algorithm", algorithm.isEmpty ? .text("RS256") : algorithm),
            ("header", .collection(keyID.isEmpty ? ValueCollection() : ValueCollection([("kid", keyID)]))),
        ])
    }
}

extension RunContext: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹context of a run›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
