// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1
import TenonDomain
import Testing

@testable import TenonEgress

@Suite struct RedirectTests {
    private let origin = PreparedRequest.Origin(scheme: .https, host: "api.test", port: 443)

    private func target(_ location: String, origin: PreparedRequest.Origin? = nil) -> String? {
        Redirect.target(location: location, from: origin ?? self.origin, target: Secret("/a/b?c=d"))?.reveal()
    }

    @Test(arguments: [
        ("/x?y=%2F", "/x?y=%2F"), ("x", "/a/x"), ("../x", "/x"), ("?q", "/a/b?q"), ("https://api.test", "/"),
        ("https://API.test:443/x#f", "/x"), ("//api.test/x", "/x"), ("HTTPS://api.test/x", "/x"),
    ])
    func `a location within the origin gives the next target`(_ location: String, _ next: String) {
        #expect(target(location) == next)
    }

    @Test(arguments: [
        "http://api.test/", "https://api.test:444/", "https://evil.test/", "//evil.test/",
        "https://api.test.evil.test/",
        "https://api.test@evil.test/", "https://user:pw@api.test/", "https://user@api.test/", "\\\\evil.test",
        "/\\evil.test",
        "https:\\\\evil.test", "javascript:alert(1)", "file:///etc/passwd", "/a b", "/\r\nX: y", "/é", "",
        "https://", "https:///x", "https://api.test:x/", "https://[::1]/",
    ])
    func `any other location is not followed`(_ location: String) {
        #expect(target(location) == nil)
    }

    @Test func `an address in brackets is an origin like another`() {
        let origin = PreparedRequest.Origin(scheme: .http, host: "[2606:4700::1111]", port: 8080)
        #expect(target("http://[2606:4700::1111]:8080/x", origin: origin) == "/x")
        #expect(target("http://[2606:4700::1112]:8080/x", origin: origin) == nil)
    }

    @Test func `only a 303 turns another method into GET, and drops the body`() throws {
        let request = OutboundRequest(
            method: "POST", scheme: .https, host: "api.test", port: 443, target: Secret("/a"),
            headers: [
                .init(name: "Content-Type", value: Secret("text/plain")), .init(name: "X-Key", value: Secret("k")),
            ], body: Secret("b"), allowedHosts: [])
        let prepared = try PreparedRequest(request, destination: .name("api.test"), userAgent: "T")
        for status in [200, 300, 301, 302, 304, 307, 308] {
            #expect(prepared.redirected(status: status, location: "/x") == nil)
        }
        #expect(prepared.redirected(status: 303, location: nil) == nil)
        let next = try #require(prepared.redirected(status: 303, location: "/x"))
        #expect(next.method == .GET)
        #expect(next.body == nil)
        #expect(next.headers.map(\.name) == ["X-Key"])
    }
}
