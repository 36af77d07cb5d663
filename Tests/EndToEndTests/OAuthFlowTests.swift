// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonJSON
import TestServices
import Testing

/// A person connects an account at a real authorization server, in a browser, and the connection lives on.
@Suite struct OAuthFlowTests {
    /// The values of an `http-oauth2` connection to that server.
    private func connection(
        _ server: any OAuthServer, _ client: OAuthClient, url: String? = nil, discovers: Bool = true,
        scopes: [String]
    ) -> JSON {
        var values: JSONObject = [
            "accountType": "http-oauth2", "accountName": "Flow", "url": .string(url ?? server.resourceURL),
            "clientId": .string(client.id), "scopes": JSON(scopes),
        ]
        if let secret = client.secret { values["clientSecret"] = .string(secret) }
        values["clientAuthentication"] = .string(
            client.kind == .open ? "none" : client.kind == .post ? "post" : "basic")
        if discovers {
            values["issuer"] = .string(server.issuer)
        } else {
            values["authorizeUrl"] = .string(server.authorizationURL)
            values["tokenUrl"] = .string(server.tokenURL)
            values["revokeUrl"] = .string(server.revocationURL)
        }
        return .object(values)
    }

    private func health(_ tenon: ServerProcess, _ id: Int64) async throws -> JSON {
        try #require(try await tenon.call("GET", "/connections/\(id)/health").json["health"])
    }

    /// The link for the person.
    private func link(_ tenon: ServerProcess, _ id: Int64, scopes: [String] = []) async throws -> String {
        let answer = try await tenon.call(
            "POST", "/connections/\(id)/authorization", ["scopes": JSON(scopes)])
        return try #require(try answer.json["authorizationUrl"]?.string, "\(answer.text)")
    }

    private func token(_ tenon: ServerProcess, _ id: Int64, minimum: Int = 0) async throws -> String {
        let answer = try await tenon.call(
            "POST", "/connections/\(id)/credentials", ["minimumLifetimeSeconds": JSON(minimum)])
        return try #require(try answer.json["credentials"]?["accessToken"]?.string, "\(answer.text)")
    }

    @Test(arguments: [true, false], [OAuthClient.Kind.basic, .post, .open])
    func `Django OAuth Toolkit: authorize, use, refresh, revoke`(
        _ discovers: Bool, _ kind: OAuthClient.Kind
    ) async throws {
        let tenon = try await ServerProcess.start()
        let provider = try await TestServices.shared.djangoOAuth()
        let client = try await provider.register(kind, redirectURI: tenon.address + "/oauth/cb/http-oauth2")
        let id = try await tenon.create(
            connection(provider, client, discovers: discovers, scopes: ["profile", "files:read"]))
        #expect(try await health(tenon, id)["status"] == "unauthorized")
        #expect(try await tenon.verify(id) == false)

        let browser = HeadlessBrowser()
        let start = try await browser.open(try await link(tenon, id))
        let end = try await provider.answer(browser, from: start, .approve)
        #expect(end.status == 200, "\(end.html)")
        #expect(end.document.text.contains("is connected"))
        #expect(end.document.text.contains("Team"))
        #expect(try await tenon.verify(id) == true)
        let shown = try await tenon.call("GET", "/connections/\(id)").json["connection"]
        #expect(shown?["scopesCnt"] == 2)
        #expect(Set(shown?["scopes"]?.array?.compactMap { $0["id"]?.string } ?? []) == ["profile", "files:read"])

        // A token that was taken back early, which this server tells by a bare 403: `/test` refreshes on 401 only.
        let first = try await token(tenon, id)
        #expect(try await provider.expireAccessTokens(of: client) > 0)
        #expect(try await token(tenon, id) == first, "by our clock it is still good")
        #expect(try await token(tenon, id, minimum: 86_400) != first, "none lives that long: a new one is handed out")

        #expect(try await tenon.call("DELETE", "/connections/\(id)").status == 200)
        let requests = try await provider.tokenRequests(of: client)
        #expect(requests.filter { $0.grant == "authorization_code" }.count == 1)
    }

    @Test func `Django OAuth Toolkit: short tokens with rotation and reuse protection stay alive`() async throws {
        let tenon = try await ServerProcess.start()
        let provider = try await TestServices.shared.djangoOAuth(.shortLived)
        let client = try await provider.register(.basic, redirectURI: tenon.address + "/oauth/cb/http-oauth2")
        let id = try await tenon.create(connection(provider, client, scopes: ["profile", "files:read"]))
        let browser = HeadlessBrowser()
        _ = try await provider.answer(browser, from: try await browser.open(try await link(tenon, id)), .approve)
        var tokens = Set<String>()
        for _ in 0..<6 {
            // Many at once: one refresh answers them all.
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<10 { group.addTask { try await token(tenon, id) } }
                for try await token in group { tokens.insert(token) }
            }
            try await Task.sleep(for: .milliseconds(700))
        }
        #expect(try await tenon.verify(id) == true)
        #expect(tokens.count >= 2)
        let refreshes = try await provider.tokenRequests(of: client).filter { $0.grant == "refresh_token" }
        #expect(refreshes.allSatisfy { $0.status == 200 })
        #expect(refreshes.count >= 2)
        #expect(try await health(tenon, id)["trouble"]?.isNull == true)
    }

    @Test func `Django OAuth Toolkit: a withdrawn grant is told, and authorizing again mends it in place`() async throws
    {
        let tenon = try await ServerProcess.start()
        let provider = try await TestServices.shared.djangoOAuth(.shortLived)
        let client = try await provider.register(.basic, redirectURI: tenon.address + "/oauth/cb/http-oauth2")
        let id = try await tenon.create(connection(provider, client, scopes: ["profile", "files:read"]))
        let browser = HeadlessBrowser()
        _ = try await provider.answer(browser, from: try await browser.open(try await link(tenon, id)), .approve)
        #expect(try await provider.withdrawGrants(of: client) > 0)
        try await Task.sleep(for: .seconds(2))
        let refused = try await tenon.call("POST", "/connections/\(id)/credentials", [:])
        #expect(refused.status == 424)
        #expect(try refused.json["type"]?.string == "urn:tenon:error:reauthorization_required")
        let sick = try await health(tenon, id)
        #expect(sick["status"] == "needs_reauthorization")
        #expect(sick["trouble"]?["reason"] == "rejected")
        #expect(try await tenon.verify(id) == false)
        let again = HeadlessBrowser()
        let end = try await provider.answer(again, from: try await again.open(try await link(tenon, id)), .approve)
        #expect(end.status == 200)
        #expect(try await tenon.verify(id) == true)
        #expect(try await health(tenon, id)["trouble"]?.isNull == true)
    }

    @Test func `Django OAuth Toolkit: a person who says no is told, and nothing changes`() async throws {
        let tenon = try await ServerProcess.start()
        let provider = try await TestServices.shared.djangoOAuth()
        let client = try await provider.register(.basic, redirectURI: tenon.address + "/oauth/cb/http-oauth2")
        let id = try await tenon.create(connection(provider, client, scopes: ["profile"]))
        let browser = HeadlessBrowser()
        let end = try await provider.answer(browser, from: try await browser.open(try await link(tenon, id)), .deny)
        #expect(end.status == 400)
        #expect(end.document.text.contains("Access was not granted"))
        #expect(try await health(tenon, id)["status"] == "unauthorized")
    }

    @Test func `Django OAuth Toolkit: client credentials need no person`() async throws {
        let tenon = try await ServerProcess.start()
        let provider = try await TestServices.shared.djangoOAuth(.shortLived)
        let client = try await provider.register(.machine, redirectURI: tenon.address + "/oauth/cb/x")
        let id = try await tenon.create([
            "accountType": "http-oauth2-client-credentials", "url": .string(provider.resourceURL),
            "clientId": .string(client.id), "clientSecret": .string(client.secret ?? ""),
            "tokenUrl": .string(provider.tokenURL), "scopes": ["files:read"],
        ])
        #expect(try await tenon.verify(id) == true)
        try await Task.sleep(for: .seconds(2))
        #expect(try await tenon.verify(id) == true)
        let wrong = try await tenon.create([
            "accountType": "http-oauth2-client-credentials", "url": .string(provider.resourceURL),
            "clientId": .string(client.id), "clientSecret": "wrong", "tokenUrl": .string(provider.tokenURL),
            "scopes": ["files:read"],
        ])
        #expect(try await tenon.verify(wrong) == false)
        #expect(try await health(tenon, wrong)["trouble"]?["reason"] == "credential_rejected")
        #expect(try await health(tenon, wrong)["status"] == "failing")
        let mended = try await tenon.call(
            "POST", "/connections/\(wrong)/set-data?missing=keep",
            ["clientSecret": .string(client.secret ?? "")])
        #expect(mended.status == 200, "\(mended.text)")
        #expect(try await tenon.verify(wrong) == true)
    }

    @Test func `Canaille: discovery, iss and narrowed scopes`() async throws {
        let tenon = try await ServerProcess.start()
        let provider = try await TestServices.shared.canaille()
        let client = try await provider.register(.basic, redirectURI: tenon.address + "/oauth/cb/http-oauth2")
        let id = try await tenon.create(
            connection(provider, client, scopes: provider.scopes + ["unheard:of"]))
        let browser = HeadlessBrowser()
        let end = try await provider.answer(browser, from: try await browser.open(try await link(tenon, id)), .approve)
        #expect(end.status == 200, "\(end.html)")
        #expect(end.document.text.contains("unheard:of"), "what was not granted is told")
        #expect(try await tenon.verify(id) == true)
        let health = try await health(tenon, id)
        #expect(health["missingScopes"] == ["unheard:of"])
        #expect(Set(health["grantedScopes"]?.array?.compactMap(\.string) ?? []) == Set(provider.scopes))
        let scoped = try await tenon.call("POST", "/connections/\(id)/scoped", ["scope": ["unheard:of"]])
        #expect(try scoped.json["connection"]?["scoped"] == false)
        #expect(try await tenon.call("DELETE", "/connections/\(id)").status == 200)
        let events = try await Binary.run(["audit", "verify", "--data", tenon.scratch.data])
        #expect(events.exitCode == 0)
    }

    @Test func `NanoIDP: authorize and refresh`() async throws {
        let tenon = try await ServerProcess.start()
        let provider = try await TestServices.shared.nanoIDP()
        let client = try await provider.register(.basic, redirectURI: tenon.address + "/oauth/cb/http-oauth2")
        let id = try await tenon.create(connection(provider, client, scopes: provider.scopes))
        let browser = HeadlessBrowser()
        let end = try await provider.answer(browser, from: try await browser.open(try await link(tenon, id)), .approve)
        #expect(end.status == 200, "\(end.html)")
        #expect(try await tenon.verify(id) == true)
        let first = try await token(tenon, id)
        let second = try await token(tenon, id, minimum: 86_400)
        #expect(first != second, "no token lives that long, so a new one is handed out")
    }
}

extension DjangoOAuthServer.Options {
    fileprivate static var shortLived: DjangoOAuthServer.Options {
        var options = DjangoOAuthServer.Options()
        options.accessTokenSeconds = 2
        return options
    }
}
