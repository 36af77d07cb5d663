// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON
import Testing

/// Reads that are told again, and never after they stopped being true.
@Suite struct RememberedAnswerTests {
    private static let bearer: JSON = [
        "accountName": "First", "accountType": "http-bearer", "url": "https://api.example.com/me", "token": "t",
    ]

    @Test func `an answer that is told again has the same head and the same body`() async throws {
        let server = try await ServerProcess.start()
        let id = try await server.create(Self.bearer)
        for path in ["/connections/\(id)", "/connections?teamId=1&pg[limit]=5", "/connections/\(id)?cols[]=name"] {
            let (first, second) = (try await server.call("GET", path), try await server.call("GET", path))
            #expect(first.status == 200 && second.status == 200)
            #expect(first.text == second.text)
            #expect(first.headers.keys.sorted() == second.headers.keys.sorted())
            for name in ["content-type", "content-length", "cache-control", "x-content-type-options"] {
                #expect(first.headers[name] == second.headers[name], "\(name)")
            }
            let (before, after) = (first.headers["x-ratelimit-remaining"], second.headers["x-ratelimit-remaining"])
            #expect(before.flatMap { Int($0) } == after.flatMap { Int($0) }.map { $0 + 1 })
        }
        #expect(try await server.call("GET", "/connections/\(id)", token: .some(nil)).status == 401)
        #expect(try await server.call("GET", "/connections/\(id)", token: "nonsense").status == 401)
        await server.stop()
    }

    @Test func `what was acknowledged is seen by the next read`() async throws {
        let server = try await ServerProcess.start()
        let id = try await server.create(Self.bearer)
        func name() async throws -> String? {
            try await server.call("GET", "/connections/\(id)").json["connection"]?["name"]?.string
        }
        for round in 0..<30 {
            _ = try await name()
            try await server.call("PATCH", "/connections/\(id)", ["name": .string("Round \(round)")])
            #expect(try await name() == "Round \(round)")
            #expect(try await name() == "Round \(round)")
        }
        #expect(try await server.call("DELETE", "/connections/\(id)?confirmed=true").status == 200)
        #expect(try await server.call("GET", "/connections/\(id)").status == 404)
        await server.stop()
    }

    @Test func `a token that was revoked gets nothing from memory`() async throws {
        let server = try await ServerProcess.start()
        let id = try await server.create(Self.bearer)
        let made = try await server.call(
            "POST", "/users/me/api-tokens", ["label": "reader", "scope": ["connections:read", "user:read"]])
        let token = try #require(try made.json["apiToken"]?["token"]?.string, "\(made.text)")
        let created = try #require(try made.json["apiToken"]?["created"]?.string)
        for _ in 0..<3 { #expect(try await server.call("GET", "/connections/\(id)", token: token).status == 200) }
        #expect(try await server.call("DELETE", "/users/me/api-tokens/\(created)").status == 200)
        #expect(try await server.call("GET", "/connections/\(id)", token: token).status == 401)
        await server.stop()
    }

    @Test func `reads from memory count as requests, and are refused when there were too many`() async throws {
        let server = try await ServerProcess.start(settings: ["TENON_LIMITS_REQUESTS_PER_MINUTE": "10"])
        let id = try await server.create(Self.bearer)
        var statuses: [Int] = []
        for _ in 0..<12 { statuses.append(try await server.call("GET", "/connections/\(id)").status) }
        #expect(statuses == Array(repeating: 200, count: 9) + [429, 429, 429])
        await server.stop()
    }
}
