// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import NIOHTTP1
import TenonJSON
import Testing

@testable import TenonSimulator

/// What stands behind the provider: the API, keys, sessions, OAuth 1.
@Suite struct APITests {
    @Test(arguments: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    func `echo shows what arrived, and not the token`(_ method: String) async throws {
        try await Site.run { site in
            let token = try #require(site.simulator.grant(to: "simulator-client", userName: "ada", scope: []))
            let answer = try await site.send(
                .init(rawValue: method), "/api/echo?a=%2F&b=+c&=&d",
                headers: [("authorization", "Bearer \(token.accessToken)"), ("x-Odd", "1")],
                body: method == "GET" ? nil : "hello")
            #expect(answer["method"] == method && answer["path"] == "/api/echo" && answer["query"] == "a=%2F&b=+c&=&d")
            #expect(!answer.text.contains(token.accessToken))
            let headers = answer.json?["headers"]?.array ?? []
            #expect(headers.contains(["name": "x-odd", "value": "1"]))
            #expect(headers.contains(["name": "authorization", "value": nil]))
            let body = Data(method == "GET" ? "".utf8 : "hello".utf8)
            #expect(answer.json?["bodySize"]?.int == Int64(body.count))
            #expect(answer["bodySHA256"] == SHA256.hash(data: body).map { String(format: "%02x", $0) }.joined())
            #expect(try await site.send(.POST, "/api/echo").status == 401)
        }
    }

    @Test func `a stream has the bytes that were asked for`() async throws {
        try await Site.run { site in
            let token = site.simulator.grant(to: "simulator-client", userName: "ada", scope: [])?.accessToken
            let answer = try await site.get("/api/stream?bytes=100003&chunk=1000", token: token)
            #expect(answer.headers.first(name: "content-length") == "100003")
            #expect(answer.text.utf8.count == 100_003 && answer.text.hasPrefix("abcdefgh"))
            let slow = ContinuousClock.now
            #expect(try await site.get("/api/stream?bytes=40&chunk=10&delayMs=50", token: token).text.utf8.count == 40)
            #expect(ContinuousClock.now - slow >= .milliseconds(150))
            let events = try await site.get("/api/sse?events=3&delayMs=1", token: token)
            #expect(events.headers.first(name: "content-type") == "text/event-stream")
            #expect(events.text.hasSuffix("id: 2\ndata: {\"number\":2}\n\n"))
            for query in ["bytes=-1", "bytes=9999999999", "chunk=0", "delayMs=x", "bytes=1e3"] {
                #expect(try await site.get("/api/stream?\(query)", token: token).status == 400, "\(query)")
            }
        }
    }

    @Test func `an API key is good in the header and in the query`() async throws {
        try await Site.run { site in
            let inHeader = try await site.get("/key/me", headers: [("x-api-key", "ada-key")])
            #expect(inHeader["name"] == "ada")
            #expect(try await site.get("/key/me?api_key=bob-key")["name"] == "bob")
            #expect(try await site.get("/key/me?api_key=x").status == 401)
            #expect(try await site.get("/key/me").status == 401)
        }
    }

    @Test func `a session is opened, ends by itself, and is closed`() async throws {
        let time = TestClock()
        try await Site.run {
            $0.clock = { time.now }
        } _: { site in
            func open(_ password: String = "ada-password") async throws -> Site.Answer {
                try await site.json("/session", ["username": "ada", "password": .string(password)])
            }
            func me(_ token: String?) async throws -> Site.Answer {
                try await site.get("/session/api/me", headers: [("x-session", token ?? "")])
            }
            let session = try await open()
            #expect(session.status == 201 && session.json?["expiresIn"] == 3600)
            #expect(session["expiresAt"] == "2027-01-15T09:00:00Z")
            #expect(try await me(session["sessionToken"])["name"] == "ada")
            time.pass(3600)
            #expect(try await me(session["sessionToken"]).status == 401)
            let second = try await open()
            let close = try await site.send(
                .DELETE, "/session", headers: [("x-session", second["sessionToken"] ?? "")])
            #expect(close.status == 204)
            #expect(try await me(second["sessionToken"]).error == "session_expired")
            #expect(try await open("no").status == 401)
            #expect(try await site.json("/session", ["username": 1]).status == 400)
            let third = try await open()
            site.simulator.revoke(.user("ada"))
            #expect(try await me(third["sessionToken"]).status == 401)
        }
    }

    @Test func `OAuth 1 goes from a request token to a signed call`() async throws {
        try await Site.run { site in
            let consumer = OAuth1Consumer(site: site)
            let temporary = try await consumer.send(
                .POST, "/oauth1/request_token", ["oauth_callback": "http://localhost/one"])
            #expect(temporary["oauth_callback_confirmed"] == "true")
            let token = try #require(temporary["oauth_token"])
            let back = try await site.walk(site.get("/oauth1/authorize?oauth_token=\(token)"), user: "bob")
            #expect(back.location?.hasPrefix("http://localhost/one?") == true && back.parameter("oauth_token") == token)
            let verifier = back.parameter("oauth_verifier") ?? ""
            let wrong = try await consumer.send(
                .POST, "/oauth1/access_token", ["oauth_token": token, "oauth_verifier": "x"],
                secret: temporary["oauth_token_secret"])
            #expect(wrong["oauth_problem"] == "verifier_invalid")
            let access = try await consumer.send(
                .POST, "/oauth1/access_token", ["oauth_token": token, "oauth_verifier": verifier],
                secret: temporary["oauth_token_secret"])
            let credentials = ["oauth_token": access["oauth_token"] ?? ""]
            func me(_ secret: String?) async throws -> Site.Answer {
                try await consumer.answer(.GET, "/oauth1/api/me?q=a%20b", credentials, secret: secret)
            }
            #expect(try await me(access["oauth_token_secret"])["name"] == "bob")
            #expect(try await me("another").status == 401)
            let again = try await consumer.answer(
                .POST, "/oauth1/access_token", ["oauth_token": token, "oauth_verifier": verifier],
                secret: temporary["oauth_token_secret"])
            #expect(again.status == 401)
            site.simulator.revoke(.user("bob"))
            #expect(try await me(access["oauth_token_secret"]).status == 401)
            #expect(try await site.send(.POST, "/oauth1/request_token").status == 400)
        }
    }

    @Test func `OAuth 1 tells of a refusal, and shows a code where there is no callback`() async throws {
        try await Site.run { site in
            let consumer = OAuth1Consumer(site: site)
            let refused = try await consumer.send(
                .POST, "/oauth1/request_token", ["oauth_callback": "http://localhost/one"])
            let answer = try await site.get("/oauth1/authorize?auto=deny&oauth_token=\(refused["oauth_token"] ?? "")")
            #expect(answer.parameter("oauth_problem") == "user_refused")
            let shown = try await consumer.send(.POST, "/oauth1/request_token", ["oauth_callback": "oob"])
            let page = try await site.get("/oauth1/authorize?auto=approve&oauth_token=\(shown["oauth_token"] ?? "")")
            #expect(page.status == 200 && page.text.contains("code: "))
            #expect(try await site.get("/oauth1/authorize?oauth_token=x").status == 400)
        }
    }
}
