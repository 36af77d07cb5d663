// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonJSON
import Testing

@testable import TenonHTTP

@Suite struct HealthTests {
    @Test func `a living process says so without a token`() async throws {
        let server = TestServer(HealthRoutes(checks: [ReadinessCheck(name: "database") { "gone" }]).routes)
        let answer = try await server.send(.get, "/healthz", headers: [:])
        #expect(answer.status == 200)
        #expect(answer.json == ["status": "alive"])
    }

    @Test func `a ready server names what it checked`() async throws {
        let checks = ["database", "audit"].map { ReadinessCheck(name: $0) { nil } }
        let answer = try await TestServer(HealthRoutes(checks: checks).routes).send(.get, "/readyz", headers: [:])
        #expect(answer.status == 200)
        #expect(answer.json == ["status": "ready", "checks": ["database", "audit"]])
    }

    @Test func `a warning leaves a server ready, and is said`() async throws {
        let checks = [
            ReadinessCheck(name: "database") { nil },
            ReadinessCheck(name: "definitions", isWarning: true) { "one is broken." },
        ]
        let answer = try await TestServer(HealthRoutes(checks: checks).routes).send(.get, "/readyz", headers: [:])
        #expect(answer.status == 200)
        #expect(
            answer.json
                == [
                    "status": "ready", "checks": ["database", "definitions"],
                    "warnings": ["definitions: one is broken."],
                ])
    }

    @Test func `a server that is not ready says why, everything at once`() async throws {
        let checks = [
            ReadinessCheck(name: "database") { "it is read-only." }, ReadinessCheck(name: "keys") { nil },
            ReadinessCheck(name: "audit") { "it cannot be written." },
        ]
        let answer = try await TestServer(HealthRoutes(checks: checks).routes).send(.get, "/readyz", headers: [:])
        #expect(answer.status == 503)
        #expect(answer.code == "SC503")
        #expect(answer.suberrors == ["database: it is read-only.", "audit: it cannot be written."])
    }
}
