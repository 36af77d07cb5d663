// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TenonClient
import Testing

/// What the client sends, and what it makes of each kind of answer.
@Suite struct TenonClientTests {
    private static let tokenText = "6f1e2d3c-canary-4a5b-8c7d-9e0f1a2b3c4d"

    private func withClient<Result: Sendable>(
        of answer: ScriptedServer.Answer, options: TenonClient.Options = .init(),
        _ body: (TenonClient, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        try await ScriptedServer.answering(answer) { server in
            let url = try #require(URL(string: server.url))
            let token = try #require(AccessToken(Self.tokenText))
            return try await TenonClient.withClient(baseURL: url, token: token, options: options) { client in
                try await body(client, server)
            }
        }
    }

    @Test func `a call carries the token, and its body as JSON`() async throws {
        let answer = ScriptedServer.Answer(status: 200, body: #"{"changed":true}"#)
        try await withClient(of: answer) { client, server in
            try await client.setData(ofConnection: 7, to: ["apiKey": "abc"], missing: .keep)
            let exchange = try #require(server.exchanges.first)
            #expect(exchange.method == "POST")
            #expect(exchange.target == "/api/v2/connections/7/set-data?missing=keep")
            #expect(exchange.headers["authorization"] == ["Token \(Self.tokenText)"])
            #expect(exchange.headers["content-type"] == ["application/json; charset=utf-8"])
            #expect(exchange.body == #"{"apiKey":"abc"}"#)
        }
    }

    @Test func `a connection keeps an account's number that no machine type holds`() async throws {
        let body = #"""
            {"connections":[{"id":15,"name":"G","accountName":"google","accountLabel":"Google","packageName":null,
            "expire":null,"metadata":{"type":"email","value":"t@example.com"},"teamId":22,"theme":"#fecd5f",
            "upgradeable":false,"scopesCnt":4,"scoped":true,"accountType":"oauth","editable":false,
            "uid":225874569526501080000,"connectedSystemId":null,"organizationId":3}]}
            """#
        try await withClient(of: .init(status: 200, body: body)) { client, server in
            let connections = try await client.connections(inTeam: 22, types: ["google"])
            #expect(connections.first?.uid == AccountUID("225874569526501080000", form: .number))
            #expect(connections.first?.metadata?.value == "t@example.com")
            #expect(server.exchanges.first?.target == "/api/v2/connections?teamId=22&type%5B%5D=google")
        }
    }

    @Test func `a refusal carries everything the server said`() async throws {
        let body = #"""
            {"detail":"Validation failed for 2 parameter(s).","message":"Bad Request","code":"SC400","suberrors":
            [{"message":"Missing value of required parameter 'teamId'.","name":"Error"},{"message":"No."}]}
            """#
        let answer = ScriptedServer.Answer(status: 400, headers: [("x-request-id", "r-1")], body: body)
        try await withClient(of: answer) { client, _ in
            let error = await #expect(throws: TenonClientError.self) { _ = try await client.connection(1) }
            #expect(error?.status == 400)
            #expect(error?.code == "SC400")
            #expect(error?.message == "Bad Request")
            #expect(error?.detail == "Validation failed for 2 parameter(s).")
            #expect(error?.suberrors.map(\.message) == ["Missing value of required parameter 'teamId'.", "No."])
            #expect(error?.suberrors.map(\.name) == ["Error", "Error"])
            #expect(error?.requestID == "r-1")
        }
    }

    @Test func `a refusal that is no JSON gives its status`() async throws {
        try await withClient(of: .init(status: 502, body: "<html>Bad Gateway")) { client, _ in
            let error = await #expect(throws: TenonClientError.self) { _ = try await client.me() }
            #expect(error?.status == 502)
            #expect(error?.description == "The server answered with status 502.")
        }
    }

    @Test func `a redirect is not followed, so the token goes nowhere else`() async throws {
        try await ScriptedServer.answering(.init(status: 200, body: "{}")) { other in
            let answer = ScriptedServer.Answer(status: 307, headers: [("location", other.url + "/api/v2/teams/1")])
            try await withClient(of: answer) { client, server in
                let error = await #expect(throws: TenonTransportError.self) { _ = try await client.team(1) }
                #expect(error?.kind == .redirected)
                #expect(server.exchanges.count == 1)
                #expect(other.exchanges.isEmpty)
            }
        }
    }

    @Test func `an answer larger than the bound is not read to its end`() async throws {
        let answer = ScriptedServer.Answer(status: 200, body: String(repeating: " ", count: 4096) + "{}")
        try await withClient(of: answer, options: .init(answerBytesMax: 1024)) { client, _ in
            let error = await #expect(throws: TenonTransportError.self) { _ = try await client.team(1) }
            #expect(error?.kind == .answerTooLarge)
        }
    }

    @Test func `an answer that never ends is given up`() async throws {
        let answer = ScriptedServer.Answer(
            status: 200, headers: [("transfer-encoding", "chunked")], body: "{", hangs: true)
        try await withClient(of: answer, options: .init(timeout: .milliseconds(200))) { client, _ in
            let error = await #expect(throws: TenonTransportError.self) { _ = try await client.team(1) }
            #expect(error?.kind == .timedOut)
        }
    }

    @Test(arguments: ["", "{", "[1,2]", #"{"team":{"id":"one"}}"#, #"{"team":null}"#])
    func `an answer of another shape is an error, not a crash`(_ body: String) async throws {
        try await withClient(of: .init(status: 200, body: body)) { client, _ in
            let error = await #expect(throws: TenonTransportError.self) { _ = try await client.team(1) }
            #expect(error?.kind == .unexpectedAnswer)
        }
    }

    @Test func `a closed port is one sentence without the token`() async throws {
        let port = try await ScriptedServer.answering(.init(status: 200)) { $0.url }
        let url = try #require(URL(string: port))
        let error = await #expect(throws: TenonTransportError.self) {
            try await TenonClient.withClient(baseURL: url, token: AccessToken(Self.tokenText)) { client in
                _ = try await client.me()
            }
        }
        #expect(error?.kind == .unreachable)
        #expect(error?.description == "\(port) could not be reached: Connection refused.")
    }

    @Test(arguments: [
        "ftp://host", "http://", "host:8080", "http://user:pass@host", "http://host?x=1", "http://host#x",
    ])
    func `only a plain http or https address is a server's`(_ text: String) async throws {
        let url = try #require(URL(string: text))
        let error = await #expect(throws: TenonTransportError.self) {
            try await TenonClient.withClient(baseURL: url, token: nil) { _ in }
        }
        #expect(error?.kind == .invalidBaseURL)
        #expect(error?.description.contains("pass") == false)
    }

    @Test func `a path and a slash at the end of the address are kept and dropped`() async throws {
        try await ScriptedServer.answering(.init(status: 200, body: #"{"connection":{"scoped":true}}"#)) { server in
            let url = try #require(URL(string: server.url + "/tenon/"))
            let scoped = try await TenonClient.withClient(baseURL: url, token: nil) { client in
                try await client.connection(3, holdsScopes: ["openid"])
            }
            #expect(scoped)
            let exchange = try #require(server.exchanges.first)
            #expect(exchange.target == "/tenon/api/v2/connections/3/scoped")
            #expect(exchange.headers["authorization"].isEmpty)
            #expect(exchange.body == #"{"scope":["openid"]}"#)
        }
    }
}
