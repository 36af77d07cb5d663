// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonJSON
import Testing

@Suite struct ScenarioTests {
    @Test func `a scenario is made, read, changed and deleted`() async throws {
        try await APIFixture.run { api in
            let made = try await api.send(
                .post, "scenarios",
                body: [
                    "teamId": 1, "name": "Sync", "blueprint": #"{"name":"B","flow":[]}"#,
                    "scheduling": #"{"type":"indefinitely","interval":900}"#,
                ])
            #expect(made.status == 200, "\(made.text)")
            let scenario = try #require(made.json?["scenario"])
            #expect(
                scenario.object?.names == [
                    "id", "name", "teamId", "scheduling", "isActive", "lastEdit", "created",
                ])
            #expect(scenario["name"] == "Sync")
            #expect(scenario["scheduling"] == ["type": "indefinitely", "interval": 900])
            let id = try #require(scenario["id"]?.int)
            let blueprint = try await api.send(.get, "scenarios/\(id)/blueprint").json
            #expect(blueprint?["code"] == "OK")
            #expect(blueprint?["response"]?["blueprint"] == ["name": "B", "flow": []])
            let changed = try await api.send(.patch, "scenarios/\(id)", body: ["name": "Other"])
            #expect(changed.json?["scenario"]?["name"] == "Other")
            let list = try await api.send(.get, "scenarios?teamId=1&cols[]=id")
            #expect(list.json?["scenarios"] == [["id": JSON(id)]])
            #expect(list.json?["pg"] == ["sortBy": "name", "limit": 10_000, "sortDir": "asc", "offset": 0])
            #expect(try await api.send(.delete, "scenarios/\(id)").json == ["scenario": JSON(id)])
            #expect(try await api.send(.get, "scenarios/\(id)").status == 404)
        }
    }

    @Test(arguments: [
        #"{"flow":[{"parameters":{"__IMTCONN__":ID}}]}"#, #"{"flow":[{"parameters":{"account":"ID"}}]}"#,
        #"{"flow":[{"routes":[{"flow":[{"onerror":[{"parameters":{"makeConnectionId":ID}}]}]}]}]}"#,
    ])
    func `a connection is found at any depth of a blueprint`(_ blueprint: String) async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection()
            let made = try await api.send(
                .post, "scenarios",
                body: ["teamId": 1, "blueprint": .string(blueprint.replacing("ID", with: String(id)))])
            #expect(made.status == 200, "\(made.text)")
            #expect(try await api.send(.delete, "connections/\(id)").status == 406)
        }
    }

    @Test func `a connection that does not exist is IM304`() async throws {
        try await APIFixture.run { api in
            let theirs = try await api.makeConnection(in: APIFixture.otherTeam)
            for id in [999, theirs] {
                let answer = try await api.send(
                    .post, "scenarios",
                    body: [
                        "teamId": 1,
                        "blueprint": .string(
                            #"{"flow":[{"module":"google:x","parameters":{"__IMTCONN__":\#(id)}}]}"#),
                    ])
                #expect(answer.status == 404)
                #expect(answer.code == "IM304")
                #expect(answer.detail == "Connection not found 'google:\(id)'.")
                #expect(answer.json?["message"] == "Account doesn't exist")
            }
            #expect(try await api.send(.get, "scenarios?teamId=1").json?["scenarios"] == [])
        }
    }

    @Test func `what is wrong with a scenario comes in one answer`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.send(
                .post, "scenarios", body: ["blueprint": "{", "scheduling": 5, "name": ["x"]])
            #expect(answer.status == 400)
            #expect(answer.suberrors.count == 4, "\(answer.suberrors)")
            let none = try await api.send(.post, "scenarios", body: ["teamId": 1])
            #expect(none.suberrors == ["Missing value of required parameter 'blueprint'."])
        }
    }
}
