// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Synchronization
import TenonDomain
import TenonEngine
import TenonJSON
import Testing

/// Grants of a definition that is edited: tokens, and what a person entered beside them, go nowhere new.
@Suite struct PublishedGrantTests {
    /// A type that gets tokens at `host`; with `parameters` that a person enters.
    private func define(
        _ api: APIFixture, _ type: String, of app: String, host: String, parameters: String = "[]"
    ) async throws {
        let tenon = """
            {"hosts": ["\(host)"], "client": {"id": "c", "secret": "{{connection.own}}", "method": "post"},
             "server": {"authorization_endpoint": "https://\(host)/authorize", "token_endpoint": "https://\(host)/token"}}
            """
        let info = #"{"info": {"url": "https://\#(host)/me", "response": {"uid": "{{body.id}}"}}}"#
        for (section, text) in [
            ("scope", "[]"), ("scopes", "{}"), ("parameters", parameters), ("tenon", tenon), ("api", info),
        ] {
            let answer = try await api.put(section, of: type, text)
            guard answer.status == 200 else { throw FixtureError("\(section): \(answer.text)") }
        }
        let base =
            #"{"baseUrl": "https://\#(host)", "headers": {"authorization": "Bearer {{connection.accessToken}}"}}"#
        guard try await api.put("base", of: app, base).status == 200 else { throw FixtureError("base") }
    }

    /// Hands out tokens that are named after their host, and a refresh token unless it is told not to.
    private func play(_ api: APIFixture, withRefreshToken: Bool = true) {
        let number = Mutex(0)
        api.egress.answer { request in
            guard request.target.reveal().hasPrefix("/token") else { return .status(200, #"{"id": "ada"}"#) }
            let count = number.withLock { number in
                number += 1
                return number
            }
            let refresh = withRefreshToken ? #", "refresh_token": "rt-\#(request.host)-\#(count)""# : ""
            return .status(
                200,
                #"{"access_token": "at-\#(request.host)-\#(count)", "token_type": "Bearer", "expires_in": 3600\#(refresh)}"#
            )
        }
    }

    private func start(
        _ api: APIFixture, parameters: String = "[]", values: JSONObject = [:]
    ) async throws -> (app: String, type: String, id: Int64) {
        let app = try await api.makeApp()
        let type = try await api.makeAppConnection(of: app, template: "oauth-refresh")
        try await define(api, type, of: app, host: "a.test", parameters: parameters)
        try await api.publish(app)
        let body: JSONObject = ["accountType": .string(type)]
        let made = try await api.send(.post, "connections?teamId=1", body: .object(body.merging(values)))
        guard let id = made.json?["connection"]?["id"]?.int else { throw FixtureError(made.text) }
        return (app, type, id)
    }

    /// Everything that left for that host, as one text.
    private func sent(_ api: APIFixture, to host: String) -> String {
        api.egress.requests.filter { $0.host == host }.map { request in
            ([request.target.reveal(), request.body?.reveal() ?? ""] + request.headers.map { $0.value.reveal() })
                .joined(separator: " ")
        }.joined(separator: "\n")
    }

    @Test func `a person who authorizes again moves the connection to the newest version`() async throws {
        try await APIFixture.run { api in
            play(api)
            let (app, type, id) = try await start(api)
            #expect(try await Journey(api, connection: id).arrive(type: type).status == 200)
            #expect(try await api.plan(of: id).authority == "a.test")
            try await define(api, type, of: app, host: "b.test")
            try await api.publish(app)
            #expect(try await api.plan(of: id).authority == "a.test")
            #expect(try await api.isUpgradeable(id) == true)
            // A provider that hands out a refresh token the first time only, says who does not have one.
            play(api, withRefreshToken: false)
            let again = try await Journey(api, connection: id)
            #expect(again.location.host == "b.test")
            #expect(try await again.arrive(type: type).status == 200)
            #expect(try await api.isUpgradeable(id) == false)
            #expect(try await api.plan(of: id).headerLines.reveal().contains("at-b.test-1"))
            api.clock.advance(by: .seconds(7200))
            _ = try await api.send(.post, "connections/\(id)/test", body: [:])
            #expect(!sent(api, to: "b.test").contains("a.test-"), "no token of before goes to the new host")
        }
    }

    @Test func `an authorization is finished with the version that it was begun with`() async throws {
        try await APIFixture.run { api in
            play(api)
            let (app, type, id) = try await start(api)
            let journey = try await Journey(api, connection: id)
            try await define(api, type, of: app, host: "b.test")
            try await api.publish(app)
            #expect(try await journey.arrive(type: type).status == 200)
            #expect(sent(api, to: "b.test").isEmpty, "the code belongs to the first provider")
            #expect(try await api.isUpgradeable(id) == true)
        }
    }

    @Test func `what a person entered stays with its version until it is entered anew`() async throws {
        let parameters = #"[{"name": "own", "type": "password", "required": true, "editable": true}]"#
        try await APIFixture.run { api in
            play(api)
            let (app, type, id) = try await start(api, parameters: parameters, values: ["own": "cs-1"])
            #expect(try await Journey(api, connection: id).arrive(type: type).status == 200)
            try await define(api, type, of: app, host: "b.test", parameters: parameters)
            try await api.publish(app)
            let again = try await Journey(api, connection: id)
            #expect(again.location.host == "a.test")
            #expect(try await again.arrive(type: type).status == 200)
            #expect(try await api.isUpgradeable(id) == true)

            let anew = try await api.send(.post, "connections/\(id)/set-data", body: ["own": "cs-2"])
            #expect(anew.status == 200, "\(anew.text)")
            #expect(try await api.plan(of: id).authority == "a.test", "it waits for a person")
            let moved = try await Journey(api, connection: id)
            #expect(moved.location.host == "b.test")
            #expect(try await moved.arrive(type: type).status == 200)
            #expect(try await api.isUpgradeable(id) == false)
            #expect(!sent(api, to: "b.test").contains("cs-1") && sent(api, to: "b.test").contains("cs-2"))
            #expect(!sent(api, to: "a.test").contains("cs-2"))
        }
    }

    @Test func `data for one version is not taken along by an authorization of another`() async throws {
        let parameters = #"[{"name": "own", "type": "password", "required": true, "editable": true}]"#
        try await APIFixture.run { api in
            play(api)
            let (app, type, id) = try await start(api, parameters: parameters, values: ["own": "cs-1"])
            #expect(try await Journey(api, connection: id).arrive(type: type).status == 200)
            let under = try await Journey(api, connection: id)
            try await define(api, type, of: app, host: "b.test", parameters: parameters)
            try await api.publish(app)
            #expect(try await api.send(.post, "connections/\(id)/set-data", body: ["own": "cs-2"]).status == 200)
            #expect(try await under.arrive(type: type).status == 404, "the data that waits is for the other host")
            #expect(!sent(api, to: "a.test").contains("cs-2"))
        }
    }
}
