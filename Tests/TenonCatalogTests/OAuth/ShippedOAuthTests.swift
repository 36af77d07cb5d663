// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

/// Google's and Slack's definitions, walked with answers as the services give them.
@Suite struct ShippedOAuthTests {
    private static let client: KeyValuePairs<String, JSON> = ["clientId": "app-1", "clientSecret": "shh-1"]

    private func context(
        _ type: ConnectionType, _ stored: KeyValuePairs<String, JSON> = [:], scopes: [String] = []
    ) throws -> RunContext {
        var context = try type.context(stored, installed: Self.client, scopes: scopes)
        context.query = [("code", Secret("4/0Ad")), ("state", Secret("st"))]
        context.state = Secret("st")
        context.verifier = Secret("ver")
        return context
    }

    private func refresh(_ name: String, _ stored: KeyValuePairs<String, JSON> = ["refreshToken": "rt-1"]) throws
        -> BlockRun
    {
        let type = try shipped(name)
        return type.run(.refresh, in: try context(type, stored).with(\.treatsTokenAsExpired, true))
    }

    private func query(_ type: ConnectionType, scopes: [String]) throws -> (host: String?, items: [String: String]) {
        let url = try type.authorizationRequest(in: context(type, scopes: scopes)).url.reveal()
        let components = try #require(URLComponents(string: url))
        let items = (components.queryItems ?? []).map { ($0.name, $0.value ?? "") }
        return (components.host, Dictionary(uniqueKeysWithValues: items))
    }

    // MARK: - Google

    @Test func `google is asked for consent and a refresh token`() throws {
        let (host, items) = try query(shipped("google"), scopes: ["openid", "https://mail.google.com/"])
        #expect(host == "accounts.google.com")
        #expect(
            items == [
                "client_id": "app-1", "response_type": "code", "scope": "openid https://mail.google.com/",
                "redirect_uri": "https://tenon.acme.test/oauth/cb/google", "access_type": "offline",
                "include_granted_scopes": "true", "prompt": "consent", "state": "st",
                "code_challenge": ProofKey.challenge(Secret("ver")), "code_challenge_method": "S256",
            ])
    }

    @Test func `google's token answer is kept, with what was really granted`() throws {
        let type = try shipped("google")
        var run = type.run(.token, in: try context(type))
        let request = try run.request()
        #expect(request.url == "https://oauth2.googleapis.com:443/token" && request.isAllowed())
        #expect(
            request.form == [
                "client_id": "app-1", "client_secret": "shh-1", "code": "4/0Ad", "code_verifier": "ver",
                "grant_type": "authorization_code", "redirect_uri": "https://tenon.acme.test/oauth/cb/google",
            ])
        let answer = """
            {"access_token":"ya29.a0","expires_in":3599,"refresh_token":"1//0g","token_type":"Bearer",
            "scope":"https://www.googleapis.com/auth/userinfo.email openid","id_token":"eyJ.eyJ.x"}
            """
        #expect(run.answer(200, answer)?.word == "good")
        #expect(run.text("accessToken") == "ya29.a0" && run.text("refreshToken") == "1//0g")
        #expect(run.grantedScopes == ["https://www.googleapis.com/auth/userinfo.email", "openid"])
        #expect(run.values.tokenExpiry == testTime.advanced(by: .seconds(3599)))
        var info = type.run(.info, in: try context(type).with(\.values, run.values))
        #expect(try info.request().header("authorization") == "Bearer ya29.a0")
        let person = #"{"sub":"110169484474386276334","email":"ada@example.com","email_verified":true}"#
        #expect(
            info.answer(200, person)
                == .good(.init(metadata: .init(value: "ada@example.com", kind: .email), uid: "110169484474386276334")))
    }

    @Test func `google's refresh keeps its refresh token`() throws {
        var run = try refresh("google")
        let form = try run.request().form
        #expect(
            form["grant_type"] == "refresh_token" && form["refresh_token"] == "rt-1" && form["client_secret"] == "shh-1"
        )
        let answer = #"{"access_token":"ya29.b1","expires_in":3599,"scope":"openid","token_type":"Bearer"}"#
        #expect(run.answer(200, answer)?.word == "good")
        #expect(run.text("accessToken") == "ya29.b1" && run.text("refreshToken") == "rt-1")
        #expect(run.grantedScopes == ["openid"])
    }

    @Test(arguments: [
        (400, #"{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"#, "bad"),
        (400, #"{"error":"invalid_grant","error_description":"Bad Request"}"#, "bad"),
        (
            400, #"{"error":"invalid_request","error_description":"Missing required parameter: refresh_token"}"#,
            "misconfigured"
        ),
        (401, #"{"error":"invalid_client","error_description":"The OAuth client was not found."}"#, "misconfigured"),
        (401, #"{"error":"unauthorized_client","error_description":"Unauthorized"}"#, "misconfigured"),
        (401, #"{"error":"deleted_client","error_description":"The OAuth client was deleted."}"#, "misconfigured"),
        (401, #"{"error":"disabled_client","error_description":"The OAuth client was disabled."}"#, "misconfigured"),
        (403, #"{"error":"rate_limit_exceeded"}"#, "undetermined"), (429, "", "undetermined"),
        (500, #"{"error":"internal_failure","error_description":"Backend Error"}"#, "undetermined"),
        (502, "<!DOCTYPE html><title>Error 502 (Server Error)!!1</title>", "undetermined"),
        (404, "<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>", "undetermined"),
    ])
    func `google's refusals mean what they say`(_ status: Int, _ body: String, _ word: String) throws {
        var run = try refresh("google")
        #expect(run.answer(status, body)?.word == word, "\(body)")
    }

    @Test func `google is told to forget the whole grant`() throws {
        let type = try shipped("google")
        var run = type.run(.invalidate, in: try context(type, ["accessToken": "at", "refreshToken": "rt"]))
        let request = try run.request()
        #expect(request.url == "https://oauth2.googleapis.com:443/revoke" && request.form == ["token": "rt"])
        #expect(run.answer(200, "{}")?.word == "good")
        var alone = type.run(.invalidate, in: try context(type, ["accessToken": "at"]))
        #expect(try alone.request().form == ["token": "at"])
        #expect(
            alone.answer(400, #"{"error":"invalid_token","error_description":"Token expired or revoked"}"#)?.word
                == "bad")
    }

    // MARK: - Slack

    @Test func `slack is asked with commas and without a proof key`() throws {
        let (host, items) = try query(shipped("slack"), scopes: ["chat:write", "users:read"])
        #expect(host == "slack.com")
        #expect(
            items == [
                "client_id": "app-1", "scope": "chat:write,users:read", "state": "st",
                "redirect_uri": "https://tenon.acme.test/oauth/cb/slack",
            ])
    }

    @Test func `a client of the connection's own goes before the installation's`() throws {
        let type = try shipped("slack")
        let stored: KeyValuePairs<String, JSON> = ["clientId": "12.34", "clientSecret": "own"]
        var run = type.run(.token, in: try context(type, stored))
        let form = try run.request().form
        #expect(form["client_id"] == "12.34" && form["client_secret"] == "own" && form["code"] == "4/0Ad")
    }

    private static let bot = """
        {"ok":true,"access_token":"xoxb-17","token_type":"bot","scope":"commands,incoming-webhook","bot_user_id":"U0KR",
        "app_id":"A0KR","team":{"name":"Slack","id":"T9TK"},"enterprise":null,"authed_user":{"id":"U1234"}}
        """
    private static let user = """
        {"ok":true,"app_id":"A0KR","authed_user":{"id":"U1234","scope":"chat:write","access_token":"xoxp-1234",
        "token_type":"user"},"team":{"id":"T9TK"},"enterprise":null,"is_enterprise_install":false}
        """
    private static let rotating = """
        {"ok":true,"access_token":"xoxe.xoxb-1","expires_in":43200,"refresh_token":"xoxe-1","token_type":"bot",
        "scope":"chat:write","authed_user":{"id":"U1234"}}
        """
    private static let rotatingUser = """
        {"ok":true,"authed_user":{"id":"U1","scope":"search:read,chat:write","access_token":"xoxe.xoxp-1",
        "refresh_token":"xoxe-2","expires_in":43200,"token_type":"user"}}
        """

    @Test(
        arguments: [
            (bot, "xoxb-17", nil, nil, ["commands", "incoming-webhook"]), (user, "xoxp-1234", nil, nil, ["chat:write"]),
            (rotating, "xoxe.xoxb-1", "xoxe-1", 43_200, ["chat:write"]),
            (rotatingUser, "xoxe.xoxp-1", "xoxe-2", 43_200, ["search:read", "chat:write"]),
        ] as [(String, String, String?, Int?, [String])])
    func `slack's token is the bot's or the person's, with rotation or without`(
        _ body: String, _ token: String, _ refresh: String?, _ seconds: Int?, _ scopes: [String]
    ) throws {
        let type = try shipped("slack")
        var run = type.run(.token, in: try context(type))
        #expect(run.answer(200, body)?.word == "good")
        #expect(run.text("accessToken") == token && run.text("refreshToken") == refresh)
        #expect(run.values.tokenExpiry == seconds.map { testTime.advanced(by: .seconds($0)) })
        #expect(run.grantedScopes == scopes)
        #expect(type.canRenew(in: try context(type).with(\.values, run.values)) == (refresh != nil))
    }

    @Test func `slack's rotation replaces both tokens`() throws {
        var run = try refresh("slack", ["accessToken": "xoxe.xoxb-0", "refreshToken": "xoxe-0"])
        let form = try run.request().form
        #expect(form["grant_type"] == "refresh_token" && form["refresh_token"] == "xoxe-0")
        #expect(run.answer(200, Self.rotating)?.word == "good")
        #expect(run.text("accessToken") == "xoxe.xoxb-1" && run.text("refreshToken") == "xoxe-1")
    }

    @Test(arguments: [
        ("invalid_code", "bad"), ("code_already_used", "bad"), ("invalid_refresh_token", "bad"),
        ("token_revoked", "bad"),
        ("token_expired", "bad"), ("account_inactive", "bad"), ("invalid_client_id", "misconfigured"),
        ("bad_client_secret", "misconfigured"), ("bad_redirect_uri", "misconfigured"),
        ("oauth_authorization_url_mismatch", "misconfigured"), ("ratelimited", "undetermined"),
        ("internal_error", "undetermined"), ("fatal_error", "undetermined"), ("service_unavailable", "undetermined"),
        ("unheard_of", "undetermined"), ("", "undetermined"),
    ])
    func `slack's refusals come with status 200 and mean what they say`(_ error: String, _ word: String) throws {
        let type = try shipped("slack")
        for block in [ConnectionType.Block.token, .refresh] {
            let stored: KeyValuePairs<String, JSON> = ["accessToken": "old", "refreshToken": "rt-1"]
            var run = type.run(block, in: try context(type, stored).with(\.treatsTokenAsExpired, true))
            let verdict = run.answer(200, #"{"ok":false,"error":"\#(error)"}"#)
            #expect(verdict?.word == word, "\(block)")
            #expect(run.text("accessToken") == "old" && run.text("refreshToken") == "rt-1")
        }
    }

    @Test func `slack's other answers end nothing`() throws {
        for (status, body) in [
            (429, ""), (503, "upstream"), (200, "<html>"), (200, ""), (200, #"{"ok":true}"#), (302, ""),
        ] {
            var run = try refresh("slack")
            #expect(run.answer(status, body, ["Retry-After": "30"])?.word == "undetermined", "\(status) \(body)")
        }
    }

    @Test func `slack's token is revoked with itself`() throws {
        let type = try shipped("slack")
        var run = type.run(.invalidate, in: try context(type, ["accessToken": "xoxb-1"]))
        let request = try run.request()
        #expect(request.url == "https://slack.com:443/api/auth.revoke" && request.isAllowed())
        #expect(request.header("authorization") == "Bearer xoxb-1")
        #expect(run.answer(200, #"{"ok":true,"revoked":true}"#)?.word == "good")
        var refused = type.run(.invalidate, in: try context(type, ["accessToken": "xoxb-1"]))
        #expect(refused.answer(200, #"{"ok":false,"error":"invalid_auth"}"#)?.word == "bad")
    }
}
