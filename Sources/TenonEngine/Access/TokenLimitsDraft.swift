// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

/// The limits that somebody asks for with a new token, as they came.
package struct TokenLimitsDraft: Sendable {
    package var connections: [ConnectionID]?
    package var types: [String]?
    /// Rules such as `GET /v1/**`.
    package var requests: [String]?
    package var requestsPerMinute: Int64?

    package init(
        connections: [ConnectionID]? = nil, types: [String]? = nil, requests: [String]? = nil,
        requestsPerMinute: Int64? = nil
    ) {
        self.connections = connections
        self.types = types
        self.requests = requests
        self.requestsPerMinute = requestsPerMinute
    }

    /// The limits, `nil` when nothing is narrowed; what is amiss is told with the names of the wire.
    func checked(into faults: inout Faults) -> TokenLimits? {
        count(connections, "connections", TokenLimits.connectionsMax, into: &faults)
        count(types, "types", TokenLimits.typesMax, into: &faults)
        count(requests, "allow", TokenLimits.requestsMax, into: &faults)
        if let requestsPerMinute, !(1...Int64(TokenLimits.requestsPerMinuteMax)).contains(requestsPerMinute) {
            faults.invalid(
                "requestsPerMinute", .numberBetween, ["most": String(TokenLimits.requestsPerMinuteMax)])
        }
        var rules: [RequestRule]?
        if let requests {
            rules = []
            for text in requests {
                do { rules?.append(try RequestRule(text)) } catch {
                    faults.invalid(
                        "allow",
                        Sentence(.rule, ["rule": .text(String(text.prefix(80))), "reason": .sentence(error.reason)]))
                }
            }
        }
        return TokenLimits(
            connections: connections.map { Set($0) }, types: types.map { Set($0) }, requests: rules,
            requestsPerMinute: requestsPerMinute.flatMap { Int(exactly: $0) })
    }

    private func count<Element>(_ list: [Element]?, _ name: String, _ most: Int, into faults: inout Faults) {
        guard let list else { return }
        if list.isEmpty { faults.invalid(name, .listEmpty) }
        if list.count > most { faults.invalid(name, .listTooLong, ["count": String(most)]) }
    }
}
