// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// One kind of connection: what the wire calls its `accountName`.
package struct ConnectionType: Sendable {
    package enum Kind: String, Sendable {
        case oauth
        case basic
    }

    package enum ProofKeyMethod: String, Sendable {
        case none
        case s256 = "S256"
    }

    /// Which answers mean that a token is no longer good.
    package enum RefreshTrigger: Sendable {
        case statuses([Int])
        case condition(TemplateTree)
    }

    /// How any request to the app is authenticated.
    package struct Base: Sendable {
        package var baseURL: Template?
        package var headers: [TemplateField] = []
        package var query: [TemplateField] = []
        package var body: TemplateTree?
        package var signing: SigningDefinition?
        package var sanitize: [String] = []

        package var paths: [[String]] {
            (baseURL?.paths ?? []) + (headers + query).flatMap(\.paths) + (body?.paths ?? [])
                + (signing?.paths ?? [])
        }
    }

    /// The requests of a definition, each a list that runs in order.
    package enum Block: String, Sendable, CaseIterable {
        case preauthorize
        case authorize
        case requestToken
        case accessToken
        case token
        case info
        case refresh
        case invalidate
        /// ◆ Asks what the authorization server knows of a token (RFC 7662).
        case introspect
        /// ◆ Begins an authorization on another device (RFC 8628 §3.1); `token` is then asked again and again.
        case device
    }

    /// ◆ How a definition with a `client` comes to a token where it leaves its blocks out.
    package enum Flow: String, Sendable, CaseIterable {
        case authorizationCode = "authorization_code"
        case deviceCode = "device_code"
        case clientCredentials = "client_credentials"
        case password
    }

    package let name: String
    package let app: String
    package var label: String
    package var theme: String
    package var documentation: String?
    package var kind: Kind = .basic
    /// The custom app's name; `nil` for a type of Tenon's own.
    package var packageName: String?
    /// The organization whose own it is; `nil` for a type that is a file, which all see.
    package internal(set) var organizationID: OrganizationID?
    package var version = 1
    package var base = Base()
    package var hosts: [Template] = []
    package var parameters: [Parameter] = []
    package var common: [TemplateField] = []
    package var defaultScopes: [String] = []
    package var scopes: [(id: String, name: String?)] = []
    package var scopeSeparator = " "
    package var proofKey: ProofKeyMethod = .none
    package var issuer: Template?
    /// ◆ The provider's endpoints under the names of RFC 8414 §2, over those that are discovered.
    package var server: [TemplateField] = []
    /// ◆ Who asks for tokens.
    package var client: ClientDefinition?
    package var flow: Flow = .authorizationCode
    package var refreshOn: RefreshTrigger = .statuses([401])
    package var requests: [Block: [RequestDefinition]] = [:]
    /// The parameters whose values decide where requests go; computed when the definition is read.
    package internal(set) var hostParameters: Set<String> = []

    init(name: String, app: String, label: String, theme: String) {
        self.name = name
        self.app = app
        self.label = label
        self.theme = theme
    }

    package func parameter(named name: String) -> Parameter? { parameters.first { $0.name == name } }

    /// The names of the parameters that a person may change later, in the definition's order.
    package var editableParameters: [String] { parameters.filter(\.isEditable).map(\.name) }

    /// How a scope is called; `nil` when the definition knows no name for it.
    package func scopeName(_ id: String) -> String? { scopes.first { $0.id == id }?.name }

    /// Whether a token has to be had before a request can be authenticated.
    package var needsToken: Bool { requests[.token] != nil || requests[.accessToken] != nil }

    /// Whether a person has to say yes before there can be a token.
    package var needsPerson: Bool {
        needsToken && [.authorize, .device].contains { requests[$0] != nil }
    }

    /// The hosts that a secret with these values may be sent to; an entry that evaluates to nothing is none.
    ///
    /// A star counts only where the definition itself writes it: a person's value cannot widen a pattern.
    package func allowedHosts(_ evaluator: inout Evaluator) throws -> [HostPattern] {
        try hosts.compactMap { template in
            let text = try evaluator.evaluate(template).text
            guard !text.isEmpty else { return nil }
            let stars = template.literalText.count { $0 == "*" }
            guard text.count(where: { $0 == "*" }) == stars, let pattern = HostPattern(text) else {
                throw ExpressionError(.hostsNotNames)
            }
            return pattern
        }
    }
}
