// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

/// What is asked of an issuer, and what is believed (RFC 8414, OpenID Connect Discovery 1.0).
@Suite struct DiscoveryTests {
    private func discovery(_ issuer: String) throws -> ServerDiscovery? {
        let type = try shipped("http-oauth2")
        var values = ParameterValues()
        values.set("issuer", .string(issuer), isSecret: false)
        return try type.discovery(in: RunContext(values: values, now: testTime, randomness: CountingRandomness()))
    }

    private func response(_ body: String, status: Int = 200) -> OutboundResponse {
        OutboundResponse(status: status, headers: [], body: Array(body.utf8))
    }

    @Test(arguments: [
        ("https://as.test", "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"),
        ("https://as.test/", "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"),
        (
            "https://as.test/tenant/1", "/.well-known/oauth-authorization-server/tenant/1",
            "/tenant/1/.well-known/openid-configuration"
        ),
        (
            "https://as.test/tenant/", "/.well-known/oauth-authorization-server/tenant",
            "/tenant/.well-known/openid-configuration"
        ),
        ("http://[::1]:8080/x", "/.well-known/oauth-authorization-server/x", "/x/.well-known/openid-configuration"),
    ])
    func `the path of an issuer stands where each standard wants it`(
        _ issuer: String, _ first: String, _ second: String
    ) throws {
        let discovery = try #require(try discovery(issuer))
        #expect(discovery.issuer == issuer)
        #expect(discovery.requests.map { $0.target.reveal() } == [first, second])
        for request in discovery.requests {
            #expect(request.method == "GET" && request.isAllowed() && request.redirectsMax == 0)
            #expect(request.responseBytesMax <= 256 << 10, "a document without end is cut off")
            #expect(request.body == nil && request.headers.map(\.name) == ["accept"])
        }
    }

    @Test func `without an issuer nothing is asked`() throws {
        #expect(try discovery("") == nil)
        #expect(try oauthType().discovery(in: try oauthType().context()) == nil)
    }

    @Test(arguments: [
        "https://as.test?x=1", "ftp://as.test", "as test", "https://", "https://u:p@as.test", "javascript:x",
    ])
    func `an issuer that is no address is refused`(_ issuer: String) {
        #expect(throws: Failure.self) { try discovery(issuer) }
    }

    @Test func `the document of the issuer is believed`() throws {
        let discovery = try #require(try discovery("https://as.test"))
        let document = #"{"issuer":"https://as.test","token_endpoint":"https://tokens.as.test/t","x_endpoint":7}"#
        #expect(try discovery.metadata(in: response(document))["token_endpoint"] == "https://tokens.as.test/t")
        let plain = try #require(try self.discovery("http://localhost:1"))
        #expect(
            try plain.metadata(
                in: response(#"{"issuer":"http://localhost:1","token_endpoint":"http://localhost:1/t"}"#)
            )["token_endpoint"] != nil)
    }

    @Test(arguments: [
        (200, #"{"issuer":"https://as.test/","token_endpoint":"https://as.test/t"}"#),
        (200, #"{"issuer":"https://evil.test","token_endpoint":"https://as.test/t"}"#),
        (200, #"{"issuer":"https://AS.test","token_endpoint":"https://as.test/t"}"#),
        (200, #"{"token_endpoint":"https://as.test/t"}"#),
        (200, #"{"issuer":["https://as.test"],"token_endpoint":"https://as.test/t"}"#),
        (200, #"{"issuer":"https://as.test","token_endpoint":"http://as.test/t"}"#),
        (200, #"{"issuer":"https://as.test","token_endpoint":"//as.test/t"}"#),
        (200, #"{"issuer":"https://as.test","token_endpoint":""}"#),
        (200, #"{"issuer":"https://as.test","revocation_endpoint":"javascript:alert(1)"}"#),
        (200, #"["https://as.test"]"#), (200, "<html></html>"), (200, ""), (200, #"{"issuer":"https://as.test""#),
        (200, "null"), (201, #"{"issuer":"https://as.test"}"#), (301, #"{"issuer":"https://as.test"}"#),
        (404, #"{"issuer":"https://as.test"}"#), (500, ""),
        (200, String(repeating: "[", count: 100_000)), (200, String(repeating: #"{"a":"#, count: 50_000)),
    ])
    func `a document of somebody else's, or none, is not believed`(_ status: Int, _ body: String) throws {
        let discovery = try #require(try discovery("https://as.test"))
        #expect(throws: Failure.self) { try discovery.metadata(in: response(body, status: status)) }
    }

    @Test func `an issuer written in capitals is behind TLS all the same`() throws {
        let type = try oauthType("issuer: HTTPS://as.acme.test")
        let discovery = try #require(try type.discovery(in: try type.context()))
        #expect(throws: Failure.self) {
            try discovery.metadata(
                in: response(#"{"issuer":"HTTPS://as.acme.test","token_endpoint":"http://as.acme.test/t"}"#))
        }
    }

    @Test func `what the definition names goes over what was discovered`() throws {
        let type = try shipped("http-oauth2")
        var values = ParameterValues()
        values.set("tokenUrl", "https://own.test/token", isSecret: false)
        let context = RunContext(values: values, now: testTime, randomness: CountingRandomness())
        let server = try type.server(
            discovered: ["token_endpoint": "https://as.test/t", "revocation_endpoint": "https://as.test/r"], in: context
        )
        #expect(server["token_endpoint"] == "https://own.test/token")
        #expect(server["revocation_endpoint"] == "https://as.test/r")
        #expect(server["authorization_endpoint"] == nil)
    }
}
