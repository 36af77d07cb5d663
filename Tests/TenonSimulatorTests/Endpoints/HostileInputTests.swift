// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import TenonJSON
import Testing

@testable import TenonSimulator

/// Bad forms, huge bodies, unknown everything: an error in words, never a 500, and the next request is answered.
@Suite struct HostileInputTests {
    @Test(arguments: [
        "", "=", "&&&", "grant_type", "grant_type=", "grant_type=%zz", "grant_type=%00", "grant_type=%FF%FE",
        "grant_type=refresh_token", "grant_type=refresh_token&refresh_token=",
        "grant_type=refresh_token&grant_type=password", "grant_type=authorization_code&code=x&code=y",
        "grant_type=magic", "grant_type=password&username=ada", "grant_type=refresh_token&refresh_token=x&scope=%22",
        "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=a.b.c",
        "grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=x",
        String(repeating: "a=b&", count: 300),
        "grant_type=refresh_token&refresh_token=" + String(repeating: "x", count: 100_000),
    ])
    func `a token request that makes no sense is 400 with an error`(_ body: String) async throws {
        try await Site.run { site in
            let answer = try await site.send(
                .POST, "/token", headers: [("content-type", "application/x-www-form-urlencoded"), Site.basic],
                body: body)
            #expect(answer.status == 400)
            #expect(answer.error != nil)
            #expect(!answer.text.contains("xxxx"))
        }
    }

    @Test(arguments: [
        "Basic", "Basic !!!", "Basic AAAA", "Basic /w==", "Bearer x", "OAuth x", "Digest a=b", "Basic Og==", "",
    ])
    func `a credential that makes no sense is 401`(_ header: String) async throws {
        try await Site.run { site in
            let answer = try await site.form(
                "/token", ["grant_type": "client_credentials"], headers: [("authorization", header)])
            #expect(answer.status == 401 && answer.error == "invalid_client")
        }
    }

    @Test(arguments: ["", "Bearer", "Bearer ", "Basic eA==", "Bearer " + String(repeating: "x", count: 8_000)])
    func `an access token that makes no sense is 401`(_ header: String) async throws {
        try await Site.run { site in
            for path in ["/api/me", "/userinfo"] {
                let answer = try await site.get(path, headers: [("authorization", header)])
                #expect(answer.status == 401)
            }
        }
    }

    @Test func `a body beyond the bound is 413`() async throws {
        try await Site.run { site in
            let answer = try await site.send(.POST, "/token", body: String(repeating: "x", count: (16 << 20) + 1))
            #expect(answer.status == 413)
            #expect(try await site.get("/").status == 200)
        }
    }

    @Test(arguments: [
        "/nothing", "/tenant", "/tenant/", "/api/scoped/", "/admin", "/.well-known/x", "/google", "/%2e%2e/etc",
    ])
    func `a path that is none is 404, or 405 with what it knows`(_ path: String) async throws {
        try await Site.run { site in
            let answer = try await site.get(path)
            #expect(answer.status == (path == "/admin" ? 405 : 404))
            #expect(answer.headers.first(name: "allow") == (path == "/admin" ? "DELETE" : nil))
            #expect(answer.error != nil)
        }
    }

    @Test(arguments: ["nothing", "slow=x", "slow=99999999", "rotation=maybe", ",", "=,=", "answer=999"])
    func `words of the Simulate header that are none are told`(_ words: String) async throws {
        try await Site.run { site in
            let answer = try await site.get("/api/me", headers: [("simulate", words)])
            if words == "," {
                #expect(answer.status == 401)
            } else {
                #expect(answer.status == 400 && answer["error_description"]?.hasPrefix("Simulate: ") == true)
            }
        }
    }

    @Test func `names from outside are harmless in pages and headers`() async throws {
        try await Site.run { site in
            let scope = "<script>alert(1)</script>"
            let page = try await site.get(site.authorizePath(["login_hint": "\"><script>"], scope: scope))
            #expect(page.status == 200 && !page.text.contains("<script>"))
            #expect(page.headers.first(name: "content-security-policy")?.contains("default-src 'none'") == true)
            let state = try await site.get(
                "/authorize?response_type=code&client_id=simulator-client&redirect_uri=http://localhost/cb&auto=deny"
                    + "&state=%0d%0aset-cookie:a=b")
            #expect(state.parameter("state") == "\r\nset-cookie:a=b")
            #expect(state.headers.first(name: "set-cookie") == nil)
            let token = site.simulator.grant(to: "simulator-client", userName: "ada", scope: [])?.accessToken
            let scoped = try await site.get("/api/scoped/a%22%0d%0ax:y", token: token)
            #expect(scoped.status == 400 && scoped.headers.first(name: "x") == nil)
        }
    }

    @Test(arguments: [
        "[", "{", "null", "[]", #"{"username":"ada","username":"bob"}"#, "\u{0}", String(repeating: "[", count: 10_000),
    ])
    func `JSON that makes no sense is 400`(_ body: String) async throws {
        try await Site.run { site in
            for path in ["/session", "/admin/switches", "/admin/clients", "/admin/users", "/admin/revoke"] {
                let answer = try await site.send(
                    .POST, path, headers: [("content-type", "application/json")], body: body)
                #expect(answer.status == 400, "\(path)")
            }
        }
    }

    @Test(arguments: ["evil.example/x", "a b", "\"><script>", "user@host"])
    func `a host that is none is not repeated`(_ host: String) async throws {
        try await Site.run { site in
            // Straight to the function: an honest client does not send such a header.
            #expect(site.simulator.origin(authority: host) == site.url)
            #expect(site.simulator.origin(authority: "localhost:1") == "http://localhost:1")
        }
    }
}
