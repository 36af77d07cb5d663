// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import NIOHTTP1
import TenonJSON
import Testing

@testable import TenonSimulator

/// The OAuth 2 endpoints over a socket.
@Suite struct OAuthTests {
    @Test func `a person signs in, consents, and the client gets tokens that work`() async throws {
        try await Site.run { site in
            let page = try await site.get(
                site.authorizePath(
                    ["code_challenge": CodeTests.challenge, "code_challenge_method": "S256", "nonce": "n"],
                    scope: "openid email read"))
            #expect(page.status == 200 && page.text.contains("simulator-client"))
            let answer = try await site.walk(page, user: "bob")
            #expect(answer.status == 302)
            #expect(answer.parameter("state") == "s+t/a te")
            #expect(answer.parameter("iss") == site.url)
            let tokens = try await site.form(
                "/token",
                [
                    "grant_type": "authorization_code", "code": answer.parameter("code") ?? "",
                    "redirect_uri": Site.redirectURI, "code_verifier": CodeTests.verifier,
                ], headers: [Site.basic])
            #expect(tokens.status == 200)
            #expect(tokens.headers.first(name: "cache-control") == "no-store")
            #expect(tokens["token_type"] == "Bearer" && tokens["scope"] == "openid email read")
            #expect(tokens.json?["expires_in"] == 3600)
            let me = try await site.get("/api/me", token: tokens["access_token"])
            #expect(me["name"] == "bob" && me["client"] == "simulator-client" && me["grant"] == "grant-1")
            let userinfo = try await site.get("/userinfo", token: tokens["access_token"])
            #expect(userinfo["email"] == "bob@simulator.example" && userinfo["sub"] == me["id"])
            #expect(try await site.refresh(tokens)["access_token"] != tokens["access_token"])
            try await checkIDToken(tokens["id_token"], site)
        }
    }

    /// The ID token is signed with the published key, and says what it has to.
    private func checkIDToken(_ text: String?, _ site: Site) async throws {
        let parts = try #require(text).split(separator: ".")
        let key = try #require(try await site.get("/jwks").json?["keys"]?.array?.first)
        let point =
            try #require(Data(base64URL: key["x"]?.string ?? "")) + #require(Data(base64URL: key["y"]?.string ?? ""))
        let signature = try P256.Signing.ECDSASignature(rawRepresentation: #require(Data(base64URL: parts[2])))
        #expect(
            try P256.Signing.PublicKey(rawRepresentation: point)
                .isValidSignature(signature, for: Data("\(parts[0]).\(parts[1])".utf8)))
        let claims = try JSONReader.read(try #require(Data(base64URL: parts[1])))
        #expect(claims["iss"]?.string == site.url && claims["aud"] == "simulator-client" && claims["nonce"] == "n")
        #expect((claims["exp"]?.int ?? 0) - (claims["iat"]?.int ?? 0) == 3600)
    }

    @Test func `a person may refuse, or untick a scope`() async throws {
        try await Site.run { site in
            let refused = try await site.walk(site.get(site.authorizePath()), decision: "deny")
            #expect(refused.parameter("error") == "access_denied" && refused.parameter("code") == nil)
            #expect(refused.parameter("state") == "s+t/a te" && refused.parameter("iss") == site.url)
            let narrowed = try await site.walk(site.get(site.authorizePath()), scopes: ["read", "never asked for"])
            let tokens = try await site.exchange(narrowed.parameter("code") ?? "")
            #expect(tokens["scope"] == "read")
        }
    }

    @Test func `the pages cannot be used from another browser, twice, or with a wrong password`() async throws {
        try await Site.run { site in
            let page = try await site.get(site.authorizePath())
            let key = try #require(page.field("key"))
            let other = try await site.get(site.authorizePath())
            let login = ["key": key, "username": "ada", "password": "ada-password"] as KeyValuePairs
            #expect(try await site.form("/login", login).status == 400)
            #expect(try await site.form("/login", login, headers: [("cookie", other.cookie ?? "")]).status == 400)
            let cookie = [("cookie", page.cookie ?? "")]
            // Nobody consents before the password was right.
            #expect(try await site.form("/consent", ["key": key, "decision": "allow"], headers: cookie).status == 400)
            let wrong = try await site.form(
                "/login", ["key": key, "username": "<b>", "password": "x"], headers: cookie)
            #expect(wrong.status == 401 && wrong.text.contains("role=\"alert\"") && !wrong.text.contains("<b>"))
            #expect(try await site.walk(page).parameter("code") != nil)
            #expect(try await site.form("/consent", ["key": key, "decision": "allow"], headers: cookie).status == 400)
        }
    }

    @Test func `two tabs do not disturb each other`() async throws {
        try await Site.run { site in
            let (one, two) = (try await site.get(site.authorizePath()), try await site.get(site.authorizePath()))
            #expect(one.cookie?.prefix { $0 != "=" } != two.cookie?.prefix { $0 != "=" })
            #expect(try await site.walk(one).parameter("code") != nil)
            #expect(try await site.walk(two).parameter("code") != nil)
        }
    }

    @Test(arguments: ["approve", "deny"])
    func `auto answers without a page`(_ wish: String) async throws {
        try await Site.run { site in
            let answer = try await site.get(site.authorizePath(["auto": wish, "user": "bob"]))
            #expect(answer.status == 302)
            #expect((answer.parameter("code") != nil) == (wish == "approve"))
            #expect(answer.parameter("error") == (wish == "deny" ? "access_denied" : nil))
            guard let code = answer.parameter("code") else { return }
            let token = try await site.exchange(code)["access_token"]
            #expect(try await site.get("/api/me", token: token)["name"] == "bob")
        }
    }

    @Test(arguments: [
        "client_id=nobody&redirect_uri=http://localhost/cb&response_type=code",
        "redirect_uri=http://localhost/cb&response_type=code", "client_id=simulator-client&response_type=code",
        "client_id=simulator-client&redirect_uri=javascript:alert(1)&response_type=code",
        "client_id=simulator-client&redirect_uri=http://localhost/%23fragment&response_type=code",
        "client_id=simulator-client&redirect_uri=/relative&response_type=code",
        "client_id=exact&redirect_uri=http://localhost/exact/more&response_type=code",
        "client_id=exact&redirect_uri=http://localhost/exact%3Fa=b&response_type=code",
        "client_id=exact&client_id=exact&redirect_uri=http://localhost/exact&response_type=code",
    ])
    func `without a sure address nobody is redirected`(_ query: String) async throws {
        let exact = RegisteredClient(id: "exact", secret: "s", redirectURIs: ["http://localhost/exact"])
        try await Site.run {
            $0.clients.append(exact)
        } _: { site in
            let answer = try await site.get("/authorize?\(query)&auto=approve")
            #expect(answer.status == 400 && answer.location == nil)
        }
    }

    @Test(arguments: [
        ("response_type=token", "unsupported_response_type"), ("", "unsupported_response_type"),
        ("response_type=code&scope=a%22b", "invalid_scope"), ("response_type=code&prompt=none", "login_required"),
        ("response_type=code&code_challenge=short", "invalid_request"),
        ("response_type=code&code_challenge=\(CodeTests.challenge)&code_challenge_method=S512", "invalid_request"),
    ])
    func `what else is wrong is told to the client`(_ query: String, _ error: String) async throws {
        try await Site.run { site in
            let answer = try await site.get(
                "/authorize?client_id=simulator-client&redirect_uri=http://localhost/cb&state=x&\(query)")
            #expect(answer.parameter("error") == error && answer.parameter("state") == "x")
        }
    }

    @Test func `a public client needs a challenge and no secret`() async throws {
        try await Site.run {
            $0.clients.append(RegisteredClient(id: "public"))
        } _: { site in
            let path = "/authorize?response_type=code&client_id=public&redirect_uri=http://localhost/cb&auto=approve"
            #expect(try await site.get(path).parameter("error") == "invalid_request")
            let code = try await site.get("\(path)&code_challenge=\(CodeTests.verifier)").parameter("code")
            let tokens = try await site.form(
                "/token",
                [
                    "grant_type": "authorization_code", "code": code ?? "", "redirect_uri": "http://localhost/cb",
                    "code_verifier": CodeTests.verifier, "client_id": "public",
                ])
            #expect(tokens.status == 200)
            let machine = try await site.form("/token", ["grant_type": "client_credentials", "client_id": "public"])
            #expect(machine.error == "unauthorized_client")
        }
    }

    @Test func `each issuer's codes and tokens are its own`() async throws {
        try await Site.run { site in
            let answer = try await site.get(site.authorizePath(["auto": "approve"], issuer: "/tenant/acme"))
            #expect(answer.parameter("iss") == site.url + "/tenant/acme")
            let code = answer.parameter("code") ?? ""
            #expect(try await site.exchange(code).error == "invalid_grant")
            #expect(try await site.exchange(code, issuer: "/tenant/other").error == "invalid_grant")
            let tokens = try await site.exchange(code, issuer: "/tenant/acme")
            #expect(tokens.status == 200)
            #expect(try await site.refresh(tokens).error == "invalid_grant")
            #expect(try await site.get("/api/me", token: tokens["access_token"]).status == 200)
        }
    }

    @Test(arguments: [
        ("/.well-known/oauth-authorization-server", ""), ("/.well-known/openid-configuration", ""),
        ("/.well-known/oauth-authorization-server/tenant/acme", "/tenant/acme"),
        ("/.well-known/openid-configuration/tenant/acme", "/tenant/acme"),
        ("/tenant/acme/.well-known/openid-configuration", "/tenant/acme"),
        ("/google/.well-known/openid-configuration", "/google"),
    ])
    func `metadata names its issuer, and endpoints that exist`(_ path: String, _ issuer: String) async throws {
        try await Site.run { site in
            let metadata = try await site.get(path)
            #expect(metadata["issuer"] == site.url + issuer)
            for name in [
                "authorization_endpoint", "token_endpoint", "revocation_endpoint", "userinfo_endpoint", "jwks_uri",
            ] {
                let address = try #require(metadata[name])
                let status = try await site.send(.GET, address).status
                #expect(status != 404, "\(name)")
            }
        }
    }

    @Test func `a machine client, a password and a signed assertion get tokens`() async throws {
        let key = try #require(PublicKey(pem: ClientTests.Signer.p256.publicPEM))
        try await Site.run {
            $0.clients.append(RegisteredClient(id: "signer", publicKeys: [key]))
        } _: { site in
            let machine = try await site.form(
                "/token", ["grant_type": "client_credentials", "scope": "jobs"], headers: [Site.basic])
            #expect(machine["scope"] == "jobs" && machine["refresh_token"] == nil)
            #expect(try await site.get("/api/me", token: machine["access_token"])["name"] == "simulator-client")
            let password = try await site.form(
                "/token",
                ["grant_type": "password", "username": "ada", "password": "ada-password", "scope": "read"],
                headers: [Site.basic])
            #expect(password["refresh_token"] != nil)
            let wrong = try await site.form(
                "/token", ["grant_type": "password", "username": "ada", "password": "no"], headers: [Site.basic])
            #expect(wrong.error == "invalid_grant")
            let now = Int(Date().timeIntervalSince1970)
            func assertion(_ subject: JSON) throws -> String {
                try ClientTests.Signer.p256.token([
                    "iss": "signer", "sub": subject, "aud": .string(site.url + "/token"), "exp": JSON(now + 60),
                    "scope": "calendar",
                ])
            }
            let bearer = try await site.form(
                "/token", ["grant_type": GrantType.jwtBearer.rawValue, "assertion": assertion("bob")])
            #expect(bearer["scope"] == "calendar")
            #expect(try await site.get("/api/me", token: bearer["access_token"])["name"] == "bob")
            let proven = try await site.form(
                "/token",
                [
                    "grant_type": "client_credentials", "client_assertion": assertion("signer"),
                    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                ])
            #expect(proven.status == 200)
        }
    }

    @Test func `a device is connected on the page`() async throws {
        try await Site.run { site in
            let start = try await site.form("/device_authorization", ["scope": "read tv"], headers: [Site.basic])
            #expect(start.json?["interval"] == 5 && start["verification_uri"] == site.url + "/device")
            func poll() async throws -> Site.Answer {
                try await site.form(
                    "/token",
                    ["grant_type": GrantType.deviceCode.rawValue, "device_code": start["device_code"] ?? ""],
                    headers: [Site.basic])
            }
            #expect(try await poll().error == "authorization_pending")
            #expect(try await poll().error == "slow_down")
            let entry = try await site.get(start["verification_uri_complete"] ?? "")
            #expect(entry.field("user_code") == start["user_code"])
            #expect(try await site.form("/device", ["user_code": "WRNG-CODE"]).status == 400)
            let login = try await site.form("/device", ["user_code": start["user_code"] ?? ""])
            #expect(try await site.walk(login, user: "bob", scopes: ["tv"]).status == 200)
            let tokens = try await poll()
            #expect(tokens["scope"] == "tv" && tokens["refresh_token"] != nil)
        }
    }

    @Test func `a device is refused by auto`() async throws {
        try await Site.run { site in
            let start = try await site.form("/device_authorization", [:], headers: [Site.basic])
            let page = try await site.get("\(start["verification_uri_complete"] ?? "")&auto=deny")
            #expect(page.status == 200)
            let poll = try await site.form(
                "/token", ["grant_type": GrantType.deviceCode.rawValue, "device_code": start["device_code"] ?? ""],
                headers: [Site.basic])
            #expect(poll.error == "access_denied")
        }
    }

    @Test func `introspection tells live tokens from dead ones`() async throws {
        try await Site.run { site in
            let tokens = try await site.tokens()
            func ask(_ token: String?) async throws -> JSON? {
                try await site.form("/introspect", ["token": token ?? "x"], headers: [Site.basic]).json
            }
            let live = try await ask(tokens["access_token"])
            #expect(live?["active"] == true && live?["scope"] == "read write" && live?["username"] == "ada")
            #expect(try await ask(tokens["refresh_token"])?["active"] == true)
            #expect(try await ask("made up") == ["active": false])
            #expect(try await site.form("/introspect", ["token": "x"]).status == 401)
            let revocation = try await site.form(
                "/revoke", ["token": tokens["access_token"] ?? ""], headers: [Site.basic])
            #expect(revocation.status == 200 && revocation.text.isEmpty)
            #expect(try await ask(tokens["access_token"]) == ["active": false])
            #expect(try await ask(tokens["refresh_token"]) == ["active": false])
            #expect(try await site.refresh(tokens).error == "invalid_grant")
            #expect(try await site.form("/revoke", ["token": "made up"], headers: [Site.basic]).status == 200)
        }
    }

    @Test func `another client's token is not revoked`() async throws {
        try await Site.run {
            $0.clients.append(RegisteredClient(id: "other", secret: "s"))
        } _: { site in
            let tokens = try await site.tokens()
            let answer = try await site.form(
                "/revoke", ["token": tokens["access_token"] ?? "", "client_id": "other", "client_secret": "s"])
            #expect(answer.error == "unauthorized_client")
            #expect(try await site.get("/api/me", token: tokens["access_token"]).status == 200)
        }
    }
}
