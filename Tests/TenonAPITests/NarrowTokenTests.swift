// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonEngine
import TenonJSON
import Testing

/// Tokens that reach less than the person they belong to.
@Suite struct NarrowTokenTests {
    private func issue(_ api: APIFixture, _ members: JSONObject, scope: [String] = ["connections:use"]) async throws
        -> Answer
    {
        let body: JSONObject = ["label": "agent", "scope": JSON(scope)]
        return try await api.send(.post, "users/me/api-tokens", body: .object(body.merging(members)))
    }

    private func token(_ api: APIFixture, _ members: JSONObject, scope: [String] = ["connections:use"]) async throws
        -> String
    {
        let answer = try await issue(api, members, scope: scope)
        return try #require(answer.json?["apiToken"]?["token"]?.string, "\(answer.text)")
    }

    private func refusal(
        _ api: APIFixture, _ token: String, _ id: Int64, _ method: String = "GET", _ path: String = "/v1/x"
    ) async throws -> TenonError.Code? {
        let request = ProxyRequest(
            token: try #require(ProxyToken(token)), connectionID: ConnectionID(id), method: method, path: path,
            clientAddress: nil, requestID: "r")
        switch api.proxy.lookUp(request) {
        case .admitted: return nil
        case .refused(let error): return error.code
        case .unknown: break
        }
        do {
            _ = try await api.proxy.decide(request)
            return nil
        } catch { return (error as? TenonError)?.code }
    }

    @Test func `its limits are shown where tokens are shown`() async throws {
        try await APIFixture.run { api in
            let members: JSONObject = [
                "connections": [7, 3], "types": ["slack"], "allow": ["GET /v1/**"], "requestsPerMinute": 60,
            ]
            let text = try await token(api, members, scope: ["connections:use", "user:read"])
            let listed = try await api.send(.get, "users/me/api-tokens").json?["apiTokens"]?.array?.first
            let own = try await api.send(.get, "users/me/current-authorization", token: text, text: nil)
                .json?["authorization"]
            for shown in [listed, own] {
                #expect(shown?["connections"] == [3, 7])
                #expect(shown?["types"] == ["slack"])
                #expect(shown?["allow"] == ["GET /v1/**"])
                #expect(shown?["requestsPerMinute"] == 60)
            }
        }
    }

    @Test func `what is wrong with the limits is named, all of it`() async throws {
        try await APIFixture.run { api in
            let rules = Array(repeating: "GET /x", count: 65)
            for (members, fault) in [
                (["connections": []] as JSONObject, "'connections': must name at least one; leave it out for all."),
                (["connections": "12"], "'connections': must be an array of whole numbers, not string."),
                (["connections": [0]], "'connections': must be a positive whole number."),
                (["types": []], "'types': must name at least one; leave it out for all."),
                (["allow": ["/v1"]], "'allow': '/v1' must be a method, a space and a path: 'GET /v1/**'."),
                (["allow": JSON(rules)], "'allow': must name 64 at most."),
                (["requestsPerMinute": 0], "'requestsPerMinute': must be between 1 and 10000000."),
                (["requestsPerMinute": "many"], "'requestsPerMinute': must be a whole number."),
            ] {
                let answer = try await issue(api, members)
                #expect(answer.status == 400)
                #expect(answer.suberrors == ["Invalid value of parameter \(fault)"])
            }
        }
    }

    @Test func `it has no scope by which it could widen itself`() async throws {
        try await APIFixture.run { api in
            for scope in APIScope.allCases {
                let isFine = TokenLimits.scopes.contains(scope)
                let narrowed = try await issue(api, ["types": ["slack"]], scope: [scope.rawValue])
                #expect(narrowed.status == (isFine ? 200 : 400), "\(scope)")
                let ruled = try await issue(api, ["allow": ["GET /**"]], scope: [scope.rawValue])
                #expect(ruled.status == (isFine && scope != .connectionsReveal ? 200 : 400), "\(scope)")
            }
        }
    }

    @Test func `connections out of its reach do not exist`() async throws {
        try await APIFixture.run { api in
            let one = try await api.makeConnection(named: "B")
            let two = try await api.makeConnection(named: "A")
            let members: JSONObject = ["connections": [JSON(one)]]
            let text = try await token(
                api, members, scope: ["connections:use", "connections:read", "connections:reveal"])
            func status(_ method: HTTPRequest.Method, _ path: String) async throws -> Int {
                try await api.send(method, path, token: text, text: method == .post ? "{}" : nil).status
            }
            #expect(try await status(.get, "connections/\(one)") == 200)
            for path in ["", "/health", "/events", "/editable-data-schema"] {
                #expect(try await status(.get, "connections/\(two)\(path)") == 404)
            }
            #expect(try await status(.post, "connections/\(one)/credentials") == 200)
            #expect(try await status(.post, "connections/\(two)/credentials") == 404)
            #expect(try await refusal(api, text, one) == nil)
            #expect(try await refusal(api, text, two) == .notFound)
            let list = try await api.send(.get, "connections?teamId=1", token: text, text: nil)
            #expect(list.json?["connections"]?.array?.compactMap { $0["id"]?.int } == [one])
        }
    }

    @Test func `named connections and types add up in a list, which keeps its order and its pages`() async throws {
        try await APIFixture.run { api in
            var bearers: [Int64] = []
            for name in ["e", "a", "c"] { bearers.append(try await api.makeConnection(named: name)) }
            var basics: [Int64] = []
            for name in ["d", "b"] {
                let body: JSON = [
                    "accountName": .string(name), "accountType": "http-basic", "url": "https://api.example.com/me",
                    "username": "u", "password": "p",
                ]
                let made = try await api.send(.post, "connections?teamId=1", body: body)
                basics.append(try #require(made.json?["connection"]?["id"]?.int, "\(made.text)"))
            }
            let members: JSONObject = ["connections": [JSON(bearers[0]), JSON(bearers[2])], "types": ["http-basic"]]
            let text = try await token(api, members, scope: ["connections:read"])
            func names(_ query: String) async throws -> [String] {
                let list = try await api.send(.get, "connections?teamId=1\(query)", token: text, text: nil)
                return list.json?["connections"]?.array?.compactMap { $0["name"]?.string } ?? []
            }
            #expect(try await names("") == ["b", "c", "d", "e"])
            #expect(try await names("&pg[sortDir]=desc&pg[limit]=2&pg[offset]=1") == ["d", "c"])
            #expect(try await names("&type[]=http-bearer") == ["c", "e"])
            #expect(try await names("&type[]=slack") == [])
            let types = try await token(api, ["types": ["http-basic"]], scope: ["connections:read"])
            let list = try await api.send(.get, "connections?teamId=1&type[]=http-bearer", token: types, text: nil)
            #expect(list.json == ["connections": []])
        }
    }

    @Test func `only requests that a rule allows go through, remembered or not`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection()
            let text = try await token(api, ["allow": ["GET /v1/**", "POST /v1/items"]])
            for _ in 1...2 {
                #expect(try await refusal(api, text, id, "DELETE", "/v1/x") == .permissionDenied)
                #expect(try await refusal(api, text, id, "GET", "/v2") == .permissionDenied)
                #expect(try await refusal(api, text, id, "GET", "") == .permissionDenied)
                #expect(try await refusal(api, text, id, "POST", "/v1/items") == nil)
                #expect(try await refusal(api, text, id, "GET", "/v1/x") == nil)
            }
        }
    }

    @Test func `its requests are counted wherever they come in`() async throws {
        try await APIFixture.run { api in
            let id = try await api.makeConnection()
            let text = try await token(
                api, ["requestsPerMinute": 3], scope: ["connections:use", "connections:read"])
            #expect(try await refusal(api, text, id) == nil)
            #expect(try await refusal(api, text, id) == nil)
            #expect(try await api.send(.get, "connections/\(id)", token: text, text: nil).status == 200)
            #expect(try await refusal(api, text, id) == .rateLimited)
            let over = try await api.send(.get, "connections/\(id)", token: text, text: nil)
            #expect(over.status == 429)
            #expect(over.headers[.retryAfter] != nil)
            #expect(try await refusal(api, APIFixture.token(.owner), id) == nil, "others go on")
        }
    }
}
