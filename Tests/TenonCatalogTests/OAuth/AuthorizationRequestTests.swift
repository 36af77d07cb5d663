// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

/// Where a person's browser is sent (RFC 6749 §4.1.1, RFC 7636), and what is made of its coming back.
@Suite struct AuthorizationRequestTests {
    /// The verifier of RFC 7636, appendix B, and its challenge.
    private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    private func type(_ authorize: String, _ body: String = "") throws -> ConnectionType {
        try oauthType(body, api: "info: {url: /me}\nauthorize:\n  \(authorize)")
    }

    private func address(_ type: ConnectionType, scopes: [String] = []) throws -> URLComponents {
        var context = try type.context(["clientId": "app&x=1"], scopes: scopes)
        context.state = Secret("st/1+&=")
        context.verifier = Secret(Self.verifier)
        return try #require(URLComponents(string: try type.authorizationRequest(in: context).url.reveal()))
    }

    private func query(_ components: URLComponents) -> [String: [String]] {
        Dictionary(grouping: components.queryItems ?? [], by: \.name).mapValues { $0.map { $0.value ?? "" } }
    }

    @Test func `the challenge of RFC 7636, appendix B, is computed`() {
        #expect(ProofKey.challenge(Secret(Self.verifier)) == Self.challenge)
        let own = ProofKey.verifier(from: SystemRandomness()).reveal()
        #expect(own.utf8.count == 43)
        #expect(own.utf8.allSatisfy { PercentEncoding.unreserved.contains($0) })
    }

    @Test func `the standards' request holds what it has to, once`() throws {
        let address = try address(oauthType(), scopes: ["a", "b:c"])
        #expect(address.scheme == "https" && address.host == "as.acme.test" && address.path == "/authorize")
        #expect(
            query(address) == [
                "response_type": ["code"], "client_id": ["app&x=1"], "scope": ["a b:c"], "state": ["st/1+&="],
                "redirect_uri": ["https://tenon.acme.test/oauth/cb/acme"], "code_challenge": [Self.challenge],
                "code_challenge_method": ["S256"],
            ])
        #expect(query(try self.address(oauthType()))["scope"] == nil)
    }

    @Test func `what the definition says itself is not said again`() throws {
        let own = try type(
            #"""
            url: "https://as.acme.test/a?code_challenge_method=own&keep=1&keep=2"
              qs: {state: "{{oauth.state}}", redirect_uri: "https://own.test/cb", code_challenge: "{{pkce.challenge}}"}
            """#)
        let found = query(try address(own))
        #expect(found["state"] == ["st/1+&="] && found["redirect_uri"] == ["https://own.test/cb"])
        #expect(found["code_challenge"] == [Self.challenge] && found["code_challenge_method"] == ["own"])
        #expect(found["keep"] == ["1", "2"], "a query of the URL is kept")
    }

    @Test func `a definition without proof keys sends none`() throws {
        let found = query(try address(type("url: https://as.acme.test/a", "pkce: none")))
        #expect(found["code_challenge"] == nil && found["code_challenge_method"] == nil && found["state"] != nil)
    }

    @Test(arguments: [
        "https://evil.test/a", "https://as.acme.test.evil.test/a", "https://as.acme.test@evil.test/a",
        "ftp://as.acme.test/",
        "https://evil.test\\@as.acme.test/", "https://as.acme.test:8443@evil.test", "",
    ])
    func `an address at another host is refused`(_ url: String) throws {
        var context = try oauthType().context(["clientId": "app"])
        context.state = Secret("st-canary")
        context.server["authorization_endpoint"] = .string(url)
        let failure = #expect(throws: Failure.self) { try oauthType().authorizationRequest(in: context) }
        #expect(failure?.message.contains("st-canary") == false)
    }

    @Test(arguments: ["javascript:alert(1)", "//evil.test/a", "\\\\evil.test", "/a", "evil.test"])
    func `an address without a scheme is a path at the app`(_ url: String) throws {
        var context = try oauthType().context(["clientId": "app"])
        context.server["authorization_endpoint"] = .string(url)
        // One that cannot be a path is refused.
        guard let request = try? oauthType().authorizationRequest(in: context) else { return }
        #expect(request.url.reveal().hasPrefix("https://api.acme.test/"))
    }

    @Test func `a discovered address cannot leave its query`() throws {
        var context = try oauthType().context(["clientId": "app"])
        context.state = Secret("st")
        context.server["authorization_endpoint"] = "https://as.acme.test/a?response_type=token&state=evil"
        let url = try oauthType().authorizationRequest(in: context).url.reveal()
        let found = query(try #require(URLComponents(string: url)))
        #expect(found["state"]?.contains("st") == true, "\(url)")
    }

    @Test func `a type without a person has nowhere to go`() throws {
        let type = try oauthType("flow: client_credentials\npkce: none")
        #expect(throws: Failure.self) { try type.authorizationRequest(in: try type.context()) }
    }

    @Test func `nothing prints an address, or what a context holds`() throws {
        var context = try oauthType().context(["clientId": "app", "clientSecret": "canary-1"])
        context.state = Secret("canary-2")
        context.verifier = Secret("canary-3")
        context.query = [("code", Secret("canary-4"))]
        let request = try oauthType().authorizationRequest(in: context)
        for subject in [context as Any, request as Any] {
            var printed = "\(subject)" + String(reflecting: subject)
            dump(subject, to: &printed)
            #expect(!printed.contains("canary"))
        }
    }

    @Test func `the definition takes from the redirect what it names`() throws {
        let type = try type(
            #"""
            url: https://as.acme.test/a
              response:
                valid: {condition: "{{query.ok}}", message: "no {{query.why}}"}
                temp: {shop: "{{query.shop}}"}
                data: {realm: "{{query.realm}}"}
            """#)
        var context = try type.context(["clientId": "app"])
        context.query = [("ok", Secret("1")), ("shop", Secret("s1")), ("realm", Secret("r1"))]
        let (values, temp) = try type.authorizationAnswer(in: context)
        #expect(temp["shop"]?.text == "s1" && values.value("realm")?.text == "r1")
        #expect(values.secret("realm") != nil, "what a third party sends is a secret until something says otherwise")
        context.query = [("why", Secret("so"))]
        #expect(throws: Failure.self) { try type.authorizationAnswer(in: context) }
        let plain = try oauthType()
        #expect(try plain.authorizationAnswer(in: try plain.context(["clientId": "app"])).values.names == ["clientId"])
    }
}
