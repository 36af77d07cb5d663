// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonJSON

/// How far an API token is narrowed beside its scopes; what is `nil` is not narrowed.
public struct TokenLimits: Hashable, Sendable {
    /// Identifiers of the connections it reaches, beside those of ``types``.
    public var connections: [Int64]?
    /// Names of the types whose connections it reaches, beside ``connections``.
    public var types: [String]?
    /// The requests it may send through the proxy: `GET /v1/**`.
    public var allow: [String]?
    /// How many requests it may send in a minute.
    public var requestsPerMinute: Int?

    /// Makes limits; none when nothing is given.
    public init(
        connections: [Int64]? = nil, types: [String]? = nil, allow: [String]? = nil, requestsPerMinute: Int? = nil
    ) {
        self.connections = connections
        self.types = types
        self.allow = allow
        self.requestsPerMinute = requestsPerMinute
    }

    /// Reads the members from the object that has them among others.
    init(json: JSON) throws {
        let body = try BodyReader(json)
        if body.value("connections") != nil {
            connections = try body.array("connections").map { element in
                guard let id = element.int else {
                    throw WireFormatError(member: "connections", expected: "an array of whole numbers")
                }
                return id
            }
        }
        if body.value("types") != nil { types = try body.texts("types") }
        if body.value("allow") != nil { allow = try body.texts("allow") }
        requestsPerMinute = try body.optionalInt("requestsPerMinute").flatMap { Int(exactly: $0) }
    }

    /// The members, all of them, for the object that has them among others.
    package var members: JSONObject {
        [
            "connections": connections.map { .array($0.map { JSON($0) }) } ?? .null,
            "types": types.map { JSON($0) } ?? .null, "allow": allow.map { JSON($0) } ?? .null,
            "requestsPerMinute": requestsPerMinute.map { JSON($0) } ?? .null,
        ]
    }
}
