// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import Testing

/// Published examples, and vectors made with Python's `oauthlib` 3 (`oauthlib.oauth1.Client(…).sign(…)`).
@Suite struct OAuth1Tests {
    private func seconds(_ count: Int64) -> Timestamp { Timestamp(milliseconds: count * 1000 + 999) }

    private func photos(_ token: String? = nil, _ secret: String = "") -> OAuth1Signer {
        var signer = OAuth1Signer(consumerKey: Secret("dpf43f3p2l4k3l03"))
        signer.consumerSecret = Secret("kd94hf93k423kf44")
        signer.token = token.map { Secret($0) }
        signer.tokenSecret = Secret(secret)
        signer.realm = "Photos"
        signer.sendsVersion = false
        return signer
    }

    /// The credentials of RFC 5849, section 3.4.1.1.
    private func example() -> OAuth1Signer {
        var signer = OAuth1Signer(consumerKey: Secret("9djdj82h48djs9d2"))
        signer.consumerSecret = Secret("j49sk3j29djd")
        signer.token = Secret("kkk9d7dh3k39sjv7")
        signer.tokenSecret = Secret("dh893hdasih9")
        return signer
    }

    private func signed(_ signer: OAuth1Signer, _ request: SignableRequest) throws -> SignedRequest {
        try signer.sign(request, at: seconds(137_131_201), nonce: "7d8f3e4a")
    }

    /// RFC 5849, section 1.2.
    @Test func `the dance of the specification's introduction is signed as printed there`() throws {
        var first = photos()
        first.callback = "http://printer.example.com/ready"
        let initiate = try first.sign(
            signable("POST", "https://photos.example.net/initiate"), at: seconds(137_131_200), nonce: "wIjqoS")
        #expect(
            initiate.request.header("authorization")
                == "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_nonce=\"wIjqoS\", "
                + "oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131200\", "
                + "oauth_callback=\"http%3A%2F%2Fprinter.example.com%2Fready\", "
                + "oauth_signature=\"74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D\"")
        var second = photos("hh5s93j4hdidpola", "hdhd0244k9j7ao03")
        second.verifier = Secret("hfdp7dh39dks9884")
        let token = try second.sign(
            signable("POST", "https://photos.example.net/token"), at: seconds(137_131_201), nonce: "walatlh")
        #expect(token.request.oauth["oauth_signature"] == "gKgrFCywp7rO0OXSjdot/IHF7IU=")
        let photo = try photos("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00").sign(
            signable("GET", "http://photos.example.net/photos?file=vacation.jpg&size=original"),
            at: seconds(137_131_202), nonce: "chapoH")
        #expect(photo.request.oauth["oauth_signature"] == "MdpQcU8iPSUjWoN/UDMsK2sui9I=")
    }

    /// Section 3.4.1.1.
    @Test func `the base string is the specification's`() throws {
        let request = try signable(
            "post", "http://EXAMPLE.com:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b", [formHeader],
            .held(Secret("c2&a3=2+q")))
        let parameters = [
            ("oauth_consumer_key", "9djdj82h48djs9d2"), ("oauth_token", "kkk9d7dh3k39sjv7"),
            ("oauth_signature_method", "HMAC-SHA1"), ("oauth_timestamp", "137131201"), ("oauth_nonce", "7d8f3e4a"),
        ].map { (name: $0.0, value: $0.1) }
        #expect(
            example().baseString(request, parameters)
                == "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D"
                + "%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a"
                + "%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201"
                + "%26oauth_token%3Dkkk9d7dh3k39sjv7")
        let other = try signable("GET", "https://www.example.net:8080/?q=1")
        #expect(example().baseString(other, []) == "GET&https%3A%2F%2Fwww.example.net%3A8080%2F&q%3D1")
        let address = try signable("GET", "https://[2001:db8::1]:8443/a?")
        #expect(example().baseString(address, []) == "GET&https%3A%2F%2F%5B2001%3Adb8%3A%3A1%5D%3A8443%2Fa&")
    }

    @Test func `what is no escape stands for itself in the base string`() throws {
        let odd = try signable("GET", "https://a.test/?%ff=%&&=x&a=%zz+", [formHeader], .held(Secret(bytes: [0xFE])))
        #expect(
            example().baseString(odd, [])
                == "GET&https%3A%2F%2Fa.test%2F&%3Dx%26%25FE%3D%26%25FF%3D%2525%26a%3D%2525zz%2520")
    }

    @Test func `the example of Twitter's documentation is signed as printed there`() throws {
        var signer = OAuth1Signer(consumerKey: Secret("xvz1evFS4wEEPTGEFPHBog"))
        signer.consumerSecret = Secret("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw")
        signer.token = Secret("370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb")
        signer.tokenSecret = Secret("LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE")
        let request = try signable(
            "POST", "https://api.twitter.com/1.1/statuses/update.json?include_entities=true", [formHeader],
            .held(Secret("status=Hello%20Ladies%20%2b%20Gentlemen%2c%20a%20signed%20OAuth%20request%21")))
        let signed = try signer.sign(
            request, at: seconds(1_318_622_958), nonce: "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg")
        #expect(signed.request.oauth["oauth_signature"] == "hCtSmYh+iHYCEqBWrE7C7hYmtUk=")
        #expect(signed.request.oauth["oauth_version"] == "1.0")
    }

    @Test func `a form is signed with both digests as oauthlib does it`() throws {
        let request = try signable(
            "POST", "http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b", [formHeader],
            .held(Secret("c2&a3=2+q")))
        var signer = example()
        #expect(try signed(signer, request).request.oauth["oauth_signature"] == "OB33pYjWAnf+xtOHN4Gmbdil168=")
        signer.method = .hmacSHA256
        #expect(
            try signed(signer, request).request.oauth["oauth_signature"]
                == "xie2kqHv7CoC3VI1g/IUClHXm4q+1H3XJZG1izUgBXs=")
        signer.bodyHash = .computed
        #expect(try signed(signer, request).request.oauth["oauth_body_hash"] == nil, "forms are signed themselves")
    }

    @Test func `RSA-SHA1 gives oauthlib's signature, with a small key too`() throws {
        var signer = OAuth1Signer(consumerKey: Secret("9djdj82h48djs9d2"))
        signer.token = Secret("kkk9d7dh3k39sjv7")
        signer.method = .rsaSHA1
        signer.privateKey = Secret(SigningKeys.rsa1024)
        let request = try signable("GET", "http://photos.example.net/photos?file=vacaction.jpg&size=original")
        #expect(
            try signed(signer, request).request.oauth["oauth_signature"]
                == "GvrImfuM3URfKNlzv+oPpyXCB3VMZaalzDowX3uJ6/GhKsqK7ryRK3BgdVTKhNd2nVvFiwYFe2m3tfbQ+Zqd6Zb4OB1hqhsbb6BL"
                + "CreBo3E8gko5WvdqPTZ6SfvEJ6L/3QiKGFtwg5uxu9s8hJB9eQkNfPnJ1I9ivWCUD0sXce8=")
        signer.privateKey = nil
        #expect(throws: SigningFault(.noPrivateKey)) { try signed(signer, request) }
    }

    @Test func `the parameters go where they are wanted`() throws {
        var signer = example()
        signer.transport = .query
        let query = try signed(signer, signable("GET", "https://example.com/request?a=b")).request
        #expect(query.header("authorization") == nil)
        #expect(query.target.reveal().hasPrefix("/request?a=b&oauth_consumer_key=9djdj82h48djs9d2&oauth_nonce="))
        #expect(query.target.reveal().hasSuffix("&oauth_signature=RKyvFSuoCUbBxTUY4nei2MyXBwU%3D"))
        signer.transport = .body
        let body = try signed(
            signer, signable("POST", "https://example.com/request", [formHeader], .held(Secret("a=b")))
        ).request
        #expect(body.header("authorization") == nil && body.target.reveal() == "/request")
        #expect(body.bodyText?.hasPrefix("a=b&oauth_consumer_key=") == true)
        #expect(body.bodyText?.hasSuffix("&oauth_signature=806xxQPKQ0m90inwSuY0L2MB6QY%3D") == true)
        let empty = try signed(signer, signable("POST", "https://example.com/request")).request
        #expect(empty.header("content-type") == formHeader.1 && empty.bodyText?.hasPrefix("oauth_") == true)
        let json = try signable(
            "POST", "https://example.com/", [("content-type", "application/json")], .held(Secret("{}")))
        #expect(throws: SigningFault(.formsOnly)) { try signed(signer, json) }
    }

    @Test func `PLAINTEXT sends the two secrets, encoded`() throws {
        var signer = example()
        signer.method = .plaintext
        signer.consumerSecret = Secret("a&b")
        let request = try signed(signer, signable("GET", "https://example.com/request")).request
        #expect(request.oauth["oauth_signature"] == "a%26b&dh893hdasih9")
        #expect(request.header("authorization")?.contains("oauth_signature=\"a%2526b%26dh893hdasih9\"") == true)
    }

    @Test func `callback, verifier and realm take part as oauthlib does it`() throws {
        var signer = example()
        signer.verifier = Secret("v/1")
        signer.callback = "http://x.test/cb?a=b"
        signer.realm = "R \"m\\"
        let request = try signed(signer, signable("POST", "https://example.com/t")).request
        #expect(request.oauth["oauth_signature"] == "g0e9D5+Q8yvjKLeAurpaLCYEGR8=")
        #expect(request.header("authorization")?.hasPrefix("OAuth realm=\"R \\\"m\\\\\", oauth_") == true)
    }

    @Test func `a body that is no form is covered by its hash where that is wanted`() throws {
        var signer = example()
        let headers = [("Content-Type", "application/json")]
        let request = try signable("POST", "https://example.com:8443/j", headers, .held(Secret(#"{"a":1}"#)))
        let plain = try signed(signer, request).request.oauth
        #expect(plain["oauth_body_hash"] == nil)
        signer.bodyHash = .computed
        let hashed = try signed(signer, request).request.oauth
        #expect(hashed["oauth_body_hash"] == "n4nHQM60bXQYySSnisV5QdXpZSA=")
        #expect(hashed["oauth_signature"] == "cb+dZ8ck4/8lz8yp95PAo/Y7up4=")
        signer.bodyHash = .given("n4nHQM60bXQYySSnisV5QdXpZSA=")
        let passing = try signable("POST", "https://example.com:8443/j", headers, .passing(sha256: nil))
        #expect(try signed(signer, passing).request.oauth == hashed)
    }

    @Test func `what has to be seen to be signed is known beforehand`() throws {
        var signer = example()
        let form = try signable("POST", "https://example.com/", [formHeader], .passing(sha256: nil))
        let other = try signable("POST", "https://example.com/", [], .passing(sha256: nil))
        #expect(signer.needsBody(form) && !signer.needsBody(other))
        #expect(throws: SigningFault.self) { try signed(signer, form) }
        #expect(try signed(signer, other).request.oauth["oauth_signature"]?.isEmpty == false)
        signer.bodyHash = .computed
        #expect(signer.needsBody(other))
        #expect(throws: SigningFault.self) { try signed(signer, other) }
        signer.method = .plaintext
        #expect(!signer.needsBody(form) && !signer.needsBody(other))
    }

    @Test func `an authorization that was there before is replaced`() throws {
        let request = try signable("GET", "https://example.com/", [("AUTHORIZATION", "Bearer x"), ("x-a", "1")])
        let signed = try signed(example(), request).request
        #expect(signed.headers.count == 2 && signed.header("authorization")?.hasPrefix("OAuth ") == true)
    }

    @Test func `every secret and what was computed from it is told to the redactor`() throws {
        var signer = example()
        signer.verifier = Secret("v3r1f13r")
        let signed = try signed(signer, signable("GET", "https://example.com/"))
        let derived = Set(signed.derived.map { $0.reveal() })
        let header = try #require(signed.request.header("authorization"))
        let signature = try #require(signed.request.oauth["oauth_signature"])
        #expect(derived == ["j49sk3j29djd", "dh893hdasih9", "kkk9d7dh3k39sjv7", "v3r1f13r", header, signature])
        var printed = "\(signer)" + String(reflecting: signed)
        dump(signer, to: &printed)
        dump(signed, to: &printed)
        for secret in derived { #expect(!printed.contains(secret)) }
    }
}
