// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TenonConsole
import TenonDomain
import TenonEngine
import TenonHTTP
import TenonJSON
import TenonServer
import TenonStore
import Testing

/// How people come in at the console, and how nobody else does.
@Suite struct SignInTests {
    @Test func `a new server leads to its first page, and is made somebody's own once`() async throws {
        try await APIFixture.run { api in
            let stranger = BrowserClient(api)
            #expect(try await stranger.get("/").location == "/sign-in")
            #expect(try await stranger.get("/sign-in").location == "/setup")
            #expect(try await stranger.get("/setup").text.contains("Make this server yours"))

            let owner = try await BrowserClient.owner(api)
            let account = try await owner.get("/account")
            #expect(account.status == 200)
            #expect(account.text.contains("ada@example.com"))
            #expect(try await stranger.get("/setup").location == "/sign-in")
            let again = try await stranger.post(
                "/setup",
                [
                    ("token", APIFixture.token(.owner)), ("name", "Eve"), ("email", "eve@example.com"),
                    ("password", BrowserClient.password),
                ])
            #expect(again.status == 409)
            #expect(try await api.auditActions().suffix(2) == [.serverClaimed, .signedIn])
        }
    }

    @Test func `nobody but the owner claims a new server`() async throws {
        try await APIFixture.run { api in
            let narrow = try await api.token(for: .owner, scopes: [.userRead, .userWrite])
            for token in [
                "", "nonsense", "11111111-2222-4333-8444-555555555555", APIFixture.token(.admin), narrow,
            ] {
                let answer = try await BrowserClient(api).post(
                    "/setup",
                    [
                        ("token", token), ("name", "Eve"), ("email", "eve@example.com"),
                        ("password", BrowserClient.password),
                    ])
                #expect(answer.status == 403, "\(token)")
                #expect(answer.headers[values: .setCookie].isEmpty)
                #expect(token.isEmpty || !answer.text.contains(token))
            }
            #expect(try await api.house.signIn.needsOwner())
        }
    }

    @Test(arguments: [
        ("", "ada@example.com", BrowserClient.password), ("Ada", "no address", BrowserClient.password),
        ("Ada", "ada@example.com", "short"), ("Ada", "ada@example.com", "aaaaaaaaaaaaaaaa"),
        ("Ada", "long.address@example.com", "Long.Address@example.com"),
        ("Ada", "ada@example.com", String(repeating: "ab12", count: 300)),
    ])
    func `a poor name, address or password is refused in words`(
        _ name: String, _ email: String, _ password: String
    ) async throws {
        try await APIFixture.run { api in
            let answer = try await BrowserClient(api).post(
                "/setup",
                [("token", APIFixture.token(.owner)), ("name", name), ("email", email), ("password", password)])
            #expect(answer.status == 400)
            #expect(answer.text.contains("role=\"alert\""))
            #expect(!answer.text.contains(password))
            #expect(try await api.house.signIn.needsOwner())
        }
    }

    @Test func `a wrong password, an unknown address and a person without password look the same`() async throws {
        try await APIFixture.run { api in
            _ = try await BrowserClient.owner(api)
            var pages: Set<String> = []
            for (email, password) in [
                ("ada@example.com", "wrong"), ("nobody@example.com", BrowserClient.password),
                ("member@example.com", BrowserClient.password),
                ("ada@example.com", String(repeating: "x", count: 2000)),
            ] {
                let answer = try await BrowserClient(api).post("/sign-in", [("email", email), ("password", password)])
                #expect(answer.status == 403)
                #expect(answer.headers[values: .setCookie].isEmpty)
                pages.insert(answer.text.replacing(email, with: ""))
            }
            #expect(pages.count == 1)
            let good = try await BrowserClient(api).post(
                "/sign-in", [("email", "ADA@example.com"), ("password", BrowserClient.password), ("to", "/account")])
            #expect(good.status == 303)
            #expect(good.location == "/account")
        }
    }

    @Test func `tries are limited, and the right password too`() async throws {
        try await APIFixture.run { api in
            _ = try await BrowserClient.owner(api)
            let browser = BrowserClient(api)
            for _ in 0..<10 {
                let answer = try await browser.post("/sign-in", [("email", "ada@example.com"), ("password", "no")])
                #expect(answer.status == 403)
            }
            let limited = try await browser.post(
                "/sign-in", [("email", "ada@example.com"), ("password", BrowserClient.password)])
            #expect(limited.status == 429)
            let other = try await browser.post("/sign-in", [("email", "b@example.com"), ("password", "no")])
            #expect(other.status == 403)
        }
    }

    @Test(arguments: [
        ("/teams?x=1", "/teams?x=1"), ("//evil.example.com", "/"), ("/\\evil.example.com", "/"),
        ("https://evil.example.com", "/"), ("javascript:alert(1)", "/"), ("/a\r\nSet-Cookie: x=1", "/"), ("", "/"),
        ("/sign-in", "/"),
    ])
    func `signing in leads to a page of ours only`(_ to: String, _ expected: String) async throws {
        try await APIFixture.run { api in
            _ = try await BrowserClient.owner(api)
            let answer = try await BrowserClient(api).post(
                "/sign-in", [("email", "ada@example.com"), ("password", BrowserClient.password), ("to", to)])
            #expect(answer.location == expected)
        }
    }

    @Test func `the cookie is out of reach for scripts, other hosts and plain connections`() async throws {
        try await APIFixture.run { api in
            _ = try await BrowserClient.owner(api)
            let answer = try await BrowserClient(api).post(
                "/sign-in", [("email", "ada@example.com"), ("password", BrowserClient.password)])
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.hasPrefix("__Host-tenon-session="))
            for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
                #expect(cookie.contains("; \(attribute)"), "\(cookie)")
            }
            #expect(!cookie.contains("Domain"))
        }
    }

    @Test func `another site's page cannot sign anybody in`() async throws {
        try await APIFixture.run { api in
            _ = try await BrowserClient.owner(api)
            for (site, origin) in [
                ("cross-site", nil), ("same-site", nil), ("none", nil), (nil, "https://evil.example.com"),
                (nil, "null"),
                (nil, nil),
            ] as [(String?, String?)] {
                let browser = BrowserClient(api)
                (browser.site, browser.origin) = (site, origin)
                let answer = try await browser.post(
                    "/sign-in", [("email", "ada@example.com"), ("password", BrowserClient.password)])
                #expect(answer.status == 403, "\(site ?? "-") \(origin ?? "-")")
                #expect(answer.headers[values: .setCookie].isEmpty)
            }
        }
    }

    @Test func `an invitation sets a password once`() async throws {
        try await APIFixture.run { api in
            let owner = try await BrowserClient.owner(api)
            _ = try await BrowserClient.person(.member, api, invitedBy: owner)
            let browser = BrowserClient(api)
            let answer = try await browser.post(
                "/sign-in", [("email", "member@example.com"), ("password", BrowserClient.password)])
            #expect(answer.status == 303)
            #expect(try await browser.get("/invitation/unknown").status == 404)
            let unknown = try await browser.post("/invitation/unknown", [("name", "x"), ("password", "xxxxxxxxxxxx")])
            #expect(unknown.status == 404)
        }
    }
}
