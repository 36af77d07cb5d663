// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import TenonJSON
import Testing

@testable import TenonSimulator

/// The imitations of Google and Slack.
@Suite struct VendorTests {
    private func googlePath(_ more: KeyValuePairs<String, String>) -> String {
        let pairs =
            [
                ("response_type", "code"), ("client_id", "simulator-client"), ("redirect_uri", Site.redirectURI),
                ("scope", "openid https://www.googleapis.com/auth/userinfo.email"),
            ] + more.map { ($0.key, $0.value) }
        return "/google/o/oauth2/v2/auth?" + Fields.encode(pairs)
    }

    private func google(_ site: Site, _ more: KeyValuePairs<String, String>) async throws -> Site.Answer {
        let answer = try await site.get(googlePath(more))
        #expect(answer.parameter("scope") != nil && answer.parameter("iss") == nil)
        return try await site.exchange(answer.parameter("code") ?? "", issuer: "/google")
    }

    @Test func `Google gives a refresh token offline, and again only with prompt=consent`() async throws {
        try await Site.run { site in
            let first = try await google(site, ["auto": "approve", "access_type": "offline"])
            #expect(
                first["refresh_token"]?.hasPrefix("1//") == true && first["access_token"]?.hasPrefix("ya29.") == true)
            #expect(first.json?["expires_in"] == 3599 && first["id_token"] != nil)
            #expect(first["scope"] == "openid https://www.googleapis.com/auth/userinfo.email")
            #expect(try await google(site, ["auto": "approve", "access_type": "offline"])["refresh_token"] == nil)
            let forced = try await google(
                site, ["auto": "approve", "access_type": "offline", "prompt": "consent"])
            #expect(forced["refresh_token"] != nil)
            #expect(try await google(site, ["auto": "approve", "prompt": "consent"])["refresh_token"] == nil)
            let refreshed = try await site.form(
                "/google/token",
                ["grant_type": "refresh_token", "refresh_token": first["refresh_token"] ?? ""], headers: [Site.basic])
            #expect(refreshed["access_token"] != nil && refreshed["refresh_token"] == nil && refreshed["scope"] != nil)
            let userinfo = try await site.get("/google/v1/userinfo", token: refreshed["access_token"])
            #expect(userinfo["email"] == "ada@simulator.example" && userinfo["sub"]?.utf8.count == 21)
        }
    }

    @Test func `Google asks for consent once, lets scopes be unticked, and forgets after a revocation`() async throws {
        try await Site.run { site in
            let page = try await site.get(googlePath(["access_type": "offline"]))
            let narrowed = try await site.walk(page, scopes: ["openid"])
            #expect(narrowed.parameter("scope") == "openid")
            let tokens = try await site.exchange(narrowed.parameter("code") ?? "", issuer: "/google")
            #expect(tokens["scope"] == "openid")
            // The rest was not allowed yet, so it is asked for again; then no more.
            let again = try await site.walk(site.get(googlePath(["access_type": "offline"])))
            #expect(again.parameter("code") != nil)
            let third = try await site.get(googlePath(["access_type": "offline"]))
            let key = try #require(third.field("key"))
            let login = try await site.form(
                "/login", ["key": key, "username": "ada", "password": "ada-password"],
                headers: [("cookie", third.cookie ?? "")])
            #expect(login.status == 302 && login.parameter("code") != nil)
            let revocation = try await site.form("/google/revoke", ["token": tokens["refresh_token"] ?? ""])
            #expect(revocation.status == 200)
            let twice = try await site.form("/google/revoke", ["token": tokens["refresh_token"] ?? ""])
            #expect(twice.status == 400 && twice.error == "invalid_token")
            #expect(
                try await google(site, ["auto": "approve", "access_type": "offline"])["refresh_token"] != nil)
        }
    }

    @Test func `Google's errors are in Google's words`() async throws {
        try await Site.run { site in
            func ask(_ pairs: KeyValuePairs<String, String>, authorized: Bool = true) async throws -> Site.Answer {
                try await site.form("/google/token", pairs, headers: authorized ? [Site.basic] : [])
            }
            let tokens = try await google(site, ["auto": "approve", "access_type": "offline"])
            site.simulator.revoke(.all)
            let dead = try await ask(["grant_type": "refresh_token", "refresh_token": tokens["refresh_token"] ?? ""])
            #expect(dead.status == 400 && dead["error_description"] == "Token has been expired or revoked.")
            let unknown = try await ask(
                ["grant_type": "refresh_token", "client_id": "x", "client_secret": "y"], authorized: false)
            #expect(unknown.status == 401 && unknown["error_description"] == "The OAuth client was not found.")
            let secret = try await ask(
                ["grant_type": "refresh_token", "client_id": "simulator-client", "client_secret": "y"],
                authorized: false)
            #expect(secret.status == 401 && secret["error_description"] == "Unauthorized")
            #expect(try await ask(["grant_type": "magic"]).error == "unsupported_grant_type")
            #expect(
                try await ask(["grant_type": "authorization_code", "code": "x"])["error_description"]
                    == "Malformed auth code.")
            #expect(try await site.get("/google/v1/userinfo", token: "x").status == 401)
            #expect(
                try await site.get(
                    "/google/o/oauth2/v2/auth?client_id=simulator-client&redirect_uri=http://localhost/&response_type=code"
                ).status == 400)
        }
    }

    private func slack(_ site: Site, _ scopes: KeyValuePairs<String, String>) async throws -> Site.Answer {
        let pairs =
            [("client_id", "simulator-client"), ("redirect_uri", Site.redirectURI), ("auto", "approve")]
            + scopes.map { ($0.key, $0.value) }
        let answer = try await site.get("/slack/oauth/v2/authorize?" + Fields.encode(pairs))
        return try await slackAccess(site, ["code": answer.parameter("code") ?? "", "redirect_uri": Site.redirectURI])
    }

    private func slackAccess(_ site: Site, _ pairs: KeyValuePairs<String, String>) async throws -> Site.Answer {
        let answer = try await site.form("/slack/api/oauth.v2.access", pairs, headers: [Site.basic])
        #expect(answer.status == 200)
        return answer
    }

    @Test func `Slack's tokens do not end without rotation, and are for bot and person`() async throws {
        try await Site.run { site in
            let both = try await slack(site, ["scope": "chat:write,users:read", "user_scope": "search:read"])
            #expect(both.json?["ok"] == true && both["token_type"] == "bot" && both["scope"] == "chat:write,users:read")
            #expect(both["access_token"]?.hasPrefix("xoxb-") == true)
            #expect(both.json?["expires_in"] == nil && both["refresh_token"] == nil)
            let person = both.json?["authed_user"]
            #expect(person?["id"] == "UADA" && person?["token_type"] == "user" && person?["scope"] == "search:read")
            #expect(person?["access_token"]?.string?.hasPrefix("xoxp-") == true)
            let only = try await slack(site, ["user_scope": "search:read"])
            #expect(only["access_token"] == nil && only.json?["authed_user"]?["access_token"] != nil)
            let test = try await site.form(
                "/slack/api/auth.test", [:], headers: [("authorization", "Bearer \(both["access_token"] ?? "")")])
            #expect(test.json?["ok"] == true && test["bot_id"] != nil)
            #expect(test.headers.first(name: "x-oauth-scopes") == "chat:write,users:read")
            let user = try await site.get("/slack/api/auth.test", token: person?["access_token"]?.string)
            #expect(user["user"] == "ada" && user["user_id"] == "UADA")
        }
    }

    @Test func `Slack rotates where it is switched on, and detects reuse`() async throws {
        let time = TestClock()
        try await Site.run { settings in
            settings.switches.rotation = true
            settings.clock = { time.now }
        } _: { site in
            let tokens = try await slack(site, ["scope": "chat:write", "user_scope": "search:read"])
            #expect(tokens.json?["expires_in"] == 43_200 && tokens["refresh_token"]?.hasPrefix("xoxe-1-") == true)
            #expect(tokens["access_token"]?.hasPrefix("xoxe.xoxb-") == true)
            time.pass(43_200)
            #expect(try await site.get("/slack/api/auth.test", token: tokens["access_token"]).error == "token_expired")
            func refresh(_ token: String?) async throws -> Site.Answer {
                try await slackAccess(site, ["grant_type": "refresh_token", "refresh_token": token ?? ""])
            }
            let second = try await refresh(tokens["refresh_token"])
            #expect(second.json?["ok"] == true && second["refresh_token"] != tokens["refresh_token"])
            #expect(try await refresh(tokens["refresh_token"]).error == "invalid_refresh_token")
            let person = try await refresh(tokens.json?["authed_user"]?["refresh_token"]?.string)
            #expect(person["token_type"] == "user" && person["access_token"]?.hasPrefix("xoxe.xoxp-") == true)
        }
    }

    @Test func `Slack says ok false with status 200`() async throws {
        try await Site.run { site in
            #expect(try await slackAccess(site, ["code": "x"]).json == ["ok": false, "error": "invalid_code"])
            #expect(try await slackAccess(site, ["grant_type": "magic"]).error == "invalid_grant_type")
            let secret = try await site.form(
                "/slack/api/oauth.v2.access",
                ["client_id": "simulator-client", "client_secret": "x", "code": "y"])
            #expect(secret.status == 200 && secret.error == "bad_client_secret")
            #expect(try await site.get("/slack/api/auth.test").error == "not_authed")
            #expect(try await site.get("/slack/api/auth.test", token: "x").error == "invalid_auth")
            let tokens = try await slack(site, ["scope": "a"])
            let trial = try await site.get("/slack/api/auth.revoke?test=1", token: tokens["access_token"])
            #expect(trial.json == ["ok": true, "revoked": false])
            let revoked = try await site.get("/slack/api/auth.revoke", token: tokens["access_token"])
            #expect(revoked.json == ["ok": true, "revoked": true])
            #expect(try await site.get("/slack/api/auth.test", token: tokens["access_token"]).error == "token_revoked")
            let limited = try await site.get(
                "/slack/api/auth.test", headers: [("simulate", "tooManyRequests=30")])
            #expect(limited.status == 429 && limited.error == "ratelimited")
            let failing = try await site.get("/slack/api/auth.test?simulate=errorInSuccess")
            #expect(failing.json == ["ok": false, "error": "internal_error"])
        }
    }

    @Test func `a Slack code that comes twice ends both tokens`() async throws {
        try await Site.run { site in
            let answer = try await site.get(
                "/slack/oauth/v2/authorize?client_id=simulator-client&redirect_uri=http://localhost/cb&scope=a"
                    + "&user_scope=b&auto=approve")
            func exchange() async throws -> Site.Answer {
                try await slackAccess(
                    site, ["code": answer.parameter("code") ?? "", "redirect_uri": "http://localhost/cb"])
            }
            let first = try await exchange()
            #expect(try await exchange().error == "code_already_used")
            #expect(try await site.get("/slack/api/auth.test", token: first["access_token"]).error == "token_revoked")
            #expect(site.simulator.grants.allSatisfy { !$0.isAlive })
        }
    }
}
