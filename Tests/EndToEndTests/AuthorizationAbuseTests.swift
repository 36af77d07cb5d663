// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import TenonSimulator
import TestServices
import Testing

/// What an attacker, a second tab or a confused provider can do to an authorization: nothing.
@Suite struct AuthorizationAbuseTests {
    /// A server, a provider that says yes at once, and a connection that waits for a person.
    private struct Scene {
        let tenon: ServerProcess
        let provider: Simulator
        let url: String
        let id: Int64

        /// Runs `body` with everything started, the provider behaving as `change` wants it.
        static func run(
            _ switches: Switches = .approving(), _ body: (Scene) async throws -> Void
        ) async throws {
            try await Simulator.withRunning { provider, url in
                provider.set(switches)
                let tenon = try await ServerProcess.start()
                try await body(
                    Scene(tenon: tenon, provider: provider, url: url, id: try await make(tenon, url)))
            }
        }

        static func make(_ tenon: ServerProcess, _ url: String) async throws -> Int64 {
            try await tenon.create([
                "accountType": "http-oauth2", "url": .string(url + "/api/me"), "issuer": .string(url),
                "clientId": .string(RegisteredClient.standard.id), "clientSecret": "simulator-secret",
                "scopes": ["profile"],
            ])
        }

        func link(_ id: Int64? = nil) async throws -> String {
            let answer = try await tenon.call("POST", "/connections/\(id ?? self.id)/authorization", [:])
            return try #require(try answer.json["authorizationUrl"]?.string, "\(answer.text)")
        }

        /// A browser that has been at the provider and stands before the callback, and the callback's address.
        func beforeCallback(_ link: String) async throws -> (browser: HeadlessBrowser, callback: String) {
            let browser = HeadlessBrowser(stoppingAt: tenon.address + "/oauth/cb/")
            let page = try await browser.open(link)
            #expect(page.status == nil, "\(page.html)")
            return (browser, page.url)
        }

        func status(_ id: Int64? = nil) async throws -> String? {
            try await tenon.call("GET", "/connections/\(id ?? self.id)/health").json["health"]?["status"]?.string
        }

        /// Opens the callback in a browser that never began.
        func openElsewhere(_ url: String) async throws -> Page { try await HeadlessBrowser().open(url) }
    }

    @Test func `a callback without the browser's cookie connects nothing, and the right browser still may`()
        async throws
    {
        try await Scene.run { scene in
            let link = try await scene.link()
            // One browser with no stop, to finish; its cookie is what counts.
            let (_, callback) = try await scene.beforeCallback(link)
            let stolen = try await scene.openElsewhere(callback)
            #expect(stolen.status == 403)
            #expect(stolen.document.text.contains("another browser"))
            #expect(try await scene.status() == "unauthorized")
            #expect(scene.provider.counters.count(.token, grantType: "authorization_code") == 0)
        }
    }

    @Test func `forged, missing and replayed states, and used links, are not found`() async throws {
        try await Scene.run { scene in
            let base = scene.tenon.address + "/oauth/cb/http-oauth2"
            for query in ["", "?code=x", "?state=&code=x", "?state=\(String(repeating: "a", count: 64))&code=x"] {
                let page = try await scene.openElsewhere(base + query)
                #expect(page.status == 404, "\(query)")
            }
            let link = try await scene.link()
            let browser = HeadlessBrowser()
            let done = try await browser.open(link)
            #expect(done.status == 200, "\(done.html)")
            #expect(try await browser.open(done.url).status == 404, "the state is used up")
            #expect(try await browser.open(link).status == 404, "so is the link")
            #expect(try await HeadlessBrowser().open(link).status == 404)
            let other = link.replacing("ticket=", with: "ticket=0")
            #expect(try await HeadlessBrowser().open(other).status == 404)
            #expect(scene.provider.counters.count(.token, grantType: "authorization_code") == 1)
        }
    }

    @Test func `the state of one connection does not authorize another, nor another type's callback`() async throws {
        try await Scene.run { scene in
            let (browser, callback) = try await scene.beforeCallback(try await scene.link())
            let misplaced = callback.replacing("/oauth/cb/http-oauth2", with: "/oauth/cb/google")
            let free = HeadlessBrowser()
            #expect(try await free.open(misplaced).status == 403)
            _ = browser
            #expect(try await scene.status() == "unauthorized")
        }
    }

    @Test func `two tabs at once both come to an end, and the newest yes counts`() async throws {
        try await Scene.run { scene in
            let (first, second) = (try await scene.link(), try await scene.link())
            let browser = HeadlessBrowser()
            async let one = browser.open(first)
            async let two = browser.open(second)
            let (a, b) = try await (one, two)
            #expect(a.status == 200, "\(a.html)")
            #expect(b.status == 200, "\(b.html)")
            #expect(try await scene.tenon.verify(scene.id) == true)
        }
    }

    @Test func `one link opened by two browsers sends one of them on`() async throws {
        try await Scene.run { scene in
            let link = try await scene.link()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await HeadlessBrowser().open(link).status ?? 0 }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } == 1, "\(statuses)")
            #expect(statuses.count { $0 == 404 } == 7, "\(statuses)")
        }
    }

    @Test func `another issuer in the answer, or none where one is promised, is refused`() async throws {
        for answer in [Switches.IssuerAnswer.wrong, .missing] {
            try await Scene.run(.approving(issuerAnswer: answer, promisesIssuer: true)) { scene in
                let page = try await HeadlessBrowser().open(try await scene.link())
                #expect(page.status == 400, "\(page.html)")
                #expect(page.document.text.contains("somebody else than the service"))
                #expect(try await scene.status() == "unauthorized")
                #expect(scene.provider.counters.count(.token, grantType: "authorization_code") == 0)
            }
        }
    }

    @Test func `a callback for a deleted connection says so`() async throws {
        try await Scene.run { scene in
            let link = try await scene.link()
            #expect(try await scene.tenon.call("DELETE", "/connections/\(scene.id)").status == 200)
            let page = try await HeadlessBrowser().open(link)
            #expect(page.status == 404)
        }
    }

    @Test func `until a new authorization has succeeded, the old credential keeps working`() async throws {
        try await Scene.run { scene in
            _ = try await HeadlessBrowser().open(try await scene.link())
            #expect(try await scene.tenon.verify(scene.id) == true)
            // New data waits for the person.
            let change: JSON = [
                "url": .string(scene.url + "/api/me"), "issuer": .string(scene.url), "clientId": "someone-else",
                "clientSecret": "wrong",
            ]
            let answer = try await scene.tenon.call("POST", "/connections/\(scene.id)/set-data", change)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(try await scene.tenon.verify(scene.id) == true)
            let page = try await HeadlessBrowser().open(try await scene.link())
            #expect(page.status != 200)
            #expect(try await scene.tenon.verify(scene.id) == true)
        }
    }

    @Test func `fewer scopes than asked are told, and more can be asked for in place`() async throws {
        try await Scene.run(.approving(withheldScopes: ["email"])) { scene in
            let answer = try await scene.tenon.call(
                "POST", "/connections/\(scene.id)/authorization", ["scopes": ["email"]])
            let link = try #require(try answer.json["authorizationUrl"]?.string)
            let page = try await HeadlessBrowser().open(link)
            #expect(page.status == 200, "\(page.html)")
            #expect(page.document.text.contains("email"))
            let missing = try await scene.tenon.call("GET", "/connections/\(scene.id)/health").json["health"]
            #expect(missing?["missingScopes"] == ["email"])
            scene.provider.set(.approving())
            _ = try await HeadlessBrowser().open(try await scene.link())
            let mended = try await scene.tenon.call("GET", "/connections/\(scene.id)/health").json["health"]
            #expect(mended?["missingScopes"] == [])
            #expect(mended?["grantedScopes"]?.array?.contains("email") == true)
        }
    }

    @Test func `a guest connects an account by a link, once`() async throws {
        try await Scene.run { scene in
            let made = try await scene.tenon.call(
                "POST", "/connection-links",
                ["teamId": 1, "accountType": "http-bearer", "name": "From a guest"])
            let link = try #require(try made.json["connectionLink"]?["url"]?.string, "\(made.text)")
            let browser = HeadlessBrowser()
            let page = try await browser.open(link)
            #expect(page.status == 200)
            #expect(page.document.text.contains("From a guest"))
            let form = try #require(page.document.forms.first)
            let wrong = try await browser.submit(
                form, on: page, filling: ["url": "nonsense ", "token": "canary-guest"])
            #expect(wrong.status == 400)
            #expect(!wrong.html.contains("canary-guest"))
            let refused = try await browser.submit(
                form, on: page, filling: ["url": scene.url + "/key/me", "token": "canary-guest"])
            #expect(refused.status == 400 && refused.document.text.contains("nothing was stored"))
            #expect(!refused.html.contains("canary-guest"))
            let end = try await browser.submit(
                form, on: page, filling: ["url": scene.url + "/key/me?api_key=ada-key", "token": "canary-guest"])
            #expect(end.status == 200, "\(end.html)")
            #expect(
                try await HeadlessBrowser().submit(form, on: page, filling: ["url": scene.url, "token": "x"]).status
                    == 404)
            let list = try await scene.tenon.call("GET", "/connections?teamId=1&cols[]=name").text
            #expect(list.contains("From a guest"))
        }
    }
}
