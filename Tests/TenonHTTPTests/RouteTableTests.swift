// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import TenonDomain
import TenonJSON
import Testing

@testable import TenonHTTP

@Suite struct RouteTableTests {
    let server = TestServer([
        .test(.get, "/api/things") { _ in "list" },
        .test(.post, "/api/things") { _ in "create" },
        .test(.get, "/api/things/mine") { _ in "mine" },
        .test(.get, "/api/things/{thingId}") { call in
            let id: ConnectionID = try call.identifier("thingId")
            return JSON(id.rawValue)
        },
        .test(.delete, "/api/things/{thingId}") { _ in "delete" },
        .test(.get, "/api/words/{word}") { call in JSON(try call.text("word")) },
    ])

    @Test func `a route answers with what it declares`() async throws {
        #expect(try await server.send(.get, "/api/things").json == "list")
        #expect(try await server.send(.post, "/api/things").json == "create")
        #expect(try await server.send(.get, "/api/things/12").json == 12)
        #expect(try await server.send(.get, "/api/things/mine").json == "mine")
    }

    @Test(arguments: [
        (HTTPRequest.Method.put, "/api/things", "GET, HEAD, POST"), (.options, "/api/things", "GET, HEAD, POST"),
        (.post, "/api/things/12", "DELETE, GET, HEAD"), (.trace, "/api/things/12", "DELETE, GET, HEAD"),
        (.patch, "/api/things/mine", "DELETE, GET, HEAD"),
    ])
    func `another method of a known path is 405 with what is allowed`(
        _ method: HTTPRequest.Method, _ path: String, _ allowed: String
    ) async throws {
        let answer = try await server.send(method, path, headers: [:])
        #expect(answer.status == 405)
        #expect(answer.code == "SC405")
        #expect(answer.headers[.allow] == allowed)
    }

    @Test func `a method nobody knows is 405 as well`() async throws {
        let method = try #require(HTTPRequest.Method("BREW"))
        #expect(try await server.send(method, "/api/things", headers: [:]).status == 405)
    }

    @Test(arguments: ["/", "/api", "/api/other", "/api/things/1/2", "/API/things", "/api/things%2F1/x"])
    func `an unknown path is 404 in JSON`(_ path: String) async throws {
        let answer = try await server.send(.get, path, headers: [:])
        #expect(answer.status == 404)
        #expect(answer.code == "SC404")
        #expect(answer.headers[.contentType] == "application/json; charset=utf-8")
    }

    @Test(arguments: ["/api/things", "/api/unknown", "/api/things/abc"])
    func `HEAD gets the head of GET and never a body`(_ path: String) async throws {
        let get = try await server.send(.get, path)
        let head = try await server.send(.head, path)
        #expect(head.status == get.status)
        #expect(head.text.isEmpty)
        #expect(!get.text.isEmpty)
        #expect(head.headers[.contentType] == get.headers[.contentType])
    }

    @Test(arguments: ["abc", "-1", "1.0", "1%20", "%31", "+1", "١"])
    func `an identifier that is no number is 400`(_ text: String) async throws {
        let answer = try await server.send(.get, "/api/things/\(text)")
        #expect(answer.status == 400)
        #expect(answer.suberrors == ["Invalid value of parameter 'thingId': must be a positive whole number."])
    }

    @Test(arguments: ["0", "9223372036854775808", "99999999999999999999999999999999"])
    func `a number no identifier can be is 404`(_ text: String) async throws {
        #expect(try await server.send(.get, "/api/things/\(text)").status == 404)
    }

    @Test func `text in a path is percent-decoded`() async throws {
        #expect(try await server.send(.get, "/api/words/a%2Fb+%C3%A9").json == "a/b+é")
        #expect(try await server.send(.get, "/api/words/a%2").status == 400)
    }

    @Test func `the routes can be listed`() {
        let table = RouteTable(server.routes)
        #expect(table.routes.count == 6)
        #expect(table.routes[0].path == "/api/things")
        #expect(table.routes[0].scope == .needs(.connectionsRead))
    }

    @Test func `a route declared twice is a programming error`() async {
        await #expect(processExitsWith: .failure) {
            _ = RouteTable([.test { _ in true }, .test { _ in false }])
        }
    }
}
