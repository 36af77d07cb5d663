// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonClient
import Testing

/// Authorizations, grants, links and installations, as the server answers them.
@Suite struct GrantTests {
    private func withClient<Result: Sendable>(
        answering body: String, _ use: (TenonClient, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        try await ScriptedServer.answering(.init(status: 200, body: body)) { server in
            let url = try #require(URL(string: server.url))
            return try await TenonClient.withClient(baseURL: url, token: nil) { try await use($0, server) }
        }
    }

    @Test func `a link to authorize has its end, and for another device a code`() async throws {
        let body =
            #"{"authorizationUrl":"https://p.example/d","expiresAt":"2026-01-31T09:00:00.000Z","userCode":"AB-1"}"#
        try await withClient(answering: body) { client, server in
            let link = try await client.authorizeConnection(12, scopes: ["a"], returnURL: "https://app.example")
            #expect(link.url == "https://p.example/d")
            #expect(link.expires == "2026-01-31T09:00:00.000Z")
            #expect(link.userCode == "AB-1")
            #expect(server.exchanges.first?.body == #"{"scopes":["a"],"returnUrl":"https://app.example"}"#)
        }
        let plain = #"{"authorizationUrl":"https://t.example/a","expiresAt":"2026-01-31T09:00:00.000Z"}"#
        try await withClient(answering: plain) { client, _ in
            let link = try await client.authorizeConnection(12)
            #expect(link.userCode == nil)
        }
    }

    @Test func `health says what is wrong and since when`() async throws {
        let body = #"""
            {"health":{"status":"ok","reason":"The provider could not be asked.","lastVerified":null,
            "lastRefreshed":"2026-01-31T08:00:00.000Z","nextRefresh":"2026-01-31T09:05:00.000Z","tokenExpires":null,
            "requestedScopes":["a","b"],"grantedScopes":["a"],"missingScopes":["b"],
            "trouble":{"reason":"provider","message":"[503] busy","at":"2026-01-31T09:00:00.000Z","attempts":3,
            "retryAt":"2026-01-31T09:05:00.000Z"}}}
            """#
        try await withClient(answering: body) { client, _ in
            let health = try await client.health(ofConnection: 12)
            #expect(health.missingScopes == ["b"])
            #expect(health.trouble?.reason == "provider")
            #expect(health.trouble?.attempts == 3)
        }
    }

    @Test func `events keep their details as JSON text`() async throws {
        let body = #"""
            {"events":[{"sequence":9,"at":"2026-01-31T09:00:00.000Z","action":"connection.authorized",
            "subject":"connection:12","userId":null,"address":null,"details":{"missing":["b"]}}]}
            """#
        try await withClient(answering: body) { client, server in
            let events = try await client.events(ofConnection: 12, limit: 5, before: 10)
            #expect(events.map(\.action) == ["connection.authorized"])
            #expect(events.first?.details == #"{"missing":["b"]}"#)
            #expect(server.exchanges.first?.target.hasSuffix("/events?pg%5Blimit%5D=5&before=10") == true)
        }
    }

    @Test func `a token and what was entered are told apart`() async throws {
        let token = #"""
            {"credentials":{"type":"token","accessToken":"at-1","tokenType":"Bearer",
            "expiresAt":"2026-01-31T09:00:00.000Z","scopes":["a"]}}
            """#
        try await withClient(answering: token) { client, server in
            let credentials = try await client.credentials(ofConnection: 12, minimumLifetime: .milliseconds(1500))
            #expect(credentials.kind == .token)
            #expect(credentials.accessToken == "at-1")
            #expect(credentials.expires == "2026-01-31T09:00:00.000Z")
            #expect(credentials.names == ["accessToken", "tokenType"])
            #expect(server.exchanges.first?.body == #"{"minimumLifetimeSeconds":2}"#)
        }
        let entered = #""values":{"port":993,"password":"p"}"#
        let values = #"{"credentials":{"type":"values",\#(entered),"expiresAt":null,"scopes":[]}}"#
        try await withClient(answering: values) { client, _ in
            let credentials = try await client.credentials(ofConnection: 12)
            #expect(credentials.accessToken == nil)
            #expect(credentials.value("port") == "993")
            #expect(credentials.value("password") == "p")
            #expect(credentials.value("scopes") == nil)
        }
    }

    @Test(arguments: [
        (#"{"outcome":"revoked","reason":null}"#, Revocation.revoked, true),
        (#"{"outcome":"nothing_to_revoke","reason":null}"#, .nothingToRevoke, true),
        (#"{"outcome":"not_supported","reason":null}"#, .notSupported, false),
        (#"{"outcome":"failed","reason":"No."}"#, .failed(reason: "No."), false),
    ])
    func `only a yes of the provider, or no token, is complete`(
        _ body: String, _ expected: Revocation, _ isComplete: Bool
    ) async throws {
        try await withClient(answering: #"{"revocation":\#(body)}"#) { client, _ in
            let revocation = try await client.revokeConnection(12)
            #expect(revocation == expected)
            #expect(revocation.isComplete == isComplete)
        }
    }

    @Test(arguments: [
        #"{"revocation":{"outcome":"perhaps","reason":null}}"#, #"{"revocation":{}}"#, "[]", "{}",
    ])
    func `an outcome that is none is an error, never a success`(_ body: String) async throws {
        try await withClient(answering: body) { client, _ in
            let error = await #expect(throws: TenonTransportError.self) { try await client.revokeConnection(12) }
            #expect(error?.kind == .unexpectedAnswer)
        }
    }

    @Test func `links are made, listed and taken back`() async throws {
        let link = #"""
            {"id":4,"teamId":1,"accountType":"google","name":"Ada's","scopes":[],"returnUrl":null,
            "created":"2026-01-31T09:00:00.000Z","expires":"2026-02-07T09:00:00.000Z","connectionId":7
            """#
        try await withClient(answering: #"{"connectionLink":\#(link),"url":"https://t.example/connect/x"}}"#) {
            client, server in
            let made = try await client.createConnectionLink(ofType: "google", named: "Ada's", inTeam: 1)
            #expect(made.url == "https://t.example/connect/x")
            #expect(server.exchanges.first?.body == #"{"teamId":1,"accountType":"google","name":"Ada's"}"#)
        }
        try await withClient(answering: #"{"connectionLinks":[\#(link)}],"pg":{}}"#) { client, _ in
            let links = try await client.connectionLinks(inTeam: 1)
            #expect(links.map(\.connectionId) == [7])
        }
        try await withClient(answering: #"{"connectionLink":4}"#) { client, server in
            try await client.deleteConnectionLink(4)
            #expect(server.exchanges.first?.method == "DELETE")
        }
    }

    @Test func `an installation says what to register, and of secrets only the names`() async throws {
        let installation = #"""
            {"accountType":"google","clientId":"c","secrets":["clientSecret"],
            "redirectUri":"https://t.example/oauth/cb/google","updated":"2026-01-31T09:00:00.000Z"}
            """#
        try await withClient(answering: #"{"installation":\#(installation)}"#) { client, server in
            let set = try await client.setInstallation(
                ofType: "google", to: ["clientId": "c", "clientSecret": "canary-7c2e"])
            #expect(set.redirectURI == "https://t.example/oauth/cb/google")
            #expect(set.secretNames == ["clientSecret"])
            #expect(server.exchanges.first?.body == #"{"clientId":"c","clientSecret":"canary-7c2e"}"#)
        }
        try await withClient(answering: #"{"installations":[\#(installation)]}"#) { client, _ in
            let installations = try await client.installations()
            #expect(installations.map(\.clientID) == ["c"])
        }
        try await withClient(answering: #"{"installation":"google"}"#) { client, server in
            try await client.deleteInstallation(ofType: "google")
            #expect(server.exchanges.first?.target == "/api/v2/installations/google")
        }
    }
}
