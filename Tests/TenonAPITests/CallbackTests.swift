// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TenonDomain
import TenonJSON
import TenonStore
import Testing

/// The way back from the provider, for those who are on it and for those who would like to be.
@Suite struct CallbackTests {
    private func health(_ api: APIFixture, _ id: Int64) async throws -> JSON? {
        try await api.send(.get, "connections/\(id)/health").json?["health"]?["status"]
    }

    private func run(_ body: (APIFixture, PlayedProvider, Int64) async throws -> Void) async throws {
        try await APIFixture.run { api in
            let provider = PlayedProvider()
            provider.play(for: api)
            try await body(api, provider, try await api.makeOAuthConnection())
        }
    }

    @Test func `the person who began comes back, once`() async throws {
        try await run { api, provider, id in
            let journey = try await Journey(api, connection: id)
            let page = try await journey.arrive()
            #expect(page.status == 200 && page.text.contains("ada@example.com"))
            #expect(page.headers[.contentType]?.hasPrefix("text/html") == true)
            let policy = try #require(HTTPField.Name("Referrer-Policy"))
            #expect(page.headers[policy] == "no-referrer", "the address holds a code")
            #expect(page.headers[.cacheControl]?.contains("no-store") == true)
            #expect(page.headers[values: .setCookie].contains { $0.contains("Max-Age=0") })
            #expect(try await health(api, id) == "ok")
            #expect(try await journey.arrive().status == 404)
            #expect(provider.grants == ["authorization_code"])
        }
    }

    @Test func `a state that is forged, cut or missing leads nowhere`() async throws {
        try await run { api, provider, id in
            let journey = try await Journey(api, connection: id)
            for state in [
                "", "x", String(journey.state.dropLast()), journey.state.uppercased(), journey.ticket, "%00", "%FF",
            ] {
                #expect(try await journey.arrive(state: state).status == 404, "\(state)")
            }
            #expect(try await api.browse(.get, "/oauth/cb/google?code=x", cookie: journey.cookie).status == 404)
            #expect(provider.grants.isEmpty)
            #expect(try await journey.arrive().status == 200, "nobody used it up")
        }
    }

    @Test func `another browser gets nothing, and does not spoil it for the first`() async throws {
        try await run { api, provider, id in
            let (first, second) = (try await Journey(api, connection: id), try await Journey(api, connection: id))
            let name = first.cookie.prefix { $0 != "=" }
            for cookie in [
                nil, second.cookie, "\(name)=", "\(name)=\(second.cookieValue)", "\(name)=\(first.cookieValue)x",
                "\(first.cookie); \(name)=\(second.cookieValue)", "x\(first.cookie)", "\(name)=\(first.state)",
            ] as [String?] {
                let page = try await first.arrive(cookie: .some(cookie))
                #expect(page.status == 403, "\(cookie ?? "none")")
            }
            #expect(provider.grants.isEmpty)
            #expect(try await first.arrive().status == 200)
        }
    }

    @Test func `two tabs of one browser do not disturb each other`() async throws {
        try await run { api, provider, id in
            let (first, second) = (try await Journey(api, connection: id), try await Journey(api, connection: id))
            let both = "\(first.cookie); other=1; \(second.cookie)"
            #expect(try await second.arrive(cookie: both).status == 200)
            #expect(try await first.arrive(cookie: both).status == 200)
            #expect(provider.grants.count == 2)
            #expect(try await health(api, id) == "ok")
        }
    }

    @Test func `of many callbacks at once one is taken`() async throws {
        try await run { api, provider, id in
            let journey = try await Journey(api, connection: id)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 { group.addTask { try await journey.arrive().status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } == 1 && statuses.count { $0 == 404 } == 19)
            #expect(provider.grants.count == 1)
        }
    }

    @Test func `an answer of another issuer, or at another type's address, is not taken`() async throws {
        try await run { api, provider, id in
            for issuer in ["https://evil.test", "https://accounts.google.com/", "http://accounts.google.com", ""] {
                let journey = try await Journey(api, connection: id)
                #expect(try await journey.arrive("&iss=\(issuer)").status == 400, "\(issuer)")
                #expect(try await journey.arrive().status == 404, "it is used up")
            }
            for type in ["slack", "http-oauth2", "nothing"] {
                #expect(try await Journey(api, connection: id).arrive(type: type).status == 400, "\(type)")
            }
            #expect(provider.grants.isEmpty)
            #expect(try await Journey(api, connection: id).arrive("&iss=https://accounts.google.com").status == 200)
        }
    }

    @Test func `who comes too late has to begin again`() async throws {
        try await run { api, provider, id in
            let journey = try await Journey(api, connection: id)
            // The clock goes on by a second whenever it is looked at.
            for _ in 0..<600 { _ = api.clock.now() }
            #expect(try await journey.arrive().status == 404)
            let answer = try await api.send(.post, "connections/\(id)/authorization", body: [:])
            let link = try #require(answer.json?["authorizationUrl"]?.string)
            for _ in 0..<600 { _ = api.clock.now() }
            let path = String(link.dropFirst("http://localhost:8080".count))
            #expect(try await api.browse(.get, path).status == 404)
            #expect(provider.grants.isEmpty)
        }
    }

    @Test func `a link is good for one browser and one connection`() async throws {
        try await run { api, provider, id in
            let other = try await api.makeOAuthConnection()
            let answer = try await api.send(.post, "connections/\(id)/authorization", body: [:])
            let link = try #require(answer.json?["authorizationUrl"]?.string)
            let ticket = String(link.split(separator: "=").last ?? "")
            #expect(try await api.browse(.get, "/api/v2/oauth/auth/\(other)?ticket=\(ticket)").status == 404)
            #expect(try await api.browse(.get, "/api/v2/oauth/auth/99?ticket=\(ticket)").status == 404)
            #expect(try await api.browse(.get, "/api/v2/oauth/auth/\(id)?ticket=\(ticket)x").status == 404)
            _ = try await Journey(api, link: link)
            #expect(try await api.browse(.get, "/api/v2/oauth/auth/\(id)?ticket=\(ticket)").status == 404)
        }
    }

    @Test func `a connection that was deleted meanwhile receives nothing`() async throws {
        try await run { api, provider, id in
            let journey = try await Journey(api, connection: id)
            #expect(try await api.send(.delete, "connections/\(id)").status == 200)
            #expect(try await journey.arrive().status == 404)
            #expect(provider.grants.isEmpty)
        }
    }

    @Test func `a refusal is told in words, and what was there keeps working`() async throws {
        try await run { api, provider, id in
            #expect(try await Journey(api, connection: id).arrive().status == 200)
            let token = provider.lastAccessToken
            let evil = "%3Cscript%3Ealert(1)%3C/script%3E%0A%E2%80%AE"
            for error in ["access_denied", "server_error", "invalid_scope", evil, "temporarily_unavailable"] {
                let page = try await Journey(api, connection: id).arrive(
                    code: nil, "&error=\(error)&error_description=\(evil)")
                #expect((400..<503).contains(page.status), "\(error)")
                #expect(page.text.contains("<h1>") && !page.text.contains("<script>"))
                #expect(!page.text.contains("\u{202E}"))
            }
            for (code, more) in [(nil, ""), ("", "&error=access_denied")] as [(String?, String)] {
                #expect(try await Journey(api, connection: id).arrive(code: code, more).status == 400)
            }
            for mood in [PlayedProvider.Mood.echoing(500), .echoing(400), .refusing] {
                provider.become(mood)
                #expect(try await Journey(api, connection: id).arrive().status == 502)
            }
            provider.become(.good)
            let answer = try await api.send(.post, "connections/\(id)/credentials", body: [:])
            #expect(answer.json?["credentials"]?["accessToken"]?.string == token)
            #expect(try await health(api, id) == "ok")
            #expect(try await api.auditActions().contains(.connectionAuthorizationFailed))
        }
    }
}

/// A grant that was taken back here stays taken back.
@Suite struct RevocationTests {
    @Test func `a revoked connection hands out nothing until a person authorizes it again`() async throws {
        try await APIFixture.run { api in
            let provider = PlayedProvider()
            provider.play(for: api)
            let id = try await api.makeOAuthConnection()
            #expect(try await Journey(api, connection: id).arrive().status == 200)
            let revoked = try await api.send(.post, "connections/\(id)/revoke")
            #expect(revoked.json?["revocation"]?["outcome"] == "revoked")
            let request = try #require(api.egress.requests.last)
            #expect(request.target.reveal() == "/revoke")
            #expect(PlayedProvider.fields(request.body?.reveal() ?? "")["token"] == provider.lastRefreshToken)
            let asked = api.egress.requests.count
            for body in [[:], ["minimumLifetimeSeconds": 60]] as [JSON] {
                let refused = try await api.send(.post, "connections/\(id)/credentials", body: body)
                #expect(refused.status == 424 && !refused.text.contains(provider.lastAccessToken))
            }
            _ = try await api.send(.post, "connections/\(id)/test")
            #expect(api.egress.requests.count == asked, "nobody is asked with a token that was taken back")
            let health = try await api.send(.get, "connections/\(id)/health").json?["health"]
            #expect(health?["status"] == "needs_reauthorization" && health?["trouble"]?["reason"] == "revoked")
            #expect(try await Journey(api, connection: id).arrive().status == 200)
            #expect(try await api.send(.post, "connections/\(id)/test").json?["verified"] == true)
        }
    }

    /// The provider has replaced the token when the connection is gone or revoked: it would be good for ever, and known
    /// to nobody.
    @Test(arguments: [("revoke", HTTPRequest.Method.post), ("", .delete)])
    func `a token that comes after the end is taken back as well`(
        _ end: String, _ method: HTTPRequest.Method
    ) async throws {
        try await APIFixture.run { api in
            let provider = PlayedProvider()
            provider.play(for: api)
            let id = try await api.makeOAuthConnection()
            #expect(try await Journey(api, connection: id).arrive().status == 200)
            for _ in 0..<3600 { _ = api.clock.now() }
            let path = end.isEmpty ? "connections/\(id)?confirmed=true" : "connections/\(id)/\(end)"
            api.egress.answer { request in
                let answer = provider.answer(request)
                if request.target.reveal() == "/token" {
                    let ended = try? await api.send(method, path)
                    #expect(ended?.status == 200)
                }
                return answer
            }
            let refused = try await api.send(.post, "connections/\(id)/credentials", body: [:])
            #expect(refused.status == (end.isEmpty ? 404 : 424), "\(refused.text)")
            let taken = api.egress.requests.filter { $0.target.reveal() == "/revoke" }
                .compactMap { PlayedProvider.fields($0.body?.reveal() ?? "")["token"] }
            #expect(taken.count == 2 && taken.last == provider.lastRefreshToken && taken.first != taken.last)
            let entries = try await api.auditStore.events(of: OrganizationID(1), after: 0, limit: 1000).map(\.draft)
                .filter { $0.action == .connectionRevoked && $0.details["outcome"] == "revoked" }
            #expect(entries.last?.actor == .system)
        }
    }

    @Test func `many callers at once cost one refresh`() async throws {
        try await APIFixture.run { api in
            let provider = PlayedProvider()
            provider.play(for: api)
            let id = try await api.makeOAuthConnection()
            #expect(try await Journey(api, connection: id).arrive().status == 200)
            // The clock goes on by a second whenever it is looked at: the token's hour is over.
            for _ in 0..<3600 { _ = api.clock.now() }
            let tokens = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        try await api.send(.post, "connections/\(id)/credentials", body: [:])
                            .json?["credentials"]?["accessToken"]?.string
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(tokens == Array(repeating: provider.lastAccessToken, count: 50))
            #expect(provider.grants == ["authorization_code", "refresh_token"])
        }
    }
}
