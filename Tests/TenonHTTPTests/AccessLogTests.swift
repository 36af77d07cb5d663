// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import InMemoryLogging
import Logging
import TenonDomain
import TenonJSON
import Testing

@testable import TenonHTTP

@Suite struct AccessLogTests {
    let server = TestServer([
        .test(.get, "/api/things/{thingId}") { call in
            let _: ConnectionID = try call.identifier("thingId")
            return true
        },
        .test(.get, "/api/broken") { _ in throw ForeignError() },
    ])

    func lines() -> [Logger.Metadata] {
        server.log.entries.filter { $0.message == "request answered" }.map(\.metadata)
    }

    @Test func `each request leaves one line with the pattern of its route`() async throws {
        var headers = TestServer.authorized
        headers[.requestID] = "req-1"
        _ = try await server.send(.get, "/api/things/12?code=canary-1", headers: headers)
        let line = try #require(lines().first)
        #expect(lines().count == 1)
        #expect(line["http.route"] == "/api/things/{thingId}")
        #expect(line["http.method"] == "GET")
        #expect(line["http.status"] == "200")
        #expect(line["request.id"] == "req-1")
        #expect(line["organization.id"] == "7")
        #expect(line["http.durationMicroseconds"] != nil)
        #expect(line["hb.request.id"] == nil)
    }

    @Test func `nothing of path, query, headers or a made-up method is logged`() async throws {
        var headers = TestServer.authorized
        headers[.userAgent] = "canary-agent"
        let method = try #require(HTTPRequest.Method("CANARY"))
        _ = try await server.send(.get, "/api/things/canary-path?code=canary-query", headers: headers)
        _ = try await server.send(.get, "/canary/unknown?code=canary-query", headers: headers)
        _ = try await server.send(method, "/api/broken", headers: headers)
        #expect(lines().count == 3)
        #expect(lines().compactMap { $0["http.route"] } == ["/api/things/{thingId}", "unknown", "unknown"])
        #expect(!server.logText.lowercased().contains("canary"))
        #expect(!server.logText.contains(OneTokenAuthenticator.token))
    }

    @Test func `only failures of ours are loud`() async throws {
        _ = try await server.send(.get, "/api/things/x")
        #expect(server.log.entries.allSatisfy { $0.level <= .debug })
        _ = try await server.send(.get, "/api/broken")
        #expect(server.log.entries.contains { $0.message == "request answered" && $0.level == .warning })
    }
}
