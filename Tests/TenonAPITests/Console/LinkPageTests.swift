// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonConsole
import TenonDomain
import TenonJSON
import Testing

/// Links in the console, and the guest's page behind them.
@Suite struct LinkPageTests {
    private func make(
        _ browser: BrowserClient, _ fields: [(String, String)], type: String = "http-bearer"
    ) async throws -> Answer {
        try await browser.post("/links/new/\(type)", fields, from: "/links/new/\(type)")
    }

    private func path(in page: String) throws -> String {
        "/connect/" + String(try #require(page.firstMatch(of: #/\/connect\/([A-Za-z0-9_-]+)/#)?.1))
    }

    @Test func `a link is shown once, listed without its address, and taken back`() async throws {
        try await APIFixture.run { api in
            let browser = try await BrowserClient.owner(api)
            #expect(try await browser.get("/links").text.contains("No link yet"))
            #expect(try await browser.get("/links/new").text.contains("/links/new/http-bearer"))
            let made = try await make(browser, [("name", "For Grace"), ("days", "3")])
            let path = try path(in: made.text)
            let list = try await browser.get("/links").text
            #expect(list.contains("For Grace") && !list.contains("/connect/"))
            #expect(try await BrowserClient(api).get(path).status == 200)
            #expect(try await browser.post("/links/1/delete", from: "/links").location == "/links")
            #expect(try await BrowserClient(api).get(path).status == 404)
            #expect(try await make(browser, [("days", "3"), ("returnUrl", "javascript:alert(1)")]).status == 400)
            #expect(
                try await make(browser, [("days", "3"), ("hasColor", "1"), ("brandColor", "red")]).status == 400)
        }
    }

    @Test func `the guest's page bears the name and colour of whoever asks`() async throws {
        try await APIFixture.run { api in
            let browser = try await BrowserClient.owner(api)
            let brand = [("brandName", "Acme <Cloud>"), ("hasColor", "1"), ("brandColor", "#0B6E4F")]
            let path = try path(in: try await make(browser, [("days", "7")] + brand).text)
            let guest = BrowserClient(api)
            let page = try await guest.get(path)
            #expect(page.text.contains("Acme &lt;Cloud&gt;"))
            #expect(page.text.contains(#"href="/brand/0b6e4f.css""#))
            #expect(page.headers[.contentSecurityPolicy]?.contains("style-src 'self'") == true)
            let sheet = try await guest.get("/brand/0b6e4f.css")
            #expect(sheet.status == 200 && sheet.headers[.contentType] == "text/css; charset=utf-8")
            #expect(sheet.text == ":root { --brand: #0b6e4f; --brand-on: #ffffff; }\n")
            let inks = [
                ("ffffff", "#16181c"), ("000000", "#ffffff"), ("fecd5f", "#16181c"), ("0059ff", "#ffffff"),
                ("18bfff", "#16181c"), ("eb5768", "#16181c"),
            ]
            for (colour, ink) in inks {
                #expect(try await guest.get("/brand/\(colour).css").text.contains("--brand-on: \(ink);"), "\(colour)")
            }
            for name in ["red.css", "0b6e4f", "0b6e4f.css.css", "%22%3e0b6e.css", "+b6e4f.css", "0b6e4ff.css"] {
                #expect(try await guest.get("/brand/\(name)").status == 404, "\(name)")
            }
            let accepted = try await guest.send(path, [("url", "https://api.example.com/me"), ("token", "canary-9b")])
            #expect(accepted.status == 200 && accepted.text.contains("is connected"))
            #expect(!accepted.text.contains("canary-9b"))
            #expect(try await browser.get("/links").text.contains("Connected"))
            #expect(try await !guest.get(path).text.contains("canary-9b"))
        }
    }

    @Test func `what a guest mistyped is stored nowhere and can be entered again`() async throws {
        try await APIFixture.run { api in
            let browser = try await BrowserClient.owner(api)
            let path = try path(in: try await make(browser, [("days", "7")]).text)
            let guest = BrowserClient(api)
            let form = [("url", "https://api.example.com/me"), ("token", "canary-9b")]
            api.egress.answer(.status(401, #"{"error": "no such token"}"#))
            let refused = try await guest.send(path, form)
            #expect(refused.status == 400 && refused.text.contains("nothing was stored"))
            #expect(refused.text.contains("https://api.example.com/me") && !refused.text.contains("canary-9b"))
            #expect(try await browser.get("/connections").text.contains("No account is connected yet"))
            for _ in 2...20 { #expect(try await guest.send(path, form).status == 400) }
            let stopped = try await guest.send(path, form)
            #expect(stopped.status == 429 && stopped.text.contains("Too many tries"))
            api.clock.advance(by: .seconds(15 * 60))
            api.egress.answer(.status(200, "{}"))
            #expect(try await guest.send(path, form).text.contains("is connected"))
        }
    }

    @Test func `links of other teams are neither seen nor taken back`() async throws {
        try await APIFixture.run { api in
            let owner = try await BrowserClient.owner(api)
            _ = try await make(owner, [("team", "1"), ("name", "Mine"), ("days", "3")])
            let member = try await BrowserClient.person(.monitoring, api, invitedBy: owner)
            #expect(try await member.get("/links").text.contains("Mine"))
            #expect(try await member.post("/links/1/delete", from: "/account").status == 403)
            let stranger = try await BrowserClient.person(.stranger, api, invitedBy: owner)
            #expect(try await !stranger.get("/links?team=1").text.contains("Mine"))
            #expect(try await stranger.post("/links/1/delete", from: "/account").status == 404)
        }
    }
}
