// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes

/// One call that the simulator answers.
struct Endpoint: Sendable {
    let name: EndpointName
    let method: HTTPRequest.Method
    let path: String
    let answer: @Sendable (Exchange, inout World) -> Reply

    init(
        _ name: EndpointName, _ method: HTTPRequest.Method, _ path: String,
        answer: @escaping @Sendable (Exchange, inout World) -> Reply
    ) {
        self.name = name
        self.method = method
        self.path = path
        self.answer = answer
    }

    /// Every call there is.
    static let all: [Endpoint] =
        HomeRoutes.endpoints + MetadataRoutes.endpoints + AuthorizeRoutes.endpoints + SignInRoutes.endpoints
        + TokenRoutes.endpoints + DeviceRoutes.endpoints + APIRoutes.endpoints + StreamRoutes.endpoints
        + SessionRoutes.endpoints + OAuth1Routes.endpoints + GoogleRoutes.endpoints + SlackRoutes.endpoints
        + AdminRoutes.endpoints

    /// The methods that the path answers to.
    static func methods(at path: String) -> Set<String> {
        let parts = path.split(separator: "/")
        let fitting = all.filter { endpoint in
            let pattern = endpoint.path.split(separator: "/")
            return pattern.count == parts.count
                && zip(pattern, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        return Set(fitting.map(\.method.rawValue))
    }
}

/// Everything that changes: one value behind one lock.
struct World: Sendable {
    var provider: ProviderState
    var switches: SwitchBoard
    var counters = Counters()
    var log = RequestLog()
    var signingKey = SigningKey()
    /// The world as it was in the beginning.
    let fresh: @Sendable () -> World
}
