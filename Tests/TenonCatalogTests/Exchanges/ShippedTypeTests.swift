// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

@Suite struct ShippedTypeTests {
    @Test(arguments: [
        ("eu1.make.com", "https://eu1.make.com:443/api/v2/users/me"),
        ("https://make.acme.test/", "https://make.acme.test:443/api/v2/users/me"),
        ("http://localhost:8080", "http://localhost:8080/api/v2/users/me"),
        ("[::1]:9000", "https://::1:9000/api/v2/users/me"),
        ("example.com/make", "https://example.com:443/make/api/v2/users/me"),
    ])
    func `make asks who the key belongs to`(_ url: String, _ expected: String) throws {
        var run = try shipped("make").verification(["url": .string(url), "apiKey": "key-1"])
        let request = try run.request()
        #expect(request.url == expected && request.isAllowed() && request.header("authorization") == "Token key-1")
        let verdict = run.answer(200, #"{"authUser":{"id":12,"email":"a@b.test"}}"#)
        #expect(verdict == .good(.init(metadata: .init(value: "a@b.test", kind: .email), uid: 12)))
    }

    @Test func `make takes no other answer for its user`() throws {
        let type = try shipped("make")
        for (status, body, word) in [
            (200, "<html>", "undetermined"), (401, #"{"detail":"Access denied"}"#, "bad"), (404, "", "undetermined"),
            (302, "", "undetermined"),
            (200, "{}", "undetermined"),
        ] {
            var run = try type.verification(["url": "eu1.make.com", "apiKey": "key-1"])
            #expect(run.answer(status, body)?.word == word)
        }
    }

    @Test(arguments: ["*", "a@b", "a b", "a/..", "https://", "ftp://a", "", "a\\b", "a?b"])
    func `make refuses what is no address`(_ url: String) throws {
        let (values, faults) = try shipped("make").accept(["url": .string(url), "apiKey": "key-1"])
        guard faults.isEmpty else { return }
        let run = try shipped("make").verification(values: values, now: testTime, randomness: CountingRandomness())
        #expect(run.verdict?.word == "undetermined")
    }

    @Test func `an API key goes where the person says`() throws {
        let type = try shipped("http-api-key")
        let url: JSON = "https://api.acme.test/me?x=1"
        var plain = try type.verification(["url": url, "key": "key-1"])
        #expect(try plain.request().header("authorization") == "key-1")
        var header = try type.verification(["url": url, "key": "key-1", "name": "X-Key", "prefix": "Key"])
        let first = try header.request()
        #expect(first.header("x-key") == "Key key-1" && first.target.reveal() == "/me?x=1" && first.headers.count == 1)
        var query = try type.verification(["url": url, "key": "k+/", "name": "api_key", "placement": "query"])
        let second = try query.request()
        #expect(second.headers.isEmpty && second.target.reveal() == "/me?x=1&api_key=k%2B%2F" && second.isAllowed())
        #expect(!type.accept(["url": url, "key": "k", "name": "a b"]).faults.isEmpty)
        #expect(try type.verification(["url": url, "key": "k", "name": "Host"]).verdict?.failure?.name == .runtime)
    }

    @Test func `a bearer token and a password go into their headers`() throws {
        var bearer = try shipped("http-bearer").verification(["url": "api.acme.test", "token": "tok"])
        #expect(try bearer.request().header("authorization") == "Bearer tok")
        var basic = try shipped("http-basic").verification([
            "url": "api.acme.test", "username": "ann", "password": "pw:é",
        ])
        #expect(try basic.request().header("authorization") == "Basic YW5uOnB3OsOp")
        #expect(basic.answer(200) == .good(.init(metadata: .init(value: "ann", kind: .string))))
    }

    @Test func `airtable asks who the token belongs to`() throws {
        var run = try shipped("airtable2").verification(["token": "pat-1"])
        let request = try run.request()
        #expect(request.url == "https://api.airtable.com:443/v0/meta/whoami" && request.isAllowed())
        #expect(run.answer(200, #"{"id":"usrX"}"#) == .good(.init(uid: "usrX")))
        var bad = try shipped("airtable2").verification(["token": "pat-1"])
        let body = #"{"error":{"type":"AUTHENTICATION_REQUIRED","message":"Authentication required"}}"#
        #expect(
            bad.answer(401, body)
                == .bad(Failure(status: 401, message: "Authentication required", name: .invalidAccessToken)))
    }

    @Test(arguments: ["imap", "smtp"])
    func `a mail account is logged in to`(_ name: String) throws {
        let input: JSONObject = [
            "host": "Mail.acme.test", "username": "a@b.test", "password": "pass-word", "security": "starttls",
            "certificate": "-----BEGIN CERTIFICATE-----",
        ]
        var run = try shipped(name).verification(input)
        let login = try run.login()
        #expect(
            login.service.rawValue == name && login.host == "mail.acme.test"
                && login.port == (name == "imap" ? 993 : 465))
        #expect(
            login.security == .starttls && login.username.reveal() == "a@b.test"
                && login.password.reveal() == "pass-word")
        #expect(login.trustedAuthorities?.reveal() == "-----BEGIN CERTIFICATE-----")
        #expect(login.allowedHosts.contains { $0.allows(host: login.host, port: login.port) })
        for (outcome, word) in [
            (MailLoginOutcome.accepted, "good"), (.rejected("NO pass-word is wrong"), "bad"),
            (.unavailable("try later"), "undetermined"),
        ] {
            var copy = run
            copy.receive(outcome)
            #expect(copy.verdict?.word == word)
            #expect(copy.verdict?.failure?.message.contains("pass-word") != true)
        }
        run.receive(.accepted)
        #expect(
            run.verdict == .good(.init(metadata: .init(value: "a@b.test", kind: name == "imap" ? .email : .string))))
    }

    @Test func `an imap account without an address has no display data`() throws {
        var run = try shipped("imap").verification(["host": "m.test", "username": "ann", "password": "pass-word"])
        _ = run.next()
        run.receive(.accepted)
        #expect(run.verdict == .good(.init()))
    }

    @Test func `slack's failure comes with status 200`() throws {
        let type = try shipped("slack")
        var values = ParameterValues()
        values.set("accessToken", "xoxb-1", isSecret: true)
        for (body, word, name) in [
            (#"{"ok":false,"error":"invalid_auth"}"#, "bad", Failure.Name.invalidAccessToken),
            (#"{"ok":false,"error":"ratelimited"}"#, "undetermined", .rateLimit),
            (#"{"ok":false,"error":"fatal_error"}"#, "undetermined", .connection),
        ] {
            var run = type.verification(values: values, now: testTime, randomness: CountingRandomness())
            let verdict = run.answer(200, body)
            #expect(verdict?.word == word && verdict?.failure?.name == name)
        }
        var run = type.verification(values: values, now: testTime, randomness: CountingRandomness())
        #expect(try run.request().header("authorization") == "Bearer xoxb-1")
        let verdict = run.answer(200, #"{"ok":true,"user":"bot","user_id":"U1"}"#)
        #expect(verdict == .good(.init(metadata: .init(value: "bot", kind: .string), uid: "U1")))
    }
}
