// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// What the simulator has seen.
package struct Counters: Hashable, Sendable {
    /// Requests that ended in the same way.
    package struct Key: Hashable, Sendable {
        package let endpoint: EndpointName
        /// At the token endpoint: one of the grant types there are, or `other`.
        package let grantType: String?
        /// `ok`, an error code, or a kind of fault.
        package let outcome: String
    }

    package internal(set) var requests: [Key: Int] = [:]
    /// Connections that were closed instead of an answer, although the request was carried out.
    package internal(set) var answersDropped = 0
    package internal(set) var tally = ProviderState.Tally()
    /// Refreshes of each grant that is remembered, those whose answers were lost included.
    package internal(set) var refreshesByGrant: [GrantID: Int] = [:]

    /// Requests that fit everything that is given.
    package func count(_ endpoint: EndpointName, grantType: String? = nil, outcome: String? = nil) -> Int {
        requests.reduce(0) { sum, entry in
            let fits =
                entry.key.endpoint == endpoint && (grantType ?? entry.key.grantType) == entry.key.grantType
                && (outcome ?? entry.key.outcome) == entry.key.outcome
            return fits ? sum + entry.value : sum
        }
    }

    package var json: JSON {
        let requests = requests.map { key, count -> JSON in
            [
                "endpoint": .string(key.endpoint.rawValue), "grantType": JSON(key.grantType),
                "outcome": .string(key.outcome), "count": JSON(count),
            ]
        }
        let byGrant = refreshesByGrant.sorted { $0.key.number < $1.key.number }.map {
            JSONObject.Member(name: $0.key.description, value: JSON($0.value))
        }
        return [
            "refreshes": JSON(tally.refreshes), "reusesDetected": JSON(tally.reusesDetected),
            "reusesForgiven": JSON(tally.reusesForgiven), "familiesKilled": JSON(tally.familiesKilled),
            "answersDropped": JSON(answersDropped), "refreshesByGrant": .object(JSONObject(byGrant)),
            "requests": .array(requests.sorted { $0.text() < $1.text() }),
        ]
    }
}

/// A request as the log remembers it: nothing of it is secret.
package struct RequestRecord: Hashable, Sendable {
    package let method: String
    /// Without the query.
    package let path: String
    package let endpoint: EndpointName
    package let grantType: String?
    /// The client that the request names, when the provider knows it.
    package let clientID: String?
    package let status: Int
    /// `ok`, an error code, or a kind of fault.
    package let outcome: String
    /// Whether it was carried out and the answer dropped.
    package let isDropped: Bool

    package var json: JSON {
        [
            "method": .string(method), "path": .string(path), "endpoint": .string(endpoint.rawValue),
            "grantType": JSON(grantType), "client": JSON(clientID), "status": JSON(status),
            "outcome": .string(outcome), "dropped": .bool(isDropped),
        ]
    }
}

/// The last requests.
struct RequestLog: Sendable {
    static let countMax = 10_000

    private(set) var records: [RequestRecord] = []

    mutating func append(_ record: RequestRecord) {
        records.append(record)
        // A tenth at a time, so that the rest is not moved for each.
        if records.count > RequestLog.countMax { records.removeFirst(RequestLog.countMax / 10) }
    }
}
