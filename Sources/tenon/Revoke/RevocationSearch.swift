// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonClient
import TenonJSON

/// Finds the connections that an incident is about.
struct RevocationSearch {
    /// A team whose connections could not be listed.
    struct UnseenTeam: Equatable {
        let id: Int64
        let reason: String
    }

    struct Found {
        var connections: [JSON] = []
        var unseenTeams: [UnseenTeam] = []
    }

    /// How many connections are listed at a time: the most that the server answers.
    static let pageMax = 10_000

    let client: TenonClient
    let type: String?
    let team: Int64?
    var pageMax = Self.pageMax

    /// Looks into every team; one that refuses is reported, not passed over.
    func run() async throws -> Found {
        var found = Found()
        for team in try await teams() {
            do {
                found.connections += try await connections(of: team)
            } catch let error as TenonClientError where error.status != 401 {
                found.unseenTeams.append(UnseenTeam(id: team, reason: Output.plain(error.description)))
            }
        }
        // Nothing to revoke is good news, unless it is a slip of the pen.
        if found.connections.isEmpty, let type { _ = try await client.connectionType(named: type) }
        return found
    }

    private func teams() async throws -> [Int64] {
        if let team { return [team] }
        var teams: [Int64] = []
        for organization in try await client.organizations() {
            teams += try await client.teams(inOrganization: organization.id).map(\.id)
        }
        return teams
    }

    private func connections(of team: Int64) async throws -> [JSON] {
        var connections: [JSON] = []
        var seen = Set<Int64>()
        var offset = 0
        while true {
            let call = Call.connections(inTeam: team, types: type.map { [$0] } ?? [])
                .with("pg[sortBy]", "id").with("pg[limit]", pageMax).with("pg[offset]", offset)
            let page = try await client.answer(to: call)["connections"]?.array ?? []
            for connection in page {
                guard let id = connection["id"]?.int, seen.insert(id).inserted else { continue }
                connections.append(connection)
            }
            guard page.count >= pageMax else { return connections }
            // Some entries twice, so that deletions meanwhile do not make the next page begin too late.
            offset += max(1, page.count - Self.overlap(of: pageMax))
        }
    }

    /// How many entries of a page come again in the next.
    private static func overlap(of pageMax: Int) -> Int { pageMax / 10 }
}
