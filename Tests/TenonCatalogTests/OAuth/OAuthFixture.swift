// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

/// The OAuth type `acme`: the standards' flow, but for what `body` (indented by four) says.
func oauthType(_ body: String = "", api: String = "info: {url: /me}") throws -> ConnectionType {
    func indented(_ text: String, _ count: Int) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { String(repeating: " ", count: count) + $0 }
            .joined(separator: "\n")
    }
    return try acme(
        """
        app: acme
        label: Acme
        theme: "#4A154B"
        base: {baseUrl: "https://api.acme.test", headers: {authorization: "Bearer {{connection.accessToken}}"}}
        connections:
          acme:
            type: oauth
            hosts: [as.acme.test, api.acme.test]
            parameters:
              - {name: clientId, type: text}
              - {name: clientSecret, type: password}
              - {name: method, type: text}
              - {name: privateKey, type: pkey}
              - {name: keyId, type: text}
              - {name: username, type: text}
              - {name: password, type: password}
            server:
              authorization_endpoint: https://as.acme.test/authorize
              token_endpoint: https://as.acme.test/token
              revocation_endpoint: https://as.acme.test/revoke
              introspection_endpoint: https://as.acme.test/introspect
            client:
              id: "{{connection.clientId}}"
              secret: "{{connection.clientSecret}}"
              method: "{{connection.method}}"
              key: "{{connection.privateKey}}"
              keyId: "{{connection.keyId}}"
        \(indented(body, 4))
            api:
        \(indented(api, 6))
        """)
}

extension ConnectionType {
    /// A context in which the values are stored, and the endpoints are those of the definition.
    func context(
        _ stored: KeyValuePairs<String, JSON> = [:], installed: KeyValuePairs<String, JSON> = [:],
        scopes: [String] = []
    ) throws -> RunContext {
        func values(_ pairs: KeyValuePairs<String, JSON>) -> ParameterValues {
            var values = ParameterValues()
            for pair in pairs {
                values.set(pair.key, pair.value, isSecret: parameter(named: pair.key)?.isSecret ?? true)
            }
            return values
        }
        var context = RunContext(
            values: values(stored), installed: values(installed), now: testTime, randomness: CountingRandomness())
        context.scopes = scopes
        context.redirectURI = "https://tenon.acme.test/oauth/cb/\(name)"
        context.server = try server(discovered: JSONObject(), in: context)
        return context
    }
}

extension RunContext {
    /// The same with another value.
    func with<Value>(_ path: WritableKeyPath<RunContext, Value>, _ value: Value) -> RunContext {
        var copy = self
        copy[keyPath: path] = value
        return copy
    }
}

extension OutboundRequest {
    /// The fields of a body that is a form, each once.
    var form: [String: String] {
        var fields: [String: String] = [:]
        for pair in (body?.reveal() ?? "").split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(halves[0]).removingPercentEncoding ?? ""
            if fields[name] != nil { Issue.record("\(name) is sent twice") }
            fields[name] = String(halves.last ?? "").removingPercentEncoding
        }
        return fields
    }
}

extension BlockRun {
    /// What the run stored under that name.
    func text(_ name: String) -> String? { values.value(name)?.text }
}
