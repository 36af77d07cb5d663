// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonJSON
import Testing

/// Reading the audit log over the API.
@Suite struct AuditTests {
    private func actions(_ answer: Answer) -> [String] {
        answer.json?["auditEvents"]?.array?.compactMap { $0["action"]?.string } ?? []
    }

    @Test func `filters narrow, and the newest comes first`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection(named: "One")
            _ = try await api.makeConnection(named: "Two", in: APIFixture.otherTeam)
            _ = try await api.send(.patch, "connections/\(id)", as: .member, body: ["name": "Renamed"])
            let all = try await api.send(.get, "audit-events?pg[limit]=2")
            #expect(all.status == 200)
            #expect(actions(all) == ["connection.renamed", "connection.created"])
            #expect(all.json?["pg"]?.text() == #"{"sortBy":"id","limit":2,"sortDir":"desc","offset":0}"#)
            let newest = try #require(all.json?["auditEvents"]?.array?.first)
            #expect(newest["subject"] == .string("connection:\(id)"))
            #expect(newest["teamId"] == 1 && newest["tokenId"]?.int != nil && newest["requestId"]?.string != nil)
            #expect(newest["details"] == ["from": "One", "to": "Renamed"])
            let member = try #require(newest["userId"]?.int)
            let sequence = try #require(newest["sequence"]?.int)
            #expect(actions(try await api.send(.get, "audit-events?userId=\(member)")) == ["connection.renamed"])
            #expect(
                actions(try await api.send(.get, "audit-events?connectionId=\(id)"))
                    == ["connection.renamed", "connection.created"])
            #expect(actions(try await api.send(.get, "audit-events?teamId=2&action=connection.created")).count == 1)
            #expect(
                actions(try await api.send(.get, "audit-events?before=\(sequence)&pg[limit]=1")) == [
                    "connection.created"
                ])
            #expect(
                actions(try await api.send(.get, "audit-events?pg[sortDir]=asc&pg[limit]=1")) == [
                    "installation.created"
                ])
            let at = try #require(newest["at"]?.string)
            #expect(actions(try await api.send(.get, "audit-events?from=\(at)")) == ["connection.renamed"])
            #expect(actions(try await api.send(.get, "audit-events?from=\(at)&to=\(at)")).isEmpty)
            #expect(try await api.send(.get, "audit-events?to=\(at)&pg[limit]=1").text.contains("connection.created"))
        }
    }

    @Test(arguments: [
        ("action=nonsense", "action"), ("userId=x", "userId"), ("teamId=0", "teamId"),
        ("connectionId=-1", "connectionId"),
        ("from=yesterday", "from"), ("to=2026-13-01T00:00:00Z", "to"), ("before=0", "before"),
        ("before=%2B1", "before"),
        ("pg[limit]=0", "pg[limit]"), ("pg[limit]=10001", "pg[limit]"), ("pg[sortBy]=name", "pg[sortBy]"),
        ("pg[sortDir]=up", "pg[sortDir]"), ("from=2026-01-01T00:00:00Z&from=2026-01-01T00:00:00Z", "from"),
    ])
    func `a bad parameter is refused by its name`(_ query: String, _ name: String) async throws {
        try await APIFixture.run { api in
            let answer = try await api.send(.get, "audit-events?\(query)")
            #expect(answer.status == 400)
            #expect(answer.suberrors.contains { $0.contains("'\(name)'") }, "\(answer.text)")
        }
    }

    @Test func `it is for owners alone`() async throws {
        try await APIFixture.run { api in
            for person in Person.allCases where person != .owner {
                let answer = try await api.send(.get, "audit-events", as: person)
                #expect(answer.status == 403, "\(person)")
                #expect(answer.detail == "Only an owner of the organization may do this.")
            }
        }
    }
}
