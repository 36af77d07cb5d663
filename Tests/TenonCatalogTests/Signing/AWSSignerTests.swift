// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import Testing

/// The examples of Amazon's documentation and of its test suite for version 4, computed anew with `botocore` 1.43
/// (`SigV4Auth` and `S3SigV4Auth`, told to sign the same headers), which gives the published values.
@Suite struct AWSSignerTests {
    struct Case: Sendable {
        let method: String
        let target: String
        var headers: [(String, String)] = []
        var body: String?
        let signature: String
    }

    /// 2015-08-30T12:36:00Z, the moment of the test suite.
    private static let suiteTime = Timestamp(milliseconds: 1_440_938_160_000)
    /// 2013-05-24T00:00:00Z, the moment of the examples for S3.
    private static let storageTime = Timestamp(milliseconds: 1_369_353_600_000)
    private static let date = ("Date", "Fri, 24 May 2013 00:00:00 GMT")
    private static let token =
        "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267=="

    private static let general = AWSSigner(
        keyID: "AKIDEXAMPLE", secret: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), region: "us-east-1",
        service: "service")
    private static let storage = AWSSigner(
        keyID: "AKIAIOSFODNN7EXAMPLE", secret: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        region: "us-east-1", service: "s3")

    private func signature(_ signed: SignedRequest) -> String? {
        signed.request.header("authorization")?.split(separator: "Signature=").last.map { String($0) }
    }

    private func request(_ sample: Case, _ host: String) throws -> SignableRequest {
        try signable(
            sample.method, "https://\(host)\(sample.target)", sample.headers,
            sample.body.map { .held(Secret($0)) } ?? .none)
    }

    private static let unreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

    @Test(arguments: [
        Case(
            method: "GET", target: "/",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        Case(
            method: "GET", target: "/?Param1=value2&Param1=Value1",
            signature: "eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1"),
        Case(
            method: "GET", target: "/?Param2=value2&Param1=value1",
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        Case(
            method: "GET", target: "/?\(unreserved)=\(unreserved)",
            signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"),
        Case(
            method: "GET", target: "/%E1%88%B4",
            signature: "697b34846207a3f72246f99d74ae1ee4fe54f44bb06730c58a0d339eb079596d"),
        Case(
            method: "GET", target: "/example%20space/",
            signature: "446b817944c553435b35e813c261ff4e161fff982d1bacdef1c87f6785dd1662"),
        Case(
            method: "GET", target: "//example//",
            signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"),
        Case(
            method: "GET", target: "/./",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        Case(
            method: "GET", target: "/example/..",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        Case(
            method: "GET", target: "/./example",
            signature: "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"),
        Case(
            method: "GET", target: "/", headers: [("X-Amz-Meta-A", "  a   b  c  "), ("X-Amz-Meta-B", "4")],
            signature: "9da8684ee0aea7a984b61f92015f9dfd61cc83615fb16fbe7deef3cd43197f94"),
        Case(
            method: "POST", target: "/", headers: [formHeader], body: "Param1=value1",
            signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
        Case(
            method: "POST", target: "/a/b",
            headers: [("Content-Type", "application/json; charset=utf-8"), ("Accept", "*/*")], body: #"{"a":1}"#,
            signature: "1f7c9110381f6ecd89556014acc4ef31cd4b024ecaa07ce32f73d25afb0c0630"),
        Case(
            method: "GET", target: "/?a%20b=c%2Fd%3D&z&k=%C3%A9&k=",
            signature: "fcab11f1b7aa918f09bed7b0a0074121920830ff81fd471d55c7e13568300fea"),
    ])
    func `a request to any service is signed as Amazon's tools do it`(_ sample: Case) throws {
        let request = try request(sample, "example.amazonaws.com")
        let signed = try Self.general.sign(request, at: Self.suiteTime)
        #expect(signature(signed) == sample.signature)
        #expect(signed.request.header("x-amz-date") == "20150830T123600Z")
        #expect(signed.request.header("x-amz-content-sha256") == nil)
        #expect(signed.request.target.reveal() == sample.target)
    }

    @Test func `the header has the documented form`() throws {
        let request = try signable("GET", "https://example.amazonaws.com/")
        #expect(
            try Self.general.sign(request, at: Self.suiteTime).request.header("authorization")
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + "SignedHeaders=host;x-amz-date, "
                + "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")
    }

    @Test func `a session token is sent and signed`() throws {
        var signer = Self.general
        signer.sessionToken = Secret(Self.token)
        let stale = [("X-Amz-Security-Token", "stale"), ("x-amz-date", "stale"), ("authorization", "stale")]
        let signed = try signer.sign(signable("GET", "https://example.amazonaws.com/", stale), at: Self.suiteTime)
        #expect(signature(signed) == "5a3785555d9ba4e5d12a6fb0f9f125d7e5a90ec6dea8edd3136479507fede833")
        #expect(signed.request.header("x-amz-security-token") == Self.token && signed.request.headers.count == 3)
        signer.sessionToken = nil
        let without = try signer.sign(signable("GET", "https://example.amazonaws.com/", stale), at: Self.suiteTime)
        #expect(signature(without) == "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")
        #expect(without.request.header("x-amz-security-token") == nil)
        signer.sessionToken = Secret("a\r\nx: y")
        #expect(throws: SigningFault.self) { try signer.sign(signable("GET", "https://a.test/"), at: Self.suiteTime) }
    }

    @Test func `the port is part of the host where it is not the scheme's`() throws {
        var signer = Self.general
        (signer.region, signer.service) = ("eu-west-1", "sts")
        let request = try signable(
            "POST", "http://127.0.0.1:5000/", [formHeader],
            .held(Secret("Action=GetCallerIdentity&Version=2011-06-15")))
        let signed = try signer.sign(request, at: Self.suiteTime)
        #expect(signature(signed) == "61efa2117f572c1c3b781ee53321dbb779b1da4c2552b513638c723b58495e27")
    }

    /// "Authenticating Requests: Using the Authorization Header", which signs `Range` and `Date` as well.
    @Test(arguments: [
        Case(
            method: "GET", target: "/test.txt", headers: [("Range", "bytes=0-9")],
            signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        Case(
            method: "PUT", target: "/test%24file.text",
            headers: [date, ("x-amz-storage-class", "REDUCED_REDUNDANCY")], body: "Welcome to Amazon S3.",
            signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
        Case(
            method: "PUT", target: "/test$file.text",
            headers: [date, ("x-amz-storage-class", "REDUCED_REDUNDANCY")], body: "Welcome to Amazon S3.",
            signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
        Case(
            method: "GET", target: "/?lifecycle",
            signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        Case(
            method: "GET", target: "/?max-keys=2&prefix=J",
            signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ])
    func `the documentation's requests to storage are signed as printed there`(_ sample: Case) throws {
        var signer = Self.storage
        signer.alsoSigned = ["range", "date"]
        let signed = try signer.sign(request(sample, "examplebucket.s3.amazonaws.com"), at: Self.storageTime)
        #expect(signature(signed) == sample.signature)
    }

    @Test func `keys of storage are not normalized`() throws {
        let request = try signable("GET", "https://examplebucket.s3.amazonaws.com/a%20b//c/./d%2Fe/%C3%A9")
        let (text, _) = Self.storage.canonicalRequest(request, "x")
        #expect(text.split(separator: "\n")[1] == "/a%20b//c/./d/e/%C3%A9")
        let other = Self.general.canonicalRequest(request, "x").text
        #expect(other.split(separator: "\n")[1] == "/a%2520b/c/d%252Fe/%25C3%25A9")
    }

    @Test func `a plus in a query stands for a space`() throws {
        let plus = try signable("GET", "https://example.amazonaws.com/?a=b+c%2B")
        let text = Self.general.canonicalRequest(plus, "x").text
        #expect(text.split(separator: "\n")[2] == "a=b%20c%2B")
    }

    @Test func `what is no escape stands for itself`() throws {
        let request = try signable("GET", "https://example.amazonaws.com/%zz%/%ff?a=%zz&%ff=%&&=x")
        let lines = Self.general.canonicalRequest(request, "x").text.split(separator: "\n")
        #expect(lines[1] == "/%25zz%25/%25ff" && lines[2] == "=x&%FF=%25&a=%25zz")
        #expect(Self.storage.canonicalRequest(request, "x").text.split(separator: "\n")[1] == "/%25zz%25/%FF")
    }

    @Test func `the body's digest is sent to other services where it is asked for`() throws {
        let headers = [("X-Amz-Content-Sha256", "required")]
        let request = try signable("POST", "https://x.aoss.amazonaws.com/", headers, .held(Secret("Param1=value1")))
        let signed = try Self.general.sign(request, at: Self.suiteTime).request
        #expect(
            signed.header("x-amz-content-sha256")
                == "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e")
        #expect(signed.headers.count == 3)
        #expect(
            signed.header("authorization")?.contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date,") == true)
    }

    @Test func `a body that passes through is covered by its digest, or not at all`() throws {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        let url = "https://examplebucket.s3.amazonaws.com/?lifecycle"
        #expect(!RequestSigner.aws(Self.storage).needsBody(try signable("PUT", url)))
        let told = try Self.storage.sign(signable("GET", url, [], .passing(sha256: empty)), at: Self.storageTime)
        #expect(signature(told) == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
        let untold = try Self.storage.sign(signable("PUT", url, [], .passing(sha256: nil)), at: Self.storageTime)
        #expect(untold.request.header("x-amz-content-sha256") == "UNSIGNED-PAYLOAD")
        #expect(throws: SigningFault.self) {
            try Self.storage.sign(signable("PUT", url, [], .passing(sha256: "UNSIGNED")), at: Self.storageTime)
        }
        let other = try signable("POST", "https://example.amazonaws.com/", [], .passing(sha256: nil))
        #expect(RequestSigner.aws(Self.general).needsBody(other))
        #expect(throws: SigningFault.self) { try Self.general.sign(other, at: Self.suiteTime) }
    }

    @Test(arguments: ["", "a b", "a/b", "a\r\nb", "é", "a,b"])
    func `a name that would break the header is refused`(_ name: String) throws {
        let request = try signable("GET", "https://example.amazonaws.com/")
        for path in [\AWSSigner.keyID, \.region, \.service] {
            var signer = Self.general
            signer[keyPath: path] = name
            #expect(throws: SigningFault.self) { try signer.sign(request, at: Self.suiteTime) }
        }
    }

    @Test func `every secret and what was computed from it is told to the redactor`() throws {
        var signer = Self.general
        signer.sessionToken = Secret(Self.token)
        let signed = try signer.sign(signable("GET", "https://example.amazonaws.com/"), at: Self.suiteTime)
        let derived = Set(signed.derived.map { $0.reveal() })
        let header = try #require(signed.request.header("authorization"))
        #expect(
            derived == [
                "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", Self.token, header, try #require(signature(signed)),
            ])
        var printed = "\(signer)" + String(reflecting: signed)
        dump(signer, to: &printed)
        dump(signed, to: &printed)
        for secret in derived { #expect(!printed.contains(secret)) }
    }
}
