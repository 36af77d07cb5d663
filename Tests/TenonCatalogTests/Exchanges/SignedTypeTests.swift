// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Crypto
import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

/// The shipped types that sign.
@Suite struct SignedTypeTests {
    private static let keys: JSONObject = [
        "accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": "aws-secret-canary",
    ]

    private func aws(_ more: JSONObject = [:]) throws -> BlockRun {
        try shipped("aws").verification(Self.keys.merging(more))
    }

    private static let caller = """
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <GetCallerIdentityResult>
            <Arn>arn:aws:iam::123456789012:user/ann</Arn>
            <UserId>AIDACKCEVSQ6C2EXAMPLE</UserId>
            <Account>123456789012</Account>
          </GetCallerIdentityResult>
        </GetCallerIdentityResponse>
        """

    private static func refusal(_ code: String, _ message: String) -> String {
        "<ErrorResponse><Error><Type>Sender</Type><Code>\(code)</Code><Message>\(message)</Message></Error></ErrorResponse>"
    }

    @Test func `aws asks who the caller is, signed`() throws {
        var run = try aws(["region": "eu-central-1", "sessionToken": "session-canary"])
        let request = try run.request()
        #expect(request.url == "https://sts.eu-central-1.amazonaws.com:443/" && request.isAllowed())
        #expect(request.method == "POST" && request.body?.reveal() == "Action=GetCallerIdentity&Version=2011-06-15")
        #expect(request.header("x-amz-security-token") == "session-canary")
        let authorization = try #require(request.header("authorization"))
        #expect(
            authorization.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260131/eu-central-1/sts/aws4_request, "
                    + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature="))
        let verdict = run.answer(200, Self.caller)
        #expect(
            verdict
                == .good(
                    .init(
                        metadata: .init(value: "arn:aws:iam::123456789012:user/ann", kind: .string),
                        uid: "123456789012/AIDACKCEVSQ6C2EXAMPLE")))
    }

    @Test(
        arguments: [
            (["region": "us-east-1"], "https://sts.us-east-1.amazonaws.com:443/", true),
            (["region": "cn-north-1"], "https://sts.cn-north-1.amazonaws.com.cn:443/", true),
            (["region": "us-gov-west-1"], "https://sts.us-gov-west-1.amazonaws.com:443/", true),
            (["endpoint": "http://127.0.0.1:5000"], "http://127.0.0.1:5000/", true),
            (["endpoint": "localhost:4566/"], "https://localhost:4566/", true),
            (["endpoint": "https://IAM.amazonaws.com"], "https://sts.us-east-1.amazonaws.com:443/", true),
            (["endpoint": "https://x.amazonaws.com.evil.test"], "https://sts.us-east-1.amazonaws.com:443/", true),
        ] as [(JSONObject, String, Bool)])
    func `aws is asked where the connection says`(_ more: JSONObject, _ url: String, _ isAllowed: Bool) throws {
        var run = try aws(more)
        let request = try run.request()
        #expect(request.url == url && request.isAllowed() == isAllowed)
    }

    @Test(arguments: [
        ("region", "us-east-1.evil.test/"), ("region", "US"), ("service", "s3/"), ("service", "s3.x"),
        ("endpoint", "https://a@b"), ("endpoint", "https://a?b"), ("accessKeyId", "short"),
        ("accessKeyId", "a b c d e f g h i j k"),
    ])
    func `aws refuses what would change the host or break the header`(_ name: String, _ value: String) throws {
        let type = try shipped("aws")
        let faults = type.accept(Self.keys.merging([name: .string(value)])).faults
        #expect(faults.all.count == 1 && faults.messages.first?.contains("'\(name)'") == true)
    }

    @Test(
        arguments: [
            (
                403, refusal("InvalidClientTokenId", "The security token included in the request is invalid."), "bad",
                Failure.Name.invalidAccessToken, "The security token included in the request is invalid."
            ),
            (
                403, refusal("SignatureDoesNotMatch", "The request signature we calculated does not match."), "bad",
                .invalidAccessToken, "The request signature we calculated does not match."
            ),
            (
                403, refusal("SignatureDoesNotMatch", "Signature expired: 20260131T090000Z is now earlier than x"),
                "undetermined", .unexpected, "Signature expired: 20260131T090000Z is now earlier than x"
            ),
            (
                403, refusal("ExpiredToken", "The security token included in the request is expired"), "bad",
                .invalidAccessToken, "The security token included in the request is expired"
            ),
            (
                400, refusal("RequestExpired", "Request has expired."), "undetermined", .unexpected,
                "Request has expired."
            ),
            (400, refusal("Throttling", "Rate exceeded"), "undetermined", .rateLimit, "Rate exceeded"),
            (503, "<html>busy", "undetermined", .connection, "The server answered with status 503."),
            (200, "<html>hello", "undetermined", .unexpected, "The answer names no caller."),
        ] as [(Int, String, String, Failure.Name, String)])
    func `aws says what an answer means`(
        _ status: Int, _ body: String, _ word: String, _ name: Failure.Name, _ message: String
    ) throws {
        var run = try aws()
        let verdict = run.answer(status, body)
        #expect(verdict?.word == word && verdict?.failure?.name == name && verdict?.failure?.message == message)
    }

    @Test func `aws does not show its secrets`() throws {
        var run = try aws(["sessionToken": "session-canary"])
        let authorization = try #require(try run.request().header("authorization"))
        let verdict = run.answer(403, "aws-secret-canary session-canary \(authorization)")
        let message = try #require(verdict?.failure?.message)
        #expect(!message.contains("canary") && !message.contains("Signature="))
    }

    @Test func `aws changes its region only with its secrets`() throws {
        let type = try shipped("aws")
        let values = type.accept(Self.keys).values
        #expect(!type.replace(values, with: ["region": "eu-west-1"], missing: .keep).faults.isEmpty)
        #expect(!type.replace(values, with: ["endpoint": "https://evil.test"], missing: .keep).faults.isEmpty)
        let whole = Self.keys.merging(["endpoint": "https://mine.test"])
        #expect(type.replace(values, with: whole, missing: .keep).faults.isEmpty)
    }

    // MARK: - http-jwt

    private func parts(_ header: String?) throws -> (header: JSON, payload: JSON, input: [UInt8], signature: [UInt8]) {
        let token = try #require(header?.split(separator: " ").last)
        let parts = token.split(separator: ".").map { String($0) }
        try #require(parts.count == 3)
        return (
            try JSONReader.read(#require(Base64.decode(parts[0]))),
            try JSONReader.read(#require(Base64.decode(parts[1]))), Array((parts[0] + "." + parts[1]).utf8),
            try #require(Base64.decode(parts[2]))
        )
    }

    @Test func `http-jwt signs a token for the test`() throws {
        var run = try shipped("http-jwt").verification([
            "url": "https://api.acme.test:8443/me?x=1", "algorithm": "ES256", "key": .string(SigningKeys.p256),
            "keyId": "k1", "issuer": "tenon", "subject": "ann", "audience": "https://api.acme.test",
            "claims": #"{"scope": "a b", "exp": 1, "admin": true}"#, "lifetime": 60,
        ])
        let request = try run.request()
        #expect(request.url == "https://api.acme.test:8443/me?x=1" && request.isAllowed())
        #expect(request.header("authorization")?.hasPrefix("Bearer ey") == true)
        let token = try parts(request.header("authorization"))
        #expect(token.header == ["alg": "ES256", "typ": "JWT", "kid": "k1"])
        #expect(
            token.payload == [
                "scope": "a b", "exp": 1_769_850_060, "admin": true, "iss": "tenon", "sub": "ann",
                "aud": "https://api.acme.test", "iat": 1_769_850_000,
            ])
        let key = try P256.Signing.PublicKey(pemRepresentation: SigningKeys.p256Public)
        let signature = try P256.Signing.ECDSASignature(rawRepresentation: token.signature)
        #expect(key.isValidSignature(signature, for: SHA256.hash(data: token.input)))
        #expect(run.answer(200) == .good(.init(metadata: .init(value: "ann", kind: .string))))
    }

    @Test func `http-jwt leaves out what was not entered`() throws {
        var run = try shipped("http-jwt").verification([
            "url": "api.acme.test", "algorithm": "HS256", "key": "shared-canary", "prefix": "",
        ])
        let header = try #require(try run.request().header("authorization"))
        let token = try parts(header)
        #expect(token.payload == ["iat": 1_769_850_000, "exp": 1_769_850_300])
        #expect(token.header == ["alg": "HS256", "typ": "JWT"])
        let message = try #require(run.answer(401, "no \(header) for shared-canary")?.failure?.message)
        #expect(message == "no ‹redacted› for ‹redacted›")
    }

    @Test func `http-jwt says that a key is not good, and not which`() throws {
        let run = try shipped("http-jwt").verification(["url": "api.acme.test", "key": "not-a-key-canary"])
        #expect(
            run.verdict?.failure?.message
                == "An expression of the connection type failed: jwt: the private key is not in PEM form.")
    }

    @Test(arguments: [
        ("claims", "[1]"), ("claims", "5"), ("claims", "{"), ("lifetime", "5"), ("lifetime", "100000"),
        ("algorithm", "none"), ("prefix", "a b"), ("url", "ftp://x"),
    ])
    func `http-jwt refuses what makes no token`(_ name: String, _ value: String) throws {
        let input = (["url": "api.acme.test", "key": "k"] as JSONObject).merging([name: .string(value)])
        #expect(try shipped("http-jwt").accept(input).faults.all.count == 1)
    }

    @Test(arguments: [
        ("https://api.acme.test/a/b?c", "https://api.acme.test"),
        ("api.acme.test:8443?x", "https://api.acme.test:8443"),
        ("HTTP://[::1]:80/a", "HTTP://[::1]:80"),
    ])
    func `the base of http-jwt is the origin of its test`(_ url: String, _ origin: String) throws {
        let type = try shipped("http-jwt")
        var evaluator = evaluator()
        evaluator.variables["connection"] = .collection(ValueCollection([("url", .text(url))]))
        #expect(try evaluator.evaluate(try #require(type.base.baseURL)).text == origin)
    }

    @Test(
        arguments: [
            (["region": "eu-central-1", "service": "s3"], "https://s3.eu-central-1.amazonaws.com"),
            (["region": "cn-north-1", "service": "sqs"], "https://sqs.cn-north-1.amazonaws.com.cn"),
            (["endpoint": "http://localhost:4566/"], "http://localhost:4566"),
        ] as [(JSONObject, String)])
    func `the base of aws is the service's address, and signs for it`(_ input: JSONObject, _ url: String) throws {
        let type = try shipped("aws")
        let values = type.accept(Self.keys.merging(input)).values
        var evaluator = evaluator()
        var connection = ValueCollection()
        for name in values.names {
            connection[name] = Value(json: values.open(name) ?? .string(values.secret(name)?.reveal() ?? ""))
        }
        evaluator.variables["connection"] = .collection(connection)
        #expect(try evaluator.evaluate(try #require(type.base.baseURL)).text == url)
        let signer = try evaluator.signer(try #require(type.base.signing))
        let request = try signable("GET", url + "/bucket/key")
        let signed = try signer.sign(request, at: testTime, randomness: CountingRandomness()).request
        let service = input["service"]?.string ?? "sts"
        #expect(signed.header("authorization")?.contains("/\(service)/aws4_request, SignedHeaders=host;") == true)
    }
}
