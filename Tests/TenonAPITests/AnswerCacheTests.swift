// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonEngine
import TenonJSON
import TenonWire
import Testing

/// Answers that are remembered are never older than the last change that was acknowledged.
@Suite struct AnswerCacheTests {
    private func name(_ api: APIFixture, _ id: Int64) async throws -> String? {
        try await api.send(.get, "connections/\(id)").json?["connection"]?["name"]?.string
    }

    private func names(_ api: APIFixture, _ query: String = "") async throws -> [String] {
        let list = try await api.send(.get, "connections?teamId=1\(query)")
        return list.json?["connections"]?.array?.compactMap { $0["name"]?.string } ?? []
    }

    @Test func `each change is in the next answer`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection(named: "one")
            for round in 1...3 {
                for _ in 1...2 { #expect(try await names(api) == (round == 1 ? ["one"] : ["name-\(round - 1)"])) }
                _ = try await api.send(.patch, "connections/\(id)", body: ["name": .string("name-\(round)")])
                #expect(try await name(api, id) == "name-\(round)")
                #expect(try await name(api, id) == "name-\(round)")
            }
            let other = try await api.makeConnection(named: "two")
            #expect(try await names(api) == ["name-3", "two"])
            _ = try await api.send(.delete, "connections/\(other)?confirmed=true")
            #expect(try await names(api) == ["name-3"])
            #expect(try await api.send(.get, "connections/\(other)").status == 404)
        }
    }

    @Test func `what a verification found is in the next answer`() async throws {
        try await APIFixture.run { api in
            let body: JSON = [
                "accountName": "Mine", "accountType": "make", "apiKey": "k", "url": "https://eu1.make.com",
            ]
            let made = try await api.send(.post, "connections?teamId=1", body: body)
            let id = try #require(made.json?["connection"]?["id"]?.int, "\(made.text)")
            #expect(try await api.send(.get, "connections/\(id)").json?["connection"]?["metadata"] == .null)
            api.egress.answer(.status(200, #"{"authUser":{"id":1,"email":"ada@example.com","name":"Ada"}}"#))
            _ = try await api.send(.post, "connections/\(id)/test", body: [:])
            let after = try await api.send(.get, "connections/\(id)").json?["connection"]?["metadata"]
            #expect(after?["value"] == "ada@example.com")
        }
    }

    @Test func `a role that is taken away is gone at once, and tokens do not share answers`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection()
            for person in [Person.member, .stranger, .member, .stranger] {
                let status = try await api.send(.get, "connections/\(id)", as: person).status
                #expect(status == (person == .member ? 200 : 404))
            }
            let users = try await api.send(.get, "users?teamId=1").json?["users"]?.array ?? []
            let member = try #require(users.first { $0["name"] == "member" }?["id"]?.int)
            #expect(try await api.send(.put, "teams/1/users/\(member)", body: ["role": nil]).status == 200)
            #expect(try await api.send(.get, "connections/\(id)", as: .member).status == 404)
            #expect(try await api.send(.get, "connections?teamId=1", as: .member).status == 403)
        }
    }

    @Test func `scenarios count in the dialect that shows them`() async throws {
        try await APIFixture.run(dialect: .live) { api in
            let id = try await api.makeConnection()
            func usages() async throws -> Int64? {
                let list = try await api.send(.get, "connections?teamId=1")
                return list.json?["connections"]?.array?.first?["scenarioUsages"]?.int
            }
            #expect(try await usages() == 0)
            let blueprint = #"{"flow":[{"id":1,"parameters":{"__IMTCONN__":\#(id)}}]}"#
            let made = try await api.send(
                .post, "scenarios", body: ["teamId": 1, "blueprint": .string(blueprint), "scheduling": "{}"])
            #expect(made.status == 200, "\(made.text)")
            #expect(try await usages() == 1)
        }
    }

    @Test func `queries are told apart`() async throws {
        try await APIFixture.run { api in
            for name in ["a", "b"] { _ = try await api.makeConnection(named: name) }
            for _ in 1...2 {
                #expect(try await names(api, "&pg[sortDir]=desc") == ["b", "a"])
                #expect(try await names(api) == ["a", "b"])
                #expect(try await names(api, "&pg[limit]=1") == ["a"])
            }
        }
    }
}
