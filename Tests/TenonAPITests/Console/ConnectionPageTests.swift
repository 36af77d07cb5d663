// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TenonConsole
import TenonDomain
import TenonJSON
import TenonServer
import TenonStore
import Testing

/// Connections in the console: what is seen, what can be done, and by whom.
@Suite struct ConnectionPageTests {
    private func run(_ body: (APIFixture, BrowserClient) async throws -> Void) async throws {
        try await APIFixture.run { api in try await body(api, try await BrowserClient.owner(api)) }
    }

    @Test func `there are words for everything that can happen to a connection`() throws {
        let strings = try Strings()
        for action in AuditAction.allCases where action.rawValue.hasPrefix("connection.") {
            #expect(strings["audit.\(action.rawValue.replacing(".", with: "-"))"] != nil, "\(action)")
        }
        for state in ConnectionState.allCases { #expect(strings["state.\(state.rawValue)"] != nil, "\(state)") }
        for reason in Connection.Trouble.Reason.allCases {
            #expect(strings["trouble.\(reason.rawValue).title"] != nil, "\(reason)")
            #expect(strings["trouble.\(reason.rawValue).text"] != nil, "\(reason)")
        }
    }

    // MARK: - List

    @Test func `the list says how each connection fares, and narrows`() async throws {
        try await run { api, browser in
            let empty = try await browser.get("/connections").text
            #expect(empty.contains("No account is connected yet"))
            let good = try await api.makeConnection(named: "Good <one>")
            _ = try await api.makeConnection(named: "Other", in: APIFixture.otherTeam)
            api.egress.answer(.status(401, "{}"))
            let bad = try await api.makeConnection(named: "Bad")
            _ = try await api.send(.post, "connections/\(bad)/test")
            let page = try await browser.get("/connections").text
            #expect(page.contains("3 accounts are connected."))
            #expect(page.contains(#"href="/connections/\#(good)""#))
            #expect(page.contains("Good &lt;one&gt;") && !page.contains("<one>"))
            #expect(page.contains("Failing"))
            func names(_ query: String) async throws -> [String] {
                let text = try await browser.get("/connections?\(query)").text
                return text.matches(of: #/class="cover"[^>]*>([^<]*)</#).map { String($0.1) }
            }
            #expect(try await names("state=failing") == ["Bad"])
            #expect(try await names("q=oth") == ["Other"])
            #expect(try await names("team=2") == ["Other"])
            #expect(try await names("type=http-bearer&state=unverified") == ["Good &lt;one&gt;", "Other"])
            #expect(try await names("type=slack").isEmpty)
            #expect(try await names("state=nonsense&page=-3&team=x").count == 3, "what is not understood is left out")
            #expect(try await names("page=999999999999").isEmpty)
            #expect(try await names("sort=name&dir=desc") == ["Other", "Good &lt;one&gt;", "Bad"])
            #expect(try await names("sort=state").first == "Bad")
            #expect(try await names("sort=state&dir=desc").last == "Bad")
            #expect(try await names("sort=nonsense&dir=up") == ["Bad", "Good &lt;one&gt;", "Other"])
            let sorted = try await browser.get("/connections?q=o&sort=verified&dir=asc").text
            #expect(sorted.contains(#"aria-sort="ascending"><a href="/connections?q=o&amp;sort=verified">Verified"#))
            #expect(sorted.contains(#"<a href="/connections?q=o&amp;sort=used">Used"#))
            #expect(sorted.contains(#"<input type="hidden" name="sort" value="verified">"#))
            #expect(sorted.contains(#"<input type="hidden" name="dir" value="asc">"#))
            #expect(sorted.matches(of: #/aria-sort/#).count == 1)
        }
    }

    @Test func `fifty stand on a page, and the pages lead on`() async throws {
        try await run { api, browser in
            for number in 0..<53 { _ = try await api.makeConnection(named: "c\(100 + number)") }
            let first = try await browser.get("/connections?q=c1").text
            #expect(first.contains("1–50 of 53"))
            #expect(first.contains(#"href="/connections?q=c1&amp;page=2""#))
            let second = try await browser.get("/connections?q=c1&page=2").text
            #expect(second.contains("51–53 of 53") && second.contains("c152") && !second.contains("c149"))
        }
    }

    // MARK: - Detail

    @Test func `a connection's page shows no secret, to nobody`() async throws {
        try await run { api, browser in
            let id = try await api.makeConnection(named: "Mine", secret: "canary-4a1d")
            for path in ["", "/edit", "/delete", "/revoke", "/replace", "?said=created", "?span=days"] {
                let page = try await browser.get("/connections/\(id)\(path)")
                #expect(page.status == 200, "\(path)")
                #expect(page.text.contains("Mine"), "\(path)")
                #expect(!page.text.contains("canary-4a1d"), "\(path)")
            }
            #expect(try await browser.get("/connections/\(id)/edit").text.contains("https://api.example.com/me"))
            #expect(try await browser.get("/connections/\(id)?said=nonsense").status == 200)
        }
    }

    @Test func `what is in another team does not exist, and a reader changes nothing`() async throws {
        try await run { api, owner in
            let mine = try await api.makeConnection()
            let foreign = try await api.makeConnection(in: APIFixture.otherTeam)
            let reader = try await BrowserClient.person(.monitoring, api, invitedBy: owner)
            #expect(try await reader.get("/connections/\(foreign)").status == 404)
            #expect(try await !reader.get("/connections").text.contains(#"href="/connections/\#(foreign)""#))
            let page = try await reader.get("/connections/\(mine)").text
            #expect(!page.contains("/verify") && !page.contains("/delete") && !page.contains("/playground?"))
            for path in ["verify", "rename", "revoke", "delete", "replace", "edit", "authorize"] {
                let answer = try await reader.post("/connections/\(mine)/\(path)", from: "/account")
                #expect([400, 403].contains(answer.status), "\(path): \(answer.status)")
                let other = try await reader.post("/connections/\(foreign)/\(path)", from: "/account")
                #expect([400, 404].contains(other.status), "\(path): \(other.status)")
            }
            let sent = try await reader.post("/playground", [("connection", "\(mine)")], from: "/account")
            #expect(sent.status == 400 && sent.text.contains("does not allow that"))
            #expect(api.egress.requests.isEmpty)
            #expect(try await api.send(.get, "connections/\(mine)").status == 200, "it is still there")
        }
    }

    @Test func `verifying tells what the third party said`() async throws {
        try await run { api, browser in
            let id = try await api.makeConnection()
            func verify() async throws -> String {
                try await browser.post("/connections/\(id)/verify", from: "/connections/\(id)").text
            }
            #expect(try await verify().contains("The credential is good"))
            api.egress.answer(.status(401, #"{"error":"token was <b>revoked</b>"}"#))
            let refused = try await verify()
            #expect(refused.contains("The credential was refused") && !refused.contains("<b>revoked"))
            api.egress.answer(.none(.timedOut))
            #expect(try await verify().contains("could not be found out"))
            #expect(try await api.send(.get, "connections/\(id)/health").json?["health"]?["status"] == "failing")
        }
    }

    @Test func `a name is changed, and a bad one is refused in words`() async throws {
        try await run { api, browser in
            let id = try await api.makeConnection()
            let page = "/connections/\(id)"
            #expect(try await browser.post("\(page)/rename", [("name", "")], from: page).status == 400)
            let done = try await browser.post("\(page)/rename", [("name", "New name")], from: page)
            #expect(done.location == "\(page)?said=renamed")
            #expect(try await browser.get(page).text.contains("<h1>New name</h1>"))
            #expect(try await api.auditActions().last == .connectionRenamed)
        }
    }

    // MARK: - Data

    @Test func `a secret is kept unless it is replaced or cleared`() async throws {
        try await run { api, browser in
            let id = try await api.makeConnection(secret: "tok-1")
            let page = "/connections/\(id)/edit"
            func authorization() async throws -> String? {
                _ = try await api.send(.post, "connections/\(id)/test")
                return api.egress.requests.last?.headers.first { $0.name.lowercased() == "authorization" }?.value
                    .reveal()
            }
            let url = ("value-url", "https://api.example.com/me")
            let kept = try await browser.post(page, [url, ("change-token", "keep"), ("value-token", "x")], from: page)
            #expect(kept.location == "/connections/\(id)?said=data-changed")
            #expect(try await authorization() == "Bearer tok-1")
            let replaced = try await browser.post(
                page, [url, ("change-token", "replace"), ("value-token", "tok-2")], from: page)
            #expect(replaced.status == 303)
            #expect(try await authorization() == "Bearer tok-2")
            let masked = try await browser.post(
                page, [url, ("change-token", "replace"), ("value-token", "••••")], from: page)
            #expect(masked.status == 400 && masked.text.contains("mask"))
            let empty = try await browser.post(page, [url, ("change-token", "replace")], from: page)
            #expect(empty.status == 400, "an oversight does not clear a secret")
            let elsewhere = try await browser.post(
                page, [("value-url", "https://evil.example.com"), ("change-token", "keep")], from: page)
            #expect(elsewhere.status == 400 && elsewhere.text.contains("decides where secrets are sent"))
            #expect(try await authorization() == "Bearer tok-2")
        }
    }

    // MARK: - New

    @Test func `a credential is verified before it is saved, and never shown again`() async throws {
        try await run { api, browser in
            let page = "/connections/new/http-bearer"
            #expect(try await browser.get("/connections/new?q=bearer").text.contains(page))
            #expect(try await !browser.get("/connections/new?q=zzzz").text.contains(page))
            let values = [("name", "Mine"), ("value-url", "https://api.example.com/me"), ("value-token", "canary-77")]
            api.egress.answer(.status(401, "{}"))
            let refused = try await browser.post(page, values, from: page)
            #expect(refused.status == 400 && refused.text.contains("The credential was refused"))
            #expect(!refused.text.contains("canary-77") && refused.text.contains("https://api.example.com/me"))
            #expect(try await browser.get("/connections").text.contains("No account is connected yet"))
            let invalid = try await browser.post(page, [("value-url", "no url")], from: page)
            #expect(invalid.status == 400 && invalid.text.contains("Please look again"))
            let anyway = try await browser.post(page, values + [("anyway", "1")], from: page)
            #expect(anyway.location == "/connections/1?said=created")
            api.egress.answer(.status(200, "{}"))
            let good = try await browser.post(page, values, from: page)
            #expect(good.location == "/connections/2?said=created")
            #expect(try await api.send(.get, "connections/2/health").json?["health"]?["status"] == "ok")
            #expect(try await browser.get("/connections/new/nothing").status == 404)
            let stored = try api.storedText()
            #expect(!stored.contains("canary-77") && !api.logText.contains("canary-77"))
        }
    }

    @Test func `a person is sent to the provider, and comes back to the connection`() async throws {
        try await run { api, browser in
            let provider = PlayedProvider()
            provider.play(for: api)
            _ = try await api.send(
                .put, "installations/google", body: ["clientId": "client", "clientSecret": "client-secret"])
            let page = "/connections/new/google"
            let departure = try await browser.post(page, [("name", "Ada's")], from: page)
            #expect(departure.status == 303 && departure.location?.hasPrefix("https://accounts.google.com/") == true)
            #expect(departure.headers[.contentSecurityPolicy]?.contains("form-action 'self' https:") == true)
            let state = try #require(departure.location?.firstMatch(of: #/[?&]state=([^&]+)/#)?.1)
            let back = try await browser.get("/oauth/cb/google?code=abc&state=\(state)")
            #expect(back.location == "http://localhost:8080/connections/1/authorized")
            let arrival = try await browser.get("/connections/1/authorized")
            #expect(arrival.location?.hasPrefix("/connections/1?said=authorized") == true)
            let popup = try await browser.get("/connections/1/authorized?popup=1").text
            #expect(popup.contains("data-popup-done=\"/connections/1?said=authorized"))
            #expect(try await browser.get("/connections/1").text.contains("ada@example.com"))
            let again = try await browser.post(
                "/connections/1/authorize", [("popup", "1"), ("scopes", "https://mail.google.com/")],
                from: "/connections/1")
            #expect(again.location?.contains("mail.google.com") == true)
            let unknown = try await browser.post(
                "/connections/1/authorize", [("scopes", "nonsense")], from: "/connections/1")
            #expect(unknown.status == 400)
        }
    }

    // MARK: - Deleting and replacing

    @Test func `deleting says what breaks, and what came of the tokens`() async throws {
        try await run { api, browser in
            let (old, new) = (try await api.makeConnection(named: "Old"), try await api.makeConnection(named: "New"))
            let scenario = try await api.makeScenario(named: "Weekly digest", using: [old])
            #expect(try await browser.get("/connections/\(old)/delete").text.contains("Weekly digest"))
            let page = "/connections/\(old)/replace"
            #expect(try await browser.get(page).text.contains(">New<"))
            #expect(try await browser.post(page, from: page).status == 400)
            #expect(try await browser.post(page, [("other", "\(old)")], from: page).status == 400)
            let replaced = try await browser.post(page, [("other", "\(new)")], from: page)
            #expect(replaced.location == "/connections/\(old)?said=replaced")
            let blueprint = try await api.send(.get, "scenarios/\(scenario)/blueprint").text
            #expect(blueprint.contains("\(new)"))
            #expect(try await browser.get("/connections/\(new)").text.contains("Weekly digest"))
            let delete = "/connections/\(old)/delete"
            let deleted = try await browser.post(delete, from: delete)
            #expect(deleted.location == "/connections")
            #expect(try await browser.get("/connections").text.contains("The connection has been deleted"))
            #expect(try await browser.get("/connections/\(old)").status == 404)
        }
    }
}
