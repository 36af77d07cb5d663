// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON
import TestServices
import Testing

/// What the browser does and says as it moves between sites; 127.0.0.1 and localhost are two.
@Suite struct HeadlessBrowserTests {
    private struct Fetch: Equatable {
        var cookie: String
        var origin = ""
        var referer: String
        var site: String

        init(cookie: String, origin: String = "", referer: String, site: String) {
            self.cookie = cookie
            self.origin = origin
            self.referer = referer
            self.site = site
        }

        init(_ page: Page) throws {
            let json = try JSONReader.read(page.html)
            cookie = json["cookie"]?.string ?? ""
            origin = json["origin"]?.string ?? ""
            referer = json["referer"]?.string ?? ""
            site = json["site"]?.string ?? ""
        }
    }

    @Test func `on its own site a page has all cookies`() async throws {
        let home = "http://127.0.0.1:\(try await TestServices.shared.nginx().port)"
        let browser = HeadlessBrowser()
        let page = try await browser.open(home + "/cookies")
        let all = "__Host-lax=1; strict=1; none=1"
        #expect(
            try Fetch(await browser.follow("Go", on: page))
                == Fetch(cookie: all, referer: home + "/cookies", site: "same-origin"))
        let form = try #require(page.document.forms.first)
        #expect(
            try Fetch(await browser.submit(form, on: page, button: "Post"))
                == Fetch(cookie: all, origin: home, referer: home + "/cookies", site: "same-origin"))
        #expect(try Fetch(await browser.open(home + "/fetch")) == Fetch(cookie: all, referer: "", site: "none"))
    }

    @Test func `another site's page is sent lax cookies with a link, and with a form none of them`() async throws {
        let port = try await TestServices.shared.nginx().port
        let other = "http://localhost:\(port)"
        let browser = HeadlessBrowser()
        _ = try await browser.open("http://127.0.0.1:\(port)/cookies")
        let page = try await browser.open(other + "/cookies")
        #expect(
            try Fetch(await browser.follow("Go", on: page))
                == Fetch(cookie: "__Host-lax=1; none=1", referer: other + "/", site: "cross-site"))
        let form = try #require(page.document.forms.first)
        #expect(
            try Fetch(await browser.submit(form, on: page))
                == Fetch(cookie: "none=1", origin: other, referer: other + "/", site: "cross-site"))
    }

    @Test func `redirects are followed, told, and not followed for ever`() async throws {
        let home = "http://127.0.0.1:\(try await TestServices.shared.nginx().port)"
        let browser = HeadlessBrowser()
        let page = try await browser.open(home + "/redirect/here")
        #expect(page.url == home + "/echo" && page.trail == [home + "/redirect/here"])
        #expect(page.status == 200 && page.header("content-type") == "application/json")
        await #expect(throws: ServiceFailure.self) { try await browser.open(home + "/redirect/loop") }
    }

    @Test func `the browser stops in front of the callback`() async throws {
        let home = "http://127.0.0.1:\(try await TestServices.shared.nginx().port)"
        let browser = HeadlessBrowser(stoppingAt: home + "/echo")
        let page = try await browser.open(home + "/redirect/here")
        #expect(page.url == home + "/echo" && page.status == nil && page.html.isEmpty)
    }
}
