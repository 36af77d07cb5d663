// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonJSON
import Testing

@testable import TenonHTTP

@Suite struct AuthenticationTests {
    static let token = OneTokenAuthenticator.token

    @Test(arguments: [
        "Token \(token)", "Bearer \(token)", "token \(token)", "BEARER \(token)", token, token.uppercased(),
        "Token  \(token) ",
    ])
    func `a token is accepted in every spelling`(_ header: String) {
        #expect(AuthorizationHeader.token(in: [.authorization: header]) == Self.token)
    }

    @Test(arguments: [
        "", "Token", "Bearer", "Basic \(token)", "Token \(token) x", "Token \(token)x",
        "Token 0c8a4f6e-7b1d-1e2a-9f00-1234567890ab", "Token 0c8a4f6e-7b1d-4e2a-7f00-1234567890ab",
        "Token 0c8a4f6e7b1d4e2a9f001234567890ab", "Token 0c8a4f6e-7b1d-4e2a-9f00-1234567890ag",
    ])
    func `what is no version 4 UUID is no token`(_ header: String) {
        #expect(AuthorizationHeader.token(in: [.authorization: header]) == nil)
    }

    @Test func `two tokens are none`() {
        var headers: HTTPFields = [:]
        headers.append(HTTPField(name: .authorization, value: "Token \(Self.token)"))
        headers.append(HTTPField(name: .authorization, value: "Token \(Self.token)"))
        #expect(AuthorizationHeader.token(in: headers) == nil)
    }

    @Test(arguments: [nil, "", "Token x", "Token 11111111-1111-4111-8111-111111111111"])
    func `nobody learns why a token is no good`(_ header: String?) async throws {
        var headers: HTTPFields = [:]
        headers[.authorization] = header
        let answer = try await TestServer([.test { _ in true }]).send(.get, "/things", headers: headers)
        #expect(answer.status == 401)
        #expect(answer.detail == "Access denied: Invalid token header.")
        #expect(answer.json?["message"] == "Access denied: Invalid token header.")
        #expect(answer.code == "SC401")
        #expect(answer.headers[.wwwAuthenticate] == "Bearer")
    }

    @Test func `a token without the scope is refused by its name before the handler runs`() async throws {
        let server = TestServer([
            .test(scope: .needs(.scenariosWrite)) { _ in
                Issue.record("ran")
                return true
            }
        ])
        let answer = try await server.send(.get, "/things")
        #expect(answer.status == 403)
        #expect(answer.code == "SC403")
        #expect(answer.json?["message"] == "Permission denied")
        #expect(answer.detail == "The token lacks the scope 'scenarios:write'.")
    }

    @Test func `a route for any token needs one`() async throws {
        let server = TestServer([.test(scope: .anyToken(because: "a test")) { call in JSON(call.principal.user.name) }])
        #expect(try await server.send(.get, "/things").json == "Ada")
        #expect(try await server.send(.get, "/things", headers: [:]).status == 401)
    }
}
