// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import InMemoryLogging
import Logging
import TenonDomain
import TenonJSON

@testable import TenonHTTP

/// A clock that stands still.
struct StoppedClock: WallClock {
    let time: Timestamp

    func now() -> Timestamp { time }
}

/// Knows one token; its bearer is a member of team 1 in organization 7.
struct OneTokenAuthenticator: Authenticator {
    static let token = "0c8a4f6e-7b1d-4e2a-9f00-1234567890ab"

    var scopes: Set<APIScope> = [.connectionsRead]

    func principal(token: String) async throws -> Principal? {
        guard token == OneTokenAuthenticator.token else { return nil }
        let origin = Timestamp(milliseconds: 0)
        let user = User(
            id: UserID(3), organizationID: OrganizationID(7), name: "Ada", email: "ada@example.com",
            organizationRole: .member, createdAt: origin)
        let token = APIToken(
            id: TokenID(4), userID: user.id, label: "test", scopes: scopes, createdAt: origin, expiresAt: nil,
            lastUsedAt: nil, revokedAt: nil, hint: "0c8a4f6e")
        return Principal(user: user, token: token, roles: [TeamID(1): .member])
    }
}

/// A server made of `routes`, without a socket.
struct TestServer {
    var routes: [Route]
    var authenticator = OneTokenAuthenticator()
    var settings = HTTPSettings()
    let log = InMemoryLogHandler()

    init(_ routes: [Route]) { self.routes = routes }

    var application: some ApplicationProtocol {
        var logger = Logger(label: "test") { _ in log }
        logger.logLevel = .trace
        let clock = StoppedClock(time: Timestamp(milliseconds: 1_000_000))
        let gate = AccessGate(
            authenticator: authenticator,
            limiter: RateLimiter(requestsPerMinute: settings.requestsPerMinute, clock: clock))
        return Application(
            router: RouteTable(routes).router(gate: gate, settings: settings), server: settings.server, logger: logger)
    }

    /// Sends one request, with the good token unless `headers` says otherwise.
    func send(
        _ method: HTTPRequest.Method, _ uri: String, headers: HTTPFields = TestServer.authorized, body: String? = nil
    ) async throws -> Answer {
        try await application.test(.router) { client in
            Answer(
                try await client.execute(
                    uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }))
        }
    }

    static let authorized: HTTPFields = [.authorization: "Token \(OneTokenAuthenticator.token)"]
    static let authorizedJSON: HTTPFields = [
        .authorization: "Token \(OneTokenAuthenticator.token)", .contentType: "application/json",
    ]

    /// Everything that was logged, as one text.
    var logText: String {
        log.entries.map { "\($0.level) \($0.message) \($0.metadata)" }.joined(separator: "\n")
    }
}

/// An answer, its body read as JSON.
struct Answer {
    let status: Int
    let headers: HTTPFields
    let text: String

    init(_ response: TestResponse) {
        status = response.status.code
        headers = response.headers
        text = String(buffer: response.body)
    }

    var json: JSON? { try? JSONReader.read(text) }
    var detail: String? { json?["detail"]?.string }
    var code: String? { json?["code"]?.string }
    var suberrors: [String] { json?["suberrors"]?.array?.compactMap { $0["message"]?.string } ?? [] }
}

extension Route {
    /// A route that answers what `handler` makes of the call.
    static func test(
        _ method: HTTPRequest.Method = .get, _ path: String = "/things", scope: Scope = .needs(.connectionsRead),
        _ handler: @escaping @Sendable (Call) async throws -> JSON
    ) -> Route {
        Route(
            method, path, summary: "A route of a test", scope: scope, role: .team(.read),
            audit: .nothing(because: "a test")
        ) { call in Response(json: try await handler(call)) }
    }
}
