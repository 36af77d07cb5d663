// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonClient
import TenonJSON
import Testing

@testable import tenon

/// The parts of 'tenon revoke' against servers: nothing is missed, and nothing ends the sweep.
@Suite struct RevocationTests {
    private func withClient<Result: Sendable>(
        of address: String, token: String, _ use: (TenonClient) async throws -> Result
    ) async throws -> Result {
        let url = try #require(URL(string: address))
        return try await TenonClient.withClient(baseURL: url, token: AccessToken(token), use)
    }

    @Test(arguments: [1, 2, 10, 5])
    func `every connection of every team is found, page by page`(_ pageMax: Int) async throws {
        let server = try await ServerProcess.start()
        try await server.call("POST", "/teams", ["name": "Second", "organizationId": 1])
        var made: [Int64] = []
        let basic: JSON = [
            "accountType": "http-basic", "url": "https://a.example", "username": "u", "password": "p",
        ]
        let bearer: JSON = ["accountType": "http-bearer", "url": "https://a.example", "token": "t"]
        for (index, team) in [1, 1, 2, 1, 2, 1, 1].enumerated() {
            made.append(try await server.create(index == 0 ? basic : bearer, team: team))
        }
        let (all, some) = try await withClient(of: server.address, token: server.token) { client in
            let all = RevocationSearch(client: client, type: nil, team: nil, pageMax: pageMax)
            let some = RevocationSearch(client: client, type: "http-bearer", team: 1, pageMax: pageMax)
            return (try await ids(all), try await ids(some))
        }
        #expect(Set(all) == Set(made))
        #expect(all.count == made.count)
        #expect(some == [made[1], made[3], made[5], made[6]])
    }

    private func ids(_ search: RevocationSearch) async throws -> [Int64] {
        let found = try await search.run()
        #expect(found.unseenTeams.isEmpty)
        return found.connections.compactMap { $0["id"]?.int }
    }

    @Test func `a team that cannot be looked into is reported`() async throws {
        let server = try await ServerProcess.start()
        let found = try await withClient(of: server.address, token: server.token) { client in
            try await RevocationSearch(client: client, type: nil, team: 99).run()
        }
        #expect(found.unseenTeams.map(\.id) == [99])
    }

    @Test func `a server that is too busy is asked again, another refusal is a result`() async throws {
        let revoked = CannedProvider.Answer(body: ["revocation": ["outcome": "revoked", "reason": nil]])
        let server = try await CannedProvider.start([
            "/api/v2/connections/7/revoke": [.init(status: 429), .init(status: 503), revoked],
            "/api/v2/connections/8/revoke": [.init(status: 403, body: ["message": "Permission denied"])],
            "/api/v2/connections/9/revoke": [.init(status: 429)],
        ])
        let results = try await withClient(of: server.url, token: UUID().uuidString) { client in
            try await RevocationSweep(client: client, pause: .milliseconds(1)).run(over: [
                ["id": 7, "name": "Busy"], ["id": 8, "name": "Foreign"], ["id": 9, "name": "Too busy"],
            ])
        }
        #expect(
            results.map(\.outcome) == [
                .revoked, .failed(reason: "Permission denied"),
                .failed(reason: "The server answered with status 429."),
            ])
        #expect(server.questions.count { $0.path.contains("/9/") } == RevocationSweep.attemptsMax)
    }
}
