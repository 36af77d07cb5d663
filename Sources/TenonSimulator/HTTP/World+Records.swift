// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes

extension World {
    /// The longest path that the log keeps.
    private static let pathCharactersMax = 200

    /// The client that a request is about: the one it names, or the one whose token it carries.
    func client(of exchange: Exchange) -> String? {
        if let known = exchange.namedClients.first(where: { provider.client($0) != nil }) { return known }
        return exchange.bearerToken.flatMap { provider.grant(ofToken: $0)?.clientID }
    }

    /// Counts and logs an answer.
    mutating func record(_ reply: Reply, endpoint: EndpointName, exchange: Exchange?, isDropped: Bool) {
        guard !endpoint.isAdministrative else { return }
        let grantType = endpoint == .token ? exchange?.grantType : nil
        let key = Counters.Key(endpoint: endpoint, grantType: grantType, outcome: reply.outcome)
        counters.requests[key, default: 0] += 1
        if isDropped { counters.answersDropped += 1 }
        log.append(
            RequestRecord(
                method: exchange?.method.rawValue ?? "",
                path: String((exchange?.path ?? "").prefix(Self.pathCharactersMax)),
                endpoint: endpoint, grantType: grantType, clientID: exchange.flatMap { client(of: $0) },
                status: reply.status, outcome: reply.outcome, isDropped: isDropped))
    }

    /// The counters with what the provider itself counts.
    var snapshot: Counters {
        var snapshot = counters
        snapshot.tally = provider.tally
        for grant in provider.allGrants where grant.refreshes > 0 {
            snapshot.refreshesByGrant[grant.id] = grant.refreshes
        }
        return snapshot
    }
}
