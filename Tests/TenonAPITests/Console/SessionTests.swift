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

/// What a person who is signed in can do, and how it ends.
@Suite struct SessionTests {
    @Test func `signing out ends the session, and its cookie is no good any more`() async throws {
        try await APIFixture.run { api in
            let browser = try await BrowserClient.owner(api)
            let kept = browser.cookies
            let answer = try await browser.post("/sign-out", from: "/account")
            #expect(answer.location == "/sign-in")
            #expect(browser.cookies.isEmpty)
            browser.cookies = kept
            #expect(try await browser.get("/account").location == "/sign-in?to=/account")
            #expect(try await api.auditActions().last == .sessionEnded)
        }
    }

    @Test func `a script is told in JSON that nobody is signed in, and by 401`() async throws {
        try await APIFixture.run { api in
            let answer = try await BrowserClient(api).get("/account", accept: "application/json")
            #expect(answer.status == 401)
            #expect(answer.json?["message"] != nil)
        }
    }

    @Test func `a changed password ends all other sessions`() async throws {
        try await APIFixture.run { api in
            let browser = try await BrowserClient.owner(api)
            let other = BrowserClient(api)
            _ = try await other.post(
                "/sign-in", [("email", "ada@example.com"), ("password", BrowserClient.password)])
            let new = "another horse battery"
            let wrong = try await browser.post(
                "/account/password", [("current", "no"), ("new", new)], from: "/account")
            #expect(wrong.status == 400)
            #expect(try await other.get("/account").status == 200)
            let answer = try await browser.post(
                "/account/password", [("current", BrowserClient.password), ("new", new)], from: "/account")
            #expect(answer.location == "/account")
            #expect(try await browser.get("/account").text.contains("Your password has been changed."))
            #expect(try await !browser.get("/account").text.contains("Your password has been changed."))
            #expect(try await other.get("/account").status == 303)
            let old = try await other.post(
                "/sign-in", [("email", "ada@example.com"), ("password", BrowserClient.password)])
            #expect(old.status == 403)
        }
    }

    @Test func `sessions are ended one by one, or everywhere`() async throws {
        try await APIFixture.run { api in
            let browser = try await BrowserClient.owner(api)
            var others: [BrowserClient] = []
            for _ in 0..<3 {
                let other = BrowserClient(api)
                _ = try await other.post(
                    "/sign-in", [("email", "ada@example.com"), ("password", BrowserClient.password)])
                others.append(other)
            }
            let page = try await browser.get("/account").text
            let ids = page.matches(of: #/sessions/(\d+)/end/#).map { String($0.1) }
            #expect(ids.count == 3)
            _ = try await browser.post("/account/sessions/\(ids[0])/end", from: "/account")
            #expect(try await others[2].get("/account").status == 303)
            #expect(try await others[1].get("/account").status == 200)
            _ = try await browser.post("/account/sessions/end", [("which", "others")], from: "/account")
            #expect(try await others[1].get("/account").status == 303)
            #expect(try await browser.get("/account").status == 200)
            _ = try await browser.post("/account/sessions/end", [("which", "all")], from: "/account")
            #expect(try await browser.get("/account").status == 303)
        }
    }

    @Test func `nobody ends somebody else's session`() async throws {
        try await APIFixture.run { api in
            let owner = try await BrowserClient.owner(api)
            let member = try await BrowserClient.person(.member, api, invitedBy: owner)
            for id in 1...5 {
                let answer = try await member.post("/account/sessions/\(id)/end", from: "/account")
                guard answer.status == 303 else {
                    #expect(answer.status == 404)
                    continue
                }
                // It was the member's own.
                #expect(try await member.get("/account").status == 303)
                break
            }
            #expect(try await owner.get("/account").status == 200)
        }
    }

    @Test func `no form is taken without the session's token, or from another site`() async throws {
        try await APIFixture.run { api in
            let browser = try await BrowserClient.owner(api)
            let other = BrowserClient(api)
            _ = try await other.post("/sign-in", [("email", "ada@example.com"), ("password", BrowserClient.password)])
            let othersToken = try await other.formToken(on: "/account")
            let token = try await browser.formToken(on: "/account")
            #expect(token != othersToken)
            for fields in [[], [("form-token", "")], [("form-token", othersToken)], [("form-token", token + "0")]] {
                #expect(try await browser.send("/sign-out", fields).status == 403)
            }
            for site in ["cross-site", "same-site", "none"] {
                browser.site = site
                #expect(try await browser.send("/sign-out", [("form-token", token)]).status == 403)
            }
            browser.site = nil
            browser.origin = "https://evil.example.com"
            #expect(try await browser.send("/sign-out", [("form-token", token)]).status == 403)
            #expect(try await browser.get("/account").status == 200)
        }
    }

    @Test func `a session ends after its idle time, and at its end whatever happens`() async throws {
        try await APIFixture.run { api in
            let browser = try await BrowserClient.owner(api)
            api.clock.advance(by: .seconds(11 * 3600))
            #expect(try await browser.get("/account").status == 200)
            api.clock.advance(by: .seconds(11 * 3600))
            #expect(try await browser.get("/account").status == 200)
            api.clock.advance(by: .seconds(13 * 3600))
            #expect(try await browser.get("/account").status == 303)

            let busy = BrowserClient(api)
            _ = try await busy.post("/sign-in", [("email", "ada@example.com"), ("password", BrowserClient.password)])
            var hours = 0
            while try await busy.get("/account").status == 200, hours < 400 {
                api.clock.advance(by: .seconds(6 * 3600))
                hours += 6
            }
            #expect(hours == 168)
        }
    }

    @Test func `a person has the roles of now, not of when they signed in`() async throws {
        try await APIFixture.run { api in
            let owner = try await BrowserClient.owner(api)
            let member = try await BrowserClient.person(.member, api, invitedBy: owner)
            #expect(try await member.get("/account").text.contains("Team: Member"))
            let id = try #require(
                try await api.accessStore.users(in: .init(1), page: .init()).first {
                    $0.email == "member@example.com"
                }
            ).id
            _ = try await api.send(.put, "teams/1/users/\(id)", body: ["role": "monitoring"])
            #expect(try await member.get("/account").text.contains("Team: Monitoring"))
        }
    }

    @Test func `no password, session or invitation is in any file or log`() async throws {
        try await APIFixture.run { api in
            let owner = try await BrowserClient.owner(api)
            let member = try await BrowserClient.person(.member, api, invitedBy: owner)
            _ = try await BrowserClient(api).post(
                "/sign-in", [("email", "ada@example.com"), ("password", "canary-1c")])
            let secrets =
                [BrowserClient.password, "canary-1c", APIFixture.token(.owner)] + owner.cookies.values
                + member.cookies.values
            let files = try api.storedText()
            for secret in secrets {
                #expect(!api.logText.contains(secret))
                #expect(!files.contains(secret))
            }
        }
    }
}
