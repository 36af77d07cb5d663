// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

/// What `oauth` and `aws` of a definition do to its requests.
@Suite struct SignedRequestTests {
    private static let parameters =
        "parameters: [{name: a}, {name: k, type: password}, {name: s, type: password}, {name: p, type: pkey}]\n"
    private static let aws =
        "aws: {key: AKIDEXAMPLE, secret: '{{connection.k}}', region: eu-west-1, service: '{{connection.a}}'}"

    private func run(_ api: String, _ input: JSONObject, base: String? = nil) throws -> BlockRun {
        let text = Self.parameters + api
        return try acme(base.map { definition(text, base: $0) } ?? definition(text)).verification(input)
    }

    @Test func `oauth signs a request with the values of the connection`() throws {
        let api = """
            api: {url: /x?q=1, method: POST, type: urlencoded, body: {b: '{{connection.a}}'}, followRedirects: true,
              oauth: {consumer_key: '{{connection.a}}', consumer_secret: '{{connection.k}}', token: tok,
              token_secret: '{{connection.s}}', signature_method: hmac-sha256, verifier: '{{connection.nothing}}',
              realm: '{{ignore}}', callback: 'https://cb.test/'}}
            """
        var run = try run(api, ["a": "key", "k": "consumer-canary", "s": "token-canary"])
        let request = try run.request()
        var signer = OAuth1Signer(consumerKey: Secret("key"))
        signer.consumerSecret = Secret("consumer-canary")
        (signer.token, signer.tokenSecret) = (Secret("tok"), Secret("token-canary"))
        (signer.method, signer.callback) = (.hmacSHA256, "https://cb.test/")
        let expected = try signer.sign(
            signable("POST", "https://api.acme.test/v1/x?q=1", [formHeader], .held(Secret("b=key"))), at: testTime,
            nonce: "000102030405060708090a0b0c0d0e0f")
        #expect(request.header("authorization") == expected.request.header("authorization"))
        #expect(request.header("authorization")?.contains("oauth_timestamp=\"1769850000\"") == true)
        #expect(request.redirectsMax == 0, "a signature is good for one address")
    }

    @Test(arguments: [("query", "oauth_signature="), ("body", "oauth_signature="), ("HEADER", "")])
    func `oauth's parameters go where the definition says`(_ transport: String, _ mark: String) throws {
        let api = """
            api: {url: /x, method: POST, type: urlencoded, body: {b: 1}, oauth: {consumer_key: c, consumer_secret: s,
              transport_method: \(transport)}}
            """
        var run = try run(api, [:])
        let request = try run.request()
        #expect((request.header("authorization") != nil) == mark.isEmpty)
        #expect(request.target.reveal().contains(mark) == (transport == "query") || mark.isEmpty)
        #expect(request.body?.reveal().contains(mark) == (transport == "body") || mark.isEmpty)
    }

    @Test func `aws signs a request with the values of the connection`() throws {
        var run = try run("api: {url: /x, method: PUT, body: {b: 1}, \(Self.aws)}", ["a": "s3", "k": "aws-canary"])
        let request = try run.request()
        let signer = AWSSigner(
            keyID: "AKIDEXAMPLE", secret: Secret("aws-canary"), region: "eu-west-1", service: "s3")
        let expected = try signer.sign(
            signable(
                "PUT", "https://api.acme.test/v1/x", [("content-type", "application/json")],
                .held(Secret(#"{"b":1}"#))), at: testTime)
        #expect(request.header("authorization") == expected.request.header("authorization"))
        #expect(request.header("x-amz-date") == "20260131T090000Z")
        #expect(request.header("x-amz-content-sha256")?.count == 64 && request.body?.reveal() == #"{"b":1}"#)
    }

    @Test func `the base signs what does not sign itself`() throws {
        let base = "{baseUrl: 'https://api.acme.test', \(Self.aws)}"
        var inherited = try run("api: {url: /x}", ["a": "one", "k": "aws-canary"], base: base)
        #expect(try inherited.request().header("authorization")?.contains("/eu-west-1/one/aws4_request") == true)
        let own = Self.aws.replacing("eu-west-1", with: "us-east-1")
        var other = try run("api: {url: /x, \(own)}", ["a": "one", "k": "aws-canary"], base: base)
        #expect(try other.request().header("authorization")?.contains("/us-east-1/one/aws4_request") == true)
        let oauth = "oauth: {consumer_key: c, consumer_secret: s}"
        var third = try run("api: {url: /x, \(oauth)}", ["a": "one", "k": "aws-canary"], base: base)
        #expect(try third.request().header("authorization")?.hasPrefix("OAuth ") == true)
    }

    @Test(arguments: [
        ("aws: {key: '{{connection.a}}', secret: s, region: r, service: s3}", "needs a key, a secret, a region"),
        ("aws: {key: 'a b', secret: s, region: r, service: s3}", "is not a word"),
        ("oauth: {consumer_key: '{{connection.a}}', consumer_secret: s}", "needs a consumer key"),
        ("oauth: {consumer_key: c, signature_method: \"{{'MD5'}}\"}", "unknown signature method"),
        (
            "oauth: {consumer_key: c, consumer_secret: s, transport_method: \"{{'x'}}\"}", "unknown transport method"
        ),
        ("oauth: {consumer_key: c, consumer_secret: s, transport_method: body}", "bodies of forms only"),
        (
            "oauth: {consumer_key: c, private_key: '{{connection.p}}', signature_method: RSA-SHA1}",
            "the private key is not in PEM form"
        ), ("oauth: {consumer_key: c, consumer_secret: s, realm: \"a\\nb\"}", "the realm contains a line break"),
    ])
    func `what cannot be signed says why, and no value`(_ signing: String, _ reason: String) throws {
        let failure = try run("api: {url: /x, method: POST, body: {}, \(signing)}", ["p": "pem-canary"]).verdict?
            .failure
        #expect(
            failure?.name == .runtime && failure?.message.contains(reason) == true, "\(String(describing: failure))")
        #expect(failure?.message.contains("canary") == false)
    }

    @Test func `a signature that comes back is redacted, and so is every secret in it`() throws {
        let oauth = """
            oauth: {consumer_key: c, consumer_secret: "{{md5(connection.k)}}", token: '{{connection.a}}',
              token_secret: "{{sha256('x'; 'hex'; connection.s)}}"}
            """
        let aws =
            "aws: {key: AK, secret: \"{{md5(connection.k)}}\", region: r, service: s3, session: '{{connection.s}}'}"
        for signing in [oauth, aws] {
            let input: JSONObject = ["a": "token-0123", "k": "key-canary", "s": "session-canary"]
            var first = try run("api: {url: /x, \(signing)}", input)
            let header = try #require(try first.request().header("authorization"))
            let signature = try #require(header.split(separator: "ignature=").last?.filter { $0 != "\"" })
            let decoded = try #require(PercentEncoding.decode(signature))
            let secret = try evaluate("{{md5('key-canary')}}").text
            for echo in [header, signature, decoded, secret, "session-canary"] {
                var run = try run("api: {url: /x, \(signing)}", input)
                let answered = run.answer(401, "you sent \(echo) here")
                let message = try #require(answered?.failure?.message)
                #expect(!message.contains(echo) && message.contains("‹redacted›"), "\(message)")
            }
            var printed = "\(first)"
            dump(first.next(), to: &printed)
            #expect(!printed.contains("canary") && !printed.contains(signature) && !printed.contains(secret))
        }
    }

    @Test(arguments: [
        ("oauth: {nope: 1, consumer_key: c, consumer_secret: s}", "unknown member 'nope' of oauth"),
        ("aws: {nope: 1, key: c, secret: s, region: r, service: s}", "unknown member 'nope' of aws"),
        ("oauth: {consumer_secret: s}", "oauth needs 'consumer_key'"),
        ("oauth: {consumer_key: c}", "oauth needs 'consumer_secret'"),
        ("oauth: {consumer_key: c, signature_method: RSA-SHA1}", "oauth needs 'private_key'"),
        ("aws: {secret: s, region: r, service: s}", "aws needs 'key'"),
        ("aws: {key: k, region: r, service: s}", "aws needs 'secret'"),
        ("aws: {key: k, secret: s, service: s}", "aws needs 'region'"),
        ("aws: {key: k, secret: s, region: r}", "aws needs 'service'"),
        ("oauth: {consumer_key: c, consumer_secret: s, signature_method: MD5}", "signature_method must be one of HMAC"),
        ("oauth: {consumer_key: c, consumer_secret: s, transport_method: x}", "transport_method must be one of header"),
        ("oauth: [1]", "oauth must be a mapping"), ("aws: text", "aws must be a mapping"),
        ("oauth: {consumer_key: [c], consumer_secret: s}", "consumer_key must be text"),
        (
            "aws: {key: k, secret: s, region: r, service: s}, oauth: {consumer_key: c, consumer_secret: s}",
            "a request is signed in one way"
        ),
    ])
    func `what is wrong with a signature is reported with its place`(_ signing: String, _ message: String) throws {
        let inRequest = try lint(definition("api: {url: /a, \(signing)}")).first { $0.message.contains(message) }
        #expect(inRequest?.line == 9 && (inRequest?.column ?? 0) > 10)
        let base = definition("api: {url: /a}", base: "{baseUrl: 'https://api.acme.test', \(signing)}")
        let inBase = try lint(base).first { $0.message.contains(message) }
        #expect(inBase?.line == 4 && (inBase?.column ?? 0) > 10)
    }

    @Test func `variables in a signature are checked like all others`() throws {
        let signing = "oauth: {consumer_key: '{{conection.a}}', consumer_secret: '{{connection.zz}}'}"
        for text in [
            definition("api: {url: /a, \(signing)}"),
            definition("api: {url: /a}", base: "{baseUrl: 'https://api.acme.test', \(signing)}"),
        ] {
            #expect(try lint(text).map(\.severity) == [.warning, .warning])
        }
    }
}
