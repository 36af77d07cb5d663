// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonEngine
import TenonJSON
import TenonStore
import Testing

/// What health says of uses.
@Suite struct UsageTests {
    private func use(_ api: APIFixture, _ id: Int64, as person: Person = .owner, _ outcomes: [ProxyOutcome])
        async throws
    {
        let request = ProxyRequest(
            token: try #require(ProxyToken(APIFixture.token(person))), connectionID: ConnectionID(id), method: "GET",
            path: "/x", clientAddress: "192.0.2.1", requestID: "r1")
        let grant = try await api.proxy.decide(request)
        for outcome in outcomes {
            let use = ProxyUse(grant: grant, method: "GET", clientAddress: nil, requestID: "r1")
            #expect(api.proxy.reserve(use))
            api.proxy.record(use, outcome)
        }
    }

    @Test func `uses, errors and callers are in health once they are written down`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection()
            let path = "connections/\(id)/health"
            let before = try #require(try await api.send(.get, path).json?["health"])
            #expect(before["lastUsed"] == .null && before["errorRate"] == .null)
            #expect(before["usage"]?.text() == #"{"hours":[],"days":[],"callers":[]}"#)
            try await use(api, id, [.answered(status: 200), .answered(status: 404), .answered(status: 500), .failed])
            try await use(api, id, as: .operator, [.answered(status: 401), .answered(status: 204)])
            try await api.uses.flush()
            let health = try #require(try await api.send(.get, path, as: .monitoring).json?["health"])
            #expect(health["lastUsed"]?.string != nil)
            #expect(health["errorRate"]?.double == 0.5)
            let usage = try #require(health["usage"])
            #expect(usage["hours"]?.array?.compactMap { $0["uses"]?.int } == [6])
            #expect(usage["days"]?.array?.compactMap { $0["errors"]?.int } == [3])
            let callers = usage["callers"]?.array ?? []
            #expect(Set(callers.compactMap { $0["userName"]?.string }) == ["Owner", "operator"])
            #expect(callers.compactMap { $0["uses"]?.int }.sorted() == [2, 4])
            #expect(callers.allSatisfy { $0["tokenLabel"]?.string != nil })
            try await api.uses.flush()
            #expect(try await api.send(.get, path).json?["health"]?["usage"] == usage, "nothing twice")
        }
    }

    @Test func `uses of a connection that was deleted meanwhile are in the audit log still`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection()
            try await use(api, id, [.answered(status: 200)])
            _ = try await api.send(.delete, "connections/\(id)?confirmed=true")
            try await api.uses.flush()
            #expect(try await api.auditActions().last == .connectionUsed, "who used it is known, though it is gone")
        }
    }
}
