// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation
import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

/// The requests that a definition leaves to the standards, byte by byte.
@Suite struct StandardFlowTests {
    private static let id = "app:1 é"
    private static let secret = "s+/=&%:ü *~"

    private func refresh(
        _ method: JSON, _ more: KeyValuePairs<String, JSON> = [:], randomness: any Randomness = CountingRandomness()
    ) throws -> OutboundRequest {
        let type = try oauthType()
        var context = try type.context(
            [
                "clientId": .string(Self.id), "clientSecret": .string(Self.secret), "method": method,
                "refreshToken": "rt",
            ])
        for pair in more { context.values.set(pair.key, pair.value, isSecret: true) }
        context.treatsTokenAsExpired = true
        context.randomness = randomness
        var run = type.run(.refresh, in: context)
        let request = try run.request()
        #expect(request.url == "https://as.acme.test:443/token" && request.method == "POST" && request.isAllowed())
        #expect(request.header("content-type") == "application/x-www-form-urlencoded")
        #expect(request.header("accept") == "application/json")
        return request
    }

    private func basic(_ text: String) -> String { "Basic " + Data(text.utf8).base64EncodedString() }

    @Test(arguments: ["basic", nil] as [JSON])
    func `basic encodes both parts as RFC 6749 wants it, and is the usual way`(_ method: JSON) throws {
        let request = try refresh(method)
        #expect(
            request.header("authorization")
                == basic("app%3A1%20%C3%A9:s%2B%2F%3D%26%25%3A%C3%BC%20%2A~"))
        #expect(request.body?.reveal() == "grant_type=refresh_token&refresh_token=rt")
    }

    @Test func `basic_raw leaves both parts as they are`() throws {
        let request = try refresh("basic_raw")
        #expect(request.header("authorization") == basic("\(Self.id):\(Self.secret)"))
        #expect(request.body?.reveal() == "grant_type=refresh_token&refresh_token=rt")
    }

    @Test func `post sends both parts in the body`() throws {
        let request = try refresh("post")
        #expect(request.header("authorization") == nil)
        #expect(
            request.body?.reveal()
                == "grant_type=refresh_token&refresh_token=rt&client_id=app%3A1%20%C3%A9"
                + "&client_secret=s%2B%2F%3D%26%25%3A%C3%BC%20%2A~")
    }

    @Test func `a public client says its name only`() throws {
        let request = try refresh("none")
        #expect(request.header("authorization") == nil)
        #expect(request.body?.reveal() == "grant_type=refresh_token&refresh_token=rt&client_id=app%3A1%20%C3%A9")
    }

    @Test func `private_key_jwt is verified with the public key`() throws {
        let request = try refresh("private_key_jwt", ["privateKey": .string(SigningKeys.rsa), "keyId": "k-1"])
        let form = request.form
        #expect(request.header("authorization") == nil && form["client_secret"] == nil)
        #expect(form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        #expect(form["client_id"] == Self.id)
        let parts = try #require(form["client_assertion"]).split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        let header = try JSONReader.read(#require(Base64.decode(parts[0])))
        #expect(header["alg"] == "RS256" && header["kid"] == "k-1")
        let claims = try JSONReader.read(#require(Base64.decode(parts[1])))
        #expect(claims["iss"] == .string(Self.id) && claims["sub"] == .string(Self.id))
        #expect(claims["aud"] == "https://as.acme.test/token")
        #expect(claims["iat"] == 1_769_850_000 && claims["exp"] == 1_769_850_300)
        let key = try _RSA.Signing.PublicKey(pemRepresentation: SigningKeys.rsaPublic)
        let signature = _RSA.Signing.RSASignature(rawRepresentation: try #require(Base64.decode(parts[2])))
        let digest = SHA256.hash(data: Data("\(parts[0]).\(parts[1])".utf8))
        #expect(key.isValidSignature(signature, for: digest, padding: .insecurePKCS1v1_5))
        let other = try refresh(
            "private_key_jwt", ["privateKey": .string(SigningKeys.rsa)], randomness: SystemRandomness())
        let assertion = try #require(other.form["client_assertion"]).split(separator: ".")
        let payload = try JSONReader.read(#require(Base64.decode(String(assertion[1]))))
        #expect(payload["jti"] != claims["jti"], "no assertion can be replayed as another")
    }

    @Test func `a key that is none fails without a word of it`() throws {
        let type = try oauthType()
        let context = try type.context([
            "clientId": "app", "method": "private_key_jwt", "privateKey": "-----BEGIN canary-----",
            "refreshToken": "rt",
        ]).with(\.treatsTokenAsExpired, true)
        let verdict = type.run(.refresh, in: context).verdict
        #expect(verdict?.word == "undetermined" && verdict?.failure?.message.contains("canary") == false)
    }

    @Test func `a code is exchanged with what the authorization began with`() throws {
        let type = try oauthType()
        var context = try type.context(["clientId": "app", "clientSecret": "shh!", "method": "post"])
        context.query = [("code", Secret("c/1+2")), ("state", Secret("st"))]
        context.verifier = Secret("ver-1")
        var run = type.run(.token, in: context)
        #expect(
            try run.request().form == [
                "grant_type": "authorization_code", "code": "c/1+2", "code_verifier": "ver-1", "client_id": "app",
                "client_secret": "shh!", "redirect_uri": "https://tenon.acme.test/oauth/cb/acme",
            ])
        context.verifier = nil
        var without = type.run(.token, in: context)
        #expect(try without.request().form["code_verifier"] == nil)
    }

    @Test func `flows without a person ask with what is stored`() throws {
        let credentials = try oauthType("flow: client_credentials\npkce: none")
        #expect(!credentials.needsPerson && credentials.needsToken)
        var first = credentials.run(
            .token, in: try credentials.context(["clientId": "app", "method": "none"], scopes: ["a", "b"]))
        #expect(
            try first.request().form == ["grant_type": "client_credentials", "scope": "a b", "client_id": "app"])
        let password = try oauthType("flow: password\npkce: none\nscopeSeparator: ','")
        var second = password.run(
            .token,
            in: try password.context(
                ["clientId": "app", "method": "none", "username": "ann", "password": "p w&"], scopes: ["a", "b"]))
        #expect(
            try second.request().form == [
                "grant_type": "password", "username": "ann", "password": "p w&", "scope": "a,b", "client_id": "app",
            ])
        var bare = credentials.run(.token, in: try credentials.context(["clientId": "app", "method": "none"]))
        #expect(try bare.request().form["scope"] == nil)
    }

    @Test func `another device asks for its codes, and then for the token`() throws {
        let type = try oauthType("flow: device_code\npkce: none")
        #expect(type.needsPerson && type.requests[.authorize] == nil)
        var context = try type.context(["clientId": "app", "method": "none"], scopes: ["a"])
        context.server["device_authorization_endpoint"] = "https://as.acme.test/device"
        var device = type.run(.device, in: context)
        #expect(try device.request().form == ["scope": "a", "client_id": "app"])
        let answer =
            #"{"device_code":"dc","user_code":"AB-CD","verification_url":"https://as.acme.test/d","interval":7}"#
        #expect(device.answer(200, answer)?.word == "good")
        #expect(device.temp["userCode"]?.text == "AB-CD" && device.temp["interval"]?.int == 7)
        #expect(device.temp["verificationUri"]?.text == "https://as.acme.test/d")
        context.temp = device.temp
        var token = type.run(.token, in: context)
        #expect(
            try token.request().form == [
                "grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "dc", "client_id": "app",
            ])
        #expect(token.answer(400, #"{"error":"authorization_pending"}"#)?.word == "pending")
    }

    @Test func `both tokens are taken back, the refresh token first`() throws {
        let type = try oauthType()
        let context = try type.context(["clientId": "app", "method": "none", "accessToken": "at", "refreshToken": "rt"])
        var run = type.run(.invalidate, in: context)
        let first = try run.request()
        #expect(first.url == "https://as.acme.test:443/revoke")
        #expect(first.form == ["token": "rt", "token_type_hint": "refresh_token", "client_id": "app"])
        #expect(run.answer(200, "") == nil)
        #expect(try run.request().form == ["token": "at", "token_type_hint": "access_token", "client_id": "app"])
        #expect(run.answer(200, "")?.word == "good")
        var refused = type.run(.invalidate, in: context)
        #expect(refused.answer(503, "")?.word == "undetermined")
        var nothing = context
        nothing.server["revocation_endpoint"] = nil
        var skipped = type.run(.invalidate, in: nothing)
        _ = skipped.next()
        #expect(skipped.isSkipped)
    }

    @Test func `introspection tells what was granted`() throws {
        let type = try oauthType()
        let context = try type.context(["clientId": "app", "method": "none", "accessToken": "at"])
        var run = type.run(.introspect, in: context)
        #expect(try run.request().form == ["token": "at", "token_type_hint": "access_token", "client_id": "app"])
        #expect(run.answer(200, #"{"active":true,"scope":"a b"}"#)?.word == "good")
        #expect(run.grantedScopes == ["a", "b"])
        var ended = type.run(.introspect, in: context)
        #expect(ended.answer(200, #"{"active":false}"#)?.word == "bad")
        #expect(ended.grantedScopes == nil)
    }

    @Test func `an endpoint that nobody knows is asked for nothing`() throws {
        let type = try oauthType()
        var context = try type.context(["refreshToken": "rt"]).with(\.treatsTokenAsExpired, true)
        context.server["token_endpoint"] = nil
        let verdict = type.run(.refresh, in: context).verdict
        #expect(verdict?.word == "undetermined" && verdict?.failure?.name == .runtime)
        context.server["token_endpoint"] = "https://evil.test/token"
        var run = type.run(.refresh, in: context)
        #expect(try !run.request().isAllowed(), "the door refuses hosts that the definition does not name")
    }
}
