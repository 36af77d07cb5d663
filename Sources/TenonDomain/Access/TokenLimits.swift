// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// How far an API token is narrowed beside its scopes: what an agent or a script gets.
///
/// A limit that is `nil` does not narrow; one that is empty allows nothing.
package struct TokenLimits: Sendable, Hashable {
    /// The most connections, types and rules a token may name.
    package static let connectionsMax = 100
    package static let typesMax = 100
    package static let requestsMax = 64
    package static let requestsPerMinuteMax = 10_000_000

    /// Scopes that a narrowed token may have: with others it could widen itself, or reach around its limits.
    package static let scopes: Set<APIScope> = [
        .connectionsRead, .connectionsUse, .connectionsReveal, .userRead,
    ]

    /// The connections it reaches, beside those of ``types``.
    package let connections: Set<ConnectionID>?
    /// The types whose connections it reaches, beside ``connections``.
    package let types: Set<String>?
    /// What it may send through the proxy; one rule has to allow a request.
    package let requests: [RequestRule]?
    /// How many requests it may send in a minute, to one server.
    package let requestsPerMinute: Int?

    /// Returns `nil` when nothing is narrowed.
    package init?(
        connections: Set<ConnectionID>?, types: Set<String>?, requests: [RequestRule]?, requestsPerMinute: Int?
    ) {
        guard connections != nil || types != nil || requests != nil || requestsPerMinute != nil else { return nil }
        self.connections = connections
        self.types = types
        self.requests = requests
        self.requestsPerMinute = requestsPerMinute
    }

    private init() { (connections, types, requests, requestsPerMinute) = ([], [], [], 0) }

    /// Allows nothing: for limits that this version cannot read.
    package static let nothing = TokenLimits()

    /// Whether some connections are out of reach.
    package var narrowsConnections: Bool { connections != nil || types != nil }

    package func reaches(_ connection: ConnectionID, ofType type: String) -> Bool {
        guard narrowsConnections else { return true }
        return connections?.contains(connection) == true || types?.contains(type) == true
    }

    /// Whether a request may go through the proxy; `path` is what stands behind `/proxy/{connectionId}`.
    package func allow(method: String, path: String) -> Bool {
        requests?.contains { $0.allows(method: method, path: path) } ?? true
    }
}
