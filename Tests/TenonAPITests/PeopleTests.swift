// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonJSON
import Testing

@Suite struct PeopleTests {
    @Test func `the caller learns who they are and what their token is good for`() async throws {
        try await APIFixture.run { api in
            let me = try await api.send(.get, "users/me", as: .member).json?["authUser"]
            #expect(me?["name"] == "member")
            #expect(me?["email"] == "member@example.com")
            let token = try await api.token(for: .member, scopes: [.userRead, .connectionsRead])
            let answer = try await api.send(.get, "users/me/current-authorization", token: token, text: nil)
            #expect(
                answer.json == [
                    "authorization": [
                        "scope": ["connections:read", "user:read"], "authUsed": "token", "connections": nil,
                        "types": nil, "allow": nil, "requestsPerMinute": nil,
                    ]
                ])
        }
    }

    @Test func `a token is shown whole once, and revoked by its time`() async throws {
        try await APIFixture.run { api in
            let made = try await api.send(
                .post, "users/me/api-tokens", as: .member, body: ["label": "ci", "scope": ["user:read"]])
            let body = try #require(made.json?["apiToken"])
            let text = try #require(body["token"]?.string)
            let created = try #require(body["created"]?.string)
            #expect(try await api.send(.get, "users/me", token: text, text: nil).status == 200)
            let list = try await api.send(.get, "users/me/api-tokens", as: .member)
            #expect(!list.text.contains(text))
            let listed = list.json?["apiTokens"]?.array?.first { $0["created"]?.string == created }
            #expect(listed?["token"]?.string == "\(text.prefix(8))-****-****-****-************")
            #expect(
                try await api.send(.delete, "users/me/api-tokens/\(created)", as: .stranger).status == 404)
            let revoked = try await api.send(.delete, "users/me/api-tokens/\(created)", as: .member)
            #expect(revoked.json == ["apiToken": .string(created)])
            #expect(try await api.send(.get, "users/me", token: text, text: nil).status == 401)
            #expect(try await api.send(.delete, "users/me/api-tokens/\(created)", as: .member).status == 404)
        }
    }

    @Test func `a token can give no more than it has`() async throws {
        try await APIFixture.run { api in
            let token = try await api.token(for: .owner, scopes: [.userWrite])
            let answer = try await api.send(
                .post, "users/me/api-tokens", token: token, text: #"{"label":"x","scope":["user:write","audit:read"]}"#)
            #expect(answer.status == 403)
            #expect(answer.detail == "The token lacks the scope 'audit:read'.")
        }
    }

    @Test func `what is wrong with a new token is named`() async throws {
        try await APIFixture.run { api in
            for (body, fault) in [
                (["label": "x", "scope": ["nope"]] as JSON, "Invalid scope"),
                (["label": "x", "scope": []], "Missing value of required parameter 'scope'."),
                (["scope": ["user:read"]], "Missing value of required parameter 'label'."),
                (
                    ["label": "x", "scope": ["user:read"], "expires": "tomorrow"],
                    "Invalid value of parameter 'expires': must be a moment in ISO 8601."
                ),
                (
                    ["label": "x", "scope": ["user:read"], "expires": "2001-01-01T00:00:00.000Z"],
                    "Invalid value of parameter 'expires': must be in the future."
                ),
            ] {
                let answer = try await api.send(.post, "users/me/api-tokens", body: body)
                #expect(answer.status == 400)
                #expect(answer.suberrors == [fault])
            }
            #expect(try await api.send(.delete, "users/me/api-tokens/yesterday").status == 400)
        }
    }

    @Test func `organization and teams are the caller's own`() async throws {
        try await APIFixture.run { api in
            let organization = try await api.send(.get, "organizations/1", as: .stranger)
            #expect(
                organization.json == [
                    "organization": [
                        "id": 1, "name": "Organization", "zone": "localhost:8080",
                        "teams": [["id": 2, "name": "Other"]],
                    ]
                ])
            #expect(try await api.send(.get, "organizations/2").status == 404)
            let teams = try await api.send(.get, "teams?organizationId=1", as: .member)
            #expect(teams.json?["teams"] == [["id": 1, "name": "Team", "organizationId": 1]])
            #expect(try await api.send(.get, "teams?organizationId=1").json?["teams"]?.array?.count == 2)
            #expect(try await api.send(.get, "teams?organizationId=2").status == 403)
            #expect(try await api.send(.get, "organizations?pg[offset]=1").json?["organizations"] == [])
        }
    }

    @Test func `an owner gives a person their first token, and nobody else can`() async throws {
        try await APIFixture.run { api in
            let made = try await api.send(.post, "users", body: ["name": "New", "email": "new@example.test"])
            let id = try #require(made.json?["user"]?["id"]?.int)
            let body: JSON = ["label": "first", "scope": ["user:read"]]
            let issued = try await api.send(.post, "users/\(id)/api-tokens", body: body)
            let token = try #require(issued.json?["apiToken"]?["token"]?.string)
            let me = try await api.send(.get, "users/me", token: token, text: nil)
            #expect(me.json?["authUser"]?["id"]?.int == id)
            #expect(try await api.send(.post, "users/\(id)/api-tokens", as: .member, body: body).status == 403)
            #expect(try await api.send(.post, "users/999999/api-tokens", body: body).status == 404)
        }
    }

    @Test func `an owner makes teams and people, and decides who is where`() async throws {
        try await APIFixture.run { api in
            let team = try await api.send(.post, "teams", body: ["name": "Third", "organizationId": 1])
            let teamID = try #require(team.json?["team"]?["id"]?.int)
            let made = try await api.send(.post, "users", body: ["name": "Ada", "email": "Ada@Example.com"])
            let user = try #require(made.json?["user"])
            #expect(user["organizationRole"] == "member")
            let userID = try #require(user["id"]?.int)
            let path = "teams/\(teamID)/users/\(userID)"
            let given = try await api.send(.put, path, body: ["role": "Operator"])
            #expect(
                given.json == ["membership": ["userId": JSON(userID), "teamId": JSON(teamID), "role": "operator"]])
            let members = try await api.send(.get, "users?teamId=\(teamID)&cols[]=email&cols[]=teamRole")
            #expect(
                Set(members.json?["users"]?.array ?? []) == [
                    ["email": "owner@localhost", "teamRole": "admin"],
                    ["email": "ada@example.com", "teamRole": "operator"],
                ])
            #expect(try await api.send(.put, path, body: ["role": nil]).status == 200)
            #expect(try await api.send(.get, "users?teamId=\(teamID)").json?["users"]?.array?.count == 1)
            #expect(
                try await api.send(.put, path, body: [:]).suberrors == ["Missing value of required parameter 'role'."])
            #expect(try await api.send(.put, path, body: ["role": "king"]).status == 400)
            #expect(try await api.send(.put, "teams/\(teamID)/users/999", body: ["role": "member"]).status == 404)
            let twice = try await api.send(.post, "users", body: ["name": "Ada", "email": "ADA@example.com"])
            #expect(twice.status == 409)
        }
    }

    @Test func `an Admin decides about the team, a Member does not`() async throws {
        try await APIFixture.run { api in
            for (person, status) in [(Person.admin, 200), (.operator, 403), (.stranger, 404)] {
                let answer = try await api.send(.put, "teams/1/users/4", as: person, body: ["role": "operator"])
                #expect(answer.status == status)
            }
        }
    }

    @Test func `the scopes of tokens are all there are`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.send(.get, "enums/user-api-token-scopes")
            let names = answer.json?["userApiTokenScopes"]?.array?.compactMap { $0["name"]?.string }
            #expect(names == APIScope.allCases.map(\.rawValue))
        }
    }

    @Test func `the catalogue tells what a person has to enter`() async throws {
        try await APIFixture.run { api in
            let list = try await api.send(.get, "connection-types").json?["connectionTypes"]?.array
            let names = list?.compactMap { $0["name"]?.string } ?? []
            #expect(Set(names).isSuperset(of: ["make", "http-bearer", "google", "imap"]))
            let type = try await api.send(.get, "connection-types/http-bearer").json?["connectionType"]
            #expect(type?["auth"] == "basic")
            let token = type?["parameters"]?.array?.first { $0["name"] == "token" }
            #expect(token?["secret"] == true)
            #expect(token?["required"] == true)
            #expect(try await api.send(.get, "connection-types/nope").status == 404)
        }
    }
}
