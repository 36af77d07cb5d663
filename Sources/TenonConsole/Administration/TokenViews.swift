// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonEngine

/// What the list of API tokens shows.
struct TokenListView {
    struct Row {
        let label: String
        let hint: String
        let created: String
        let used: String?
        let expires: String?
        let isExpired: Bool
        let isNarrow: Bool
        let reach: [String]
        let scopes: String
    }

    /// What numbers and identifiers in a token's limits are called.
    struct Names {
        let connections: [ConnectionID: String]
        let types: [ConnectionType]

        /// The name with the number, which tells two of one name apart; the number alone of what is gone.
        func text(of id: ConnectionID) -> String { connections[id].map { "\($0) (\(id))" } ?? "#\(id)" }

        func text(ofType name: String) -> String {
            types.first { $0.name == name }.map { $0.label == name ? name : "\($0.label) (\(name))" } ?? name
        }
    }

    let rows: [Row]
    let hasRows: Bool

    init(_ tokens: [APIToken], names: Names, now: Timestamp, strings: Strings) {
        rows = tokens.map { token in
            Row(
                label: token.label, hint: token.hint, created: token.createdAt.iso8601,
                used: token.lastUsedAt?.shortText,
                expires: token.expiresAt.map { Moment.date($0, strings: strings) },
                isExpired: token.expiresAt.map { $0 <= now } ?? false, isNarrow: token.limits != nil,
                reach: TokenListView.reach(of: token.limits, names, strings),
                scopes: token.scopes.count == APIScope.allCases.count
                    ? strings("tokens.everything") : token.scopes.map(\.rawValue).sorted().joined(separator: ", "))
        }
        hasRows = !rows.isEmpty
    }

    /// What a narrow token reaches, a line each.
    private static func reach(of limits: TokenLimits?, _ names: Names, _ strings: Strings) -> [String] {
        guard let limits else { return [] }
        var lines: [String] = []
        func add(_ name: String, _ texts: [String]) {
            lines.append(strings(name, ["names": texts.sorted().joined(separator: ", ")]))
        }
        if let connections = limits.connections { add("tokens.reachConnections", connections.map(names.text(of:))) }
        if let types = limits.types { add("tokens.reachTypes", types.map(names.text(ofType:))) }
        lines += limits.requests?.map(\.description) ?? []
        if let rate = limits.requestsPerMinute {
            lines.append(strings("tokens.reachRate", ["count": String(rate)]))
        }
        return lines
    }
}

/// What the form for a new API token shows.
struct TokenFormView {
    struct Scope {
        let id: String
        let text: String
        let isChosen: Bool
    }

    struct ConnectionChoice {
        let id: String
        let name: String
        let typeLabel: String
        let isChosen: Bool
    }

    let label: String
    let isNarrow: Bool
    let days: String
    let scopes: [Scope]
    let narrowScopes: [Scope]
    let connections: [ConnectionChoice]
    let hasConnections: Bool
    let methods: [Choice]
    let path: String
    let requestsPerMinute: String
    let hasFaults: Bool
    let faults: [String]

    init(_ form: TokenForm, connections: [ConnectionView], error: TenonError?, strings: Strings) {
        label = form.label
        isNarrow = form.isNarrow
        days = form.days
        func scope(_ scope: APIScope) -> Scope {
            Scope(
                id: scope.rawValue, text: strings("scopes.\(scope.rawValue)"),
                isChosen: form.scopes.contains(scope.rawValue))
        }
        scopes = APIScope.allCases.map(scope)
        // Whoever holds the credential is bound by no rule, so a token with rules cannot have it.
        narrowScopes = APIScope.allCases.filter { TokenLimits.scopes.contains($0) && $0 != .connectionsReveal }.map(
            scope)
        self.connections = connections.map { view in
            let id = view.connection.id.description
            return ConnectionChoice(
                id: id, name: view.connection.name, typeLabel: view.typeLabel,
                isChosen: form.connections.contains(id))
        }
        hasConnections = !connections.isEmpty
        methods = TokenForm.methods.map { Choice(value: $0, label: $0, isChosen: form.methods.contains($0)) }
        path = form.path
        requestsPerMinute = form.requestsPerMinute
        hasFaults = error != nil
        faults = strings.sentences(of: error)
    }
}
