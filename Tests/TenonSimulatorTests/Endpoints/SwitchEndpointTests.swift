// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOHTTP1
import TenonJSON
import Testing

@testable import TenonSimulator

/// Every switch, over a socket.
@Suite struct SwitchEndpointTests {
    private func set(_ switches: JSON, _ site: Site) async throws {
        #expect(try await site.json("/admin/switches", switches).status == 200)
    }

    @Test func `a lost answer is carried out, and the connection closed`() async throws {
        try await Site.run { site in
            let tokens = try await site.tokens()
            try await set(["faults": [["kind": "lostAnswer", "grantType": "refresh_token", "times": 1]]], site)
            await #expect(throws: HTTPClientError.remoteConnectionClosed) { try await site.refresh(tokens) }
            #expect(site.simulator.counters.answersDropped == 1)
            #expect(site.simulator.counters.refreshesByGrant.values.map(\.self) == [1])
            #expect(try await site.refresh(tokens).error == "invalid_grant")
            let counters = site.simulator.counters
            #expect(counters.tally.reusesDetected == 1 && counters.tally.familiesKilled == 1)
            #expect(counters.count(.token, grantType: "refresh_token") == 2)
            #expect(site.simulator.requests.filter(\.isDropped).count == 1)
        }
    }

    @Test func `with a grace period a lost answer costs nothing`() async throws {
        try await Site.run { site in
            let tokens = try await site.tokens()
            try await set(["graceSeconds": 30], site)
            await #expect(throws: HTTPClientError.self) { try await site.refresh(tokens, simulate: "lostAnswer") }
            let again = try await site.refresh(tokens)
            #expect(try await site.get("/api/me", token: again["access_token"]).status == 200)
            #expect(site.simulator.counters.tally.reusesForgiven == 1)
        }
    }

    @Test func `a lost request is not carried out`() async throws {
        try await Site.run { site in
            let tokens = try await site.tokens()
            await #expect(throws: HTTPClientError.self) { try await site.refresh(tokens, simulate: "lostRequest") }
            #expect(site.simulator.counters.tally.refreshes == 0)
            #expect(site.simulator.counters.answersDropped == 0)
            #expect(try await site.refresh(tokens).status == 200)
        }
    }

    @Test func `a slow answer is late, and the request carried out at once`() async throws {
        try await Site.run { site in
            let tokens = try await site.tokens()
            let start = ContinuousClock.now
            async let answer = site.refresh(tokens, simulate: "slow=400")
            while site.simulator.counters.tally.refreshes == 0 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try await answer.status == 200)
            #expect(ContinuousClock.now - start >= .milliseconds(400))
        }
    }

    @Test(arguments: [
        ("tooManyRequests=7", 429, "temporarily_unavailable"), ("serverError", 503, "server_error"),
        ("serverError=500", 500, "server_error"), ("html", 502, nil), ("html=200", 200, nil),
        ("emptyBadRequest", 400, nil), ("errorInSuccess", 200, "invalid_grant"),
        ("errorInSuccess=temporarily_unavailable", 200, "temporarily_unavailable"),
    ])
    func `a fault answers for the endpoint, which does nothing`(
        _ word: String, _ status: Int, _ error: String?
    ) async throws {
        try await Site.run { site in
            let tokens = try await site.tokens()
            let answer = try await site.refresh(tokens, simulate: word)
            #expect(answer.status == status)
            #expect(answer.error == error)
            #expect(answer.headers.first(name: "retry-after") == (status == 429 ? "7" : nil))
            #expect(answer.text.isEmpty == (word == "emptyBadRequest"))
            #expect(answer.text.hasPrefix("<!doctype html>") == word.hasPrefix("html"))
            let kind = String(word.prefix { $0 != "=" })
            #expect(site.simulator.counters.count(.token, grantType: "refresh_token", outcome: kind) == 1)
            #expect(try await site.refresh(tokens).status == 200)
        }
    }

    @Test func `an answer of one's own comes as it was given, so often and where it was asked for`() async throws {
        try await Site.run { site in
            let tokens = try await site.tokens()
            let fault: JSON = [
                "kind": "answer", "at": "api", "status": 418, "body": "{\"odd\": 1", "contentType": "text/odd",
                "retryAfter": 3, "times": 1, "after": 1,
            ]
            try await set(["faults": [fault]], site)
            func call() async throws -> Site.Answer { try await site.get("/api/me", token: tokens["access_token"]) }
            #expect(try await call().status == 200)
            let odd = try await call()
            #expect(odd.status == 418 && odd.text == "{\"odd\": 1")
            #expect(odd.headers.first(name: "content-type") == "text/odd")
            #expect(odd.headers.first(name: "retry-after") == "3")
            #expect(try await call().status == 200)
        }
    }

    @Test(
        arguments: [
            (["expiresIn": "missing"], nil), (["expiresIn": "text"], "\"3600\""), (["expiresIn": "float"], "3600.0"),
            (["expiresIn": "zero"], "0"), (["expiresIn": "negative"], "-1"), (["accessSeconds": 1], "1"),
            (["expiresIn": "number"], "3600"),
        ] as [(JSON, String?)])
    func `expires_in comes in every form there is`(_ switches: JSON, _ expected: String?) async throws {
        try await Site.run { site in
            try await set(switches, site)
            let tokens = try await site.tokens()
            #expect(tokens.json?["expires_in"]?.text() == expected)
            #expect(tokens.json?["expires_at"] == nil)
        }
    }

    @Test func `an end can be absolute, and the clock wrong`() async throws {
        let now = 1_800_000_000
        try await Site.run {
            $0.clock = { .init(timeIntervalSince1970: Double(now)) }
        } _: { site in
            try await set(["expiresIn": "absolute", "clockSkewSeconds": -500], site)
            let tokens = try await site.tokens()
            #expect(tokens.json?["expires_at"]?.int == Int64(now + 3600 - 500))
            let introspection = try await site.form(
                "/introspect", ["token": tokens["access_token"] ?? ""], headers: [Site.basic])
            #expect(introspection.json?["iat"]?.int == Int64(now - 500))
            #expect(introspection.json?["exp"]?.int == Int64(now + 3100))
        }
    }

    @Test func `token answers can lack things, and be odd`() async throws {
        try await Site.run { site in
            try await set(
                [
                    "tokenType": "bEaReR", "scopeInAnswer": false, "withheldScopes": ["write"],
                    "refreshTokenInRefreshAnswer": false,
                ], site)
            let tokens = try await site.tokens()
            #expect(tokens["token_type"] == "bEaReR" && tokens["scope"] == nil && tokens["refresh_token"] != nil)
            let refreshed = try await site.refresh(tokens)
            #expect(refreshed.status == 200 && refreshed["refresh_token"] == nil)
            let lacking = try await site.get("/api/scoped/write", token: refreshed["access_token"])
            #expect(lacking.status == 403)
            #expect(
                lacking.headers.first(name: "www-authenticate")?.contains(
                    #"error="insufficient_scope", scope="write""#) == true)
            #expect(try await site.get("/api/scoped/read", token: refreshed["access_token"]).status == 200)
            try await set(["givesRefreshToken": false], site)
            #expect(try await site.tokens()["refresh_token"] == nil)
        }
    }

    @Test func `rotation, reuse detection and old access tokens are switches`() async throws {
        try await Site.run { site in
            let tokens = try await site.tokens()
            try await set(["rotation": false], site)
            #expect(try await site.refresh(tokens)["refresh_token"] == tokens["refresh_token"])
            try await set(["rotation": true, "reuseDetection": false, "retiresAccessTokens": true], site)
            let second = try await site.refresh(tokens)
            #expect(try await site.get("/api/me", token: tokens["access_token"]).status == 401)
            #expect(try await site.refresh(tokens).error == "invalid_grant")
            #expect(try await site.refresh(second).status == 200)
        }
    }

    @Test func `a token that has ended is 401, or what the switch says`() async throws {
        let time = TestClock()
        try await Site.run {
            $0.clock = { time.now }
        } _: { site in
            try await set(["accessSeconds": 1, "refreshSeconds": 5], site)
            let tokens = try await site.tokens()
            time.pass(1)
            let dead = try await site.get("/api/me", token: tokens["access_token"])
            #expect(dead.status == 401)
            #expect(dead.headers.first(name: "www-authenticate")?.contains(#"error="invalid_token""#) == true)
            try await set(["deadTokenStatus": 403], site)
            let odd = try await site.get("/api/me", token: tokens["access_token"])
            #expect(odd.status == 403 && odd.headers.first(name: "www-authenticate") == nil)
            time.pass(4)
            #expect(try await site.refresh(tokens).error == "invalid_grant")
        }
    }

    @Test(arguments: ["right", "wrong", "missing"])
    func `iss can be right, wrong or missing, with and without pages`(_ wish: String) async throws {
        try await Site.run { site in
            let page = try await site.get(site.authorizePath(["simulate": "issuerAnswer=\(wish)"]))
            let automatic = try await site.get(
                site.authorizePath(["simulate": "issuerAnswer=\(wish)", "auto": "approve"]))
            for answer in [try await site.walk(page), automatic] {
                #expect(answer.parameter("code") != nil)
                #expect((answer.parameter("iss") == site.url) == (wish == "right"))
                #expect((answer.parameter("iss") == nil) == (wish == "missing"))
            }
        }
    }

    @Test func `the authorization endpoint can fail, ask for a challenge, and answer by itself`() async throws {
        try await Site.run { site in
            try await set(["promisesIssuer": false, "authorizationError": "temporarily_unavailable"], site)
            #expect(try await site.get(site.authorizePath()).parameter("error") == "temporarily_unavailable")
            let metadata = try await site.get("/.well-known/oauth-authorization-server")
            #expect(metadata.json?["authorization_response_iss_parameter_supported"] == false)
            try await set(["authorizationError": nil, "requiresProofKey": true], site)
            #expect(try await site.get(site.authorizePath()).parameter("error") == "invalid_request")
            try await set(["requiresProofKey": nil, "auto": "approve", "autoUser": "bob"], site)
            let token = try await site.tokens([:])["access_token"]
            #expect(try await site.get("/api/me", token: token)["name"] == "bob")
            #expect(try await site.get(site.authorizePath(["auto": "off"])).status == 200)
        }
    }

    @Test func `a client can be refused, and its basic read in one way only`() async throws {
        try await Site.run {
            $0.clients.append(RegisteredClient(id: "a b", secret: "s s"))
        } _: { site in
            func ask(_ basic: String) async throws -> Site.Answer {
                try await site.form(
                    "/token", ["grant_type": "client_credentials"],
                    headers: [("authorization", "Basic \(basic)")])
            }
            let (form, raw) = ("YStiOnMrcw==", "YSBiOnMgcw==")
            #expect(try await ask(form).status == 200)
            #expect(try await ask(raw).status == 200)
            try await set(["basicEncoding": "raw"], site)
            let refused = try await ask(form)
            #expect(refused.status == 401 && refused.headers.first(name: "www-authenticate") != nil)
            #expect(try await ask(raw).status == 200)
            try await set(["client": "simulator-client", "refusesClient": true], site)
            #expect(try await ask(raw).status == 200)
            let own = try await site.form("/token", ["grant_type": "client_credentials"], headers: [Site.basic])
            #expect(own.error == "invalid_client" && own.status == 401)
        }
    }

    @Test func `switches of a client hold for its tokens at the API too`() async throws {
        try await Site.run { site in
            let tokens = try await site.tokens()
            try await set(["client": "simulator-client", "faults": [["kind": "serverError", "at": "api"]]], site)
            #expect(try await site.get("/api/me", token: tokens["access_token"]).status == 503)
            #expect(try await site.get("/api/me", token: "another's").status == 401)
        }
    }
}
