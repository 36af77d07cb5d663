// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

/// What a definition's `base` puts into each request that goes through the proxy.
@Suite struct PlanAuthenticatorTests {
    private func authenticator(_ base: String) throws -> any RequestAuthenticator {
        let type = try acme(
            definition(
                """
                parameters: [{name: key, type: password, required: true}]
                api: {url: /me}
                """, base: "{baseUrl: \"https://api.acme.test\", \(base)}"))
        let (values, faults) = type.accept(["key": "k\"1&"])
        #expect(faults.isEmpty)
        let context = RunContext(values: values, now: testTime, randomness: CountingRandomness())
        return try #require(try type.upstreamPlan(in: context).authenticator)
    }

    private static let body = #"body: {api_key: "{{connection.key}}", v: 2}"#

    private func sent(_ type: String?, _ text: String, method: String = "POST") throws -> SignableRequest {
        let authenticator = try authenticator(PlanAuthenticatorTests.body)
        let request = try signable(
            method, "https://api.acme.test/x", type.map { [("Content-Type", $0)] } ?? [],
            .held(Secret(text)))
        #expect(authenticator.needsBody(request))
        return try authenticator.authenticate(request, at: testTime)
    }

    @Test(arguments: [
        ("application/json", #"{"a":1, "b" : [ ]}"#, #"{"api_key":"k\"1&","v":2,"a":1, "b" : [ ]}"#),
        ("application/json; charset=utf-8", " {} ", #"{"api_key":"k\"1&","v":2} "#),
        ("application/vnd.api+json", "\n{\"a\":1e400}", #"{"api_key":"k\"1&","v":2,"a":1e400}"#),
        ("application/json", "", #"{"api_key":"k\"1&","v":2}"#),
        ("application/x-www-form-urlencoded", "a=1&b", "a=1&b&api_key=k%221%26&v=2"),
        ("application/x-www-form-urlencoded", "", "api_key=k%221%26&v=2"),
    ])
    func `a credential goes into the body, and the rest stays as it is`(_ type: String, _ text: String, _ made: String)
        throws
    {
        let request = try sent(type, text)
        #expect(request.bodyText == made)
        #expect(request.header("content-type") == type)
    }

    @Test func `without a body one is made, but not where it would mean nothing`() throws {
        let made = try sent(nil, "")
        #expect(made.bodyText == #"{"api_key":"k\"1&","v":2}"#)
        #expect(made.header("content-type") == "application/json")
        for method in ["GET", "HEAD", "OPTIONS"] { #expect(try sent(nil, "", method: method).bodyText == "") }
    }

    @Test(arguments: [
        ("application/json", "[]", TenonError.Code.validationFailed),
        ("application/json", "{", .validationFailed), ("application/json", "{}{}", .validationFailed),
        ("application/json", #"{"api_key":"mine"}"#, .validationFailed),
        ("application/json", #"{"api\u005fkey":"mine"}"#, .validationFailed),
        ("application/json", #"{"a":1,"a":2}"#, .validationFailed),
        ("application/x-www-form-urlencoded", "api%5Fkey=mine", .validationFailed),
        ("application/x-www-form-urlencoded", "v", .validationFailed),
        ("text/plain", "a", .unsupportedMediaType), ("multipart/form-data; boundary=x", "--x--", .unsupportedMediaType),
        ("", "a", .unsupportedMediaType),
    ])
    func `a body that it cannot go into is refused, and one that has it already`(
        _ type: String, _ text: String, _ code: TenonError.Code
    ) throws {
        #expect {
            try sent(type.isEmpty ? nil : type, text)
        } throws: { error in
            (error as? TenonError)?.code == code && !"\(error)".contains("k\"1")
        }
    }

    @Test func `a signature covers the body as it is made`() throws {
        let authenticator = try authenticator(
            PlanAuthenticatorTests.body
                + #", aws: {key: AKIDEXAMPLE, secret: "{{connection.key}}", region: us-east-1, service: service}"#)
        let made = try authenticator.authenticate(
            try signable(
                "POST", "https://api.acme.test/x", [("Content-Type", "application/json")], .held(Secret("{}"))),
            at: testTime)
        let alone = try AWSSigner(
            keyID: "AKIDEXAMPLE", secret: Secret("k\"1&"), region: "us-east-1", service: "service"
        )
        .sign(
            try signable(
                "POST", "https://api.acme.test/x", [("Content-Type", "application/json")],
                .held(Secret(#"{"api_key":"k\"1&","v":2}"#))), at: testTime)
        #expect(made.header("authorization") == alone.request.header("authorization"))
        #expect(made.header("authorization")?.contains("Signature=") == true)
    }

    @Test func `the time of a signature is that of the request, not of the plan`() throws {
        let authenticator = try authenticator(
            #"aws: {key: AKIDEXAMPLE, secret: "{{connection.key}}", region: us-east-1, service: s3}"#)
        let request = try signable("PUT", "https://api.acme.test/x", [], .passing(sha256: nil))
        #expect(!authenticator.needsBody(request))
        let later = testTime.advanced(by: .seconds(3600))
        let dates = try [testTime, later].map {
            try authenticator.authenticate(request, at: $0).header("x-amz-date")
        }
        #expect(dates[0] != dates[1])
    }

    @Test func `a digest that comes with a body that passes is signed, and nothing else is taken for one`() throws {
        let signer = AWSSigner(keyID: "AKIDEXAMPLE", secret: Secret("s"), region: "us-east-1", service: "es")
        func request(_ digest: String) throws -> SignableRequest {
            try signable("PUT", "https://a.example/x", [("X-Amz-Content-Sha256", digest)], .passing(sha256: nil))
        }
        let digest = String(repeating: "0a", count: 32)
        #expect(signer.needsBody(try signable("PUT", "https://a.example/x")))
        #expect(!signer.needsBody(try request(digest)))
        #expect(try signer.sign(try request(digest), at: testTime).request.header("x-amz-content-sha256") == digest)
        for wrong in ["", "0A", digest.uppercased(), "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "UNSIGNED-PAYLOAD"] {
            #expect(signer.needsBody(try request(wrong)))
            #expect(throws: SigningFault.self) { try signer.sign(try request(wrong), at: testTime) }
        }
    }
}
