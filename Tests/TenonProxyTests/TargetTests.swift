// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import Testing

@testable import TenonProxy

/// Targets that want to be somewhere else than they say.
@Suite struct TargetTests {
    private func read(_ text: String) throws(ProxyTarget.Fault) -> (id: Int64, path: String, query: String?) {
        let bytes = Array(text.utf8)
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(ProxyTarget.Fault) in try ProxyTarget(buffer) }
        }
        let target = try result.get()
        return (
            target.connectionID.rawValue, String(decoding: bytes[target.path], as: UTF8.self),
            target.query.map { String(decoding: bytes[$0], as: UTF8.self) }
        )
    }

    /// Paths that go on as they are, byte for byte.
    @Test(arguments: [
        "", "/", "/a", "/a/b/", "//", "//a//b", "/a%2Fb", "/group%2Fproject/x", "/a%20b", "/%C3%A4", "/a.b",
        "/.well-known/x",
        "/...", "/a..b", "/..a", "/a..", "/a;b=c", "/a:b@c", "/~a", "/a,b", "/(a)", "/a!b*c", "/a'b", "/a+b", "/a=b&c",
        "/%E2%80%A5", "/[a]", "/a%3Fb", "/a%23b", "/%25", "/100%25", "/x/.hidden/y", "/@scope%2Fname",
    ])
    func `an innocent path stays as it is`(_ path: String) throws {
        #expect(try read("/proxy/7" + path) == (7, path, nil))
        let withQuery = try read("/proxy/7\(path)?a=../b&c=%2e%2e&d={\"x\"}|^`\\")
        #expect(withQuery == (7, path, "a=../b&c=%2e%2e&d={\"x\"}|^`\\"))
    }

    /// Ways out of the base path, however they are spelt.
    @Test(arguments: [
        "/..", "/../", "/../a", "/a/..", "/a/../b", "/a/../../b", "/.", "/./", "/a/.", "/a/./b", "/%2e", "/%2E/a",
        "/%2e%2e", "/%2E%2E/a", "/.%2e/a", "/%2e./a", "/a/%2e%2e", "/a/%2e%2e/b", "/..%2fa", "/..%2Fa",
        "/a/..%2f..%2fb",
        "/%2e%2e%2f", "/%2e%2e%2fa", "/..%5ca", "/..%5Ca", "/%2e%2e%5ca", "/a%2f..", "/a%2f%2e%2e%2fb", "/a%5c..%5cb",
        "/a%5c%2e%2e", "/%252e%252e", "/%252e%252e/a", "/%252e%252e%252fa", "/..%252fa", "/%25252e%25252e/a",
        "/a/..;/b",
        "/..;", "/..;x=y/a", "/%2e%2e;/a", "/..%3b/a", "/..%3Ba/b", "/%2e%2e%3b/", "/.;/a", "/..%20/a", "/..%09/a",
        "/%20../a", "/..%0d%0a/a", "/..%00/a", "/a%00", "/%00", "/a%00.json", "/..%c0%af", "/%c0%ae%c0%ae/a",
        "/%c0%ae%c0%ae%c0%afa", "/..%c1%9ca", "/%e0%80%ae%e0%80%ae/a", "/..%e0%80%afa", "/%2500", "/%252500",
    ])
    func `a path cannot leave the base path`(_ path: String) {
        #expect(throws: ProxyTarget.Fault.dots) { try read("/proxy/7" + path) }
        #expect(throws: ProxyTarget.Fault.dots) { try read("/proxy/7/v1" + path + "?q") }
    }

    @Test(arguments: [
        "/a\\b", "/\\", "/..\\a", "\\..\\a", "/a%", "/a%2", "/a%zz", "/%%32e", "/a%u002e", "/a#b", "/a\"b", "/a<b",
        "/a>b",
        "/a^b", "/a`b", "/a{b", "/a|b", "/a}b",
    ])
    func `a path with characters that servers read differently is refused`(_ path: String) {
        #expect(throws: (path.hasPrefix("\\") ? ProxyTarget.Fault.identifier : .path)) { try read("/proxy/7" + path) }
    }

    @Test(arguments: [
        ("/proxy/", ProxyTarget.Fault.identifier), ("/proxy//x", .identifier), ("/proxy/x", .identifier),
        ("/proxy/0", .identifier), ("/proxy/07/x", .identifier), ("/proxy/-7/x", .identifier),
        ("/proxy/7x/y", .identifier),
        ("/proxy/7%2fx", .identifier), ("/proxy/7;x", .identifier), ("/proxy/+7", .identifier),
        ("/proxy/7.0/x", .identifier),
        ("/proxy/9999999999999999999/x", .noSuchIdentifier), ("/proxy/7#x", .identifier), ("/proxy/7?a#b", .query),
        ("/proxy/%37/x", .identifier), ("/proxy/7@evil.test/x", .identifier), ("/proxy/7:80/x", .identifier),
    ])
    func `an identifier is a plain number`(_ target: String, _ fault: ProxyTarget.Fault) {
        #expect(throws: fault) { try read(target) }
    }

    @Test(arguments: [
        ("key=1", true), ("a=1&key=2", true), ("k%65y=1", true), ("%6b%65%79=1", true), ("a;key=1", true),
        ("key", true),
        ("xkey=1", false), ("keys=1", false), ("a=key", false), ("KEY=1", false), ("", false),
    ])
    func `an injected parameter is recognized in every spelling`(_ query: String, _ isFound: Bool) {
        let found = Array(query.utf8).withUnsafeBytes { ProxyTarget.query($0, names: ["key"]) }
        #expect(found == isFound)
    }

    /// The same over sockets: what the third party gets begins with the base path.
    @Test func `the base path stands before everything, and the query is not touched`() async throws {
        try await ProxyFixture.run(
            upstream: ScriptedUpstream.always(ScriptedUpstream.ok("ok")),
            plan: Plan { port in
                try FakeAuthority.plan(
                    port: port, basePath: "/api/v2/", query: [.init(name: "api key", value: Secret("s&1"))])
            }
        ) { fixture, upstream in
            let targets = [
                "": "/api/v2?api%20key=s%261", "/": "/api/v2/?api%20key=s%261",
                "//evil.test/": "/api/v2//evil.test/?api%20key=s%261",
                "?": "/api/v2?api%20key=s%261", "/a?b=c%2F": "/api/v2/a?b=c%2F&api%20key=s%261",
                "/http://evil.test/": "/api/v2/http://evil.test/?api%20key=s%261",
            ]
            for (target, expected) in targets {
                let answer = try await fixture.send("GET /proxy/7\(target)")
                #expect(answer.status == 200)
                #expect(upstream.received.joined().contains("GET \(expected) HTTP/1.1\r\n"), "\(target)")
            }
            let before = upstream.received
            let taken = try await fixture.send("GET /proxy/7/a?api%20k%65y=mine")
            #expect(taken.status == 400)
            #expect(upstream.received == before)
        }
    }
}

/// What a plan may not be.
@Suite struct UpstreamPlanTests {
    @Test(arguments: ["a b", "a@b", "a/b", "", "a\r\nb", "a?b", "a#b", "evil.test\u{0}", "ä.test"])
    func `a host is a plain name`(_ host: String) throws {
        #expect(throws: UpstreamPlan.Fault.self) {
            try UpstreamPlan(
                scheme: .https, host: host, port: 443, basePath: "", allowedHosts: [#require(HostPattern("*"))])
        }
    }

    @Test func `a secret goes to allowed hosts only`() throws {
        #expect(throws: UpstreamPlan.Fault.self) {
            try UpstreamPlan(
                scheme: .https, host: "evil.test", port: 443, basePath: "",
                allowedHosts: [#require(HostPattern("*.good.test"))])
        }
    }

    @Test(arguments: ["a\r\nX: 1", "a\nb", "a\u{0}b", "a\u{7F}"])
    func `a value cannot end its line, and is not quoted`(_ value: String) throws {
        do {
            _ = try FakeAuthority.plan(port: 80, headers: [.init(name: "X", value: Secret(value))])
            Issue.record("taken")
        } catch let fault as UpstreamPlan.Fault {
            #expect(!fault.reason.description.contains(value))
        }
    }

    @Test(arguments: ["Host", "content-length", "Transfer-Encoding", "a b", "", "a:", "a\r\n"])
    func `a name cannot frame the message`(_ name: String) {
        #expect(throws: UpstreamPlan.Fault.self) {
            try FakeAuthority.plan(port: 80, headers: [.init(name: name, value: Secret("x"))])
        }
    }

    @Test(arguments: [
        (OutboundRequest.Scheme.https, "A.test", 443, "a.test"), (.http, "a.test", 80, "a.test"),
        (.http, "a.test", 8080, "a.test:8080"), (.https, "::1", 443, "[::1]"), (.https, "::1", 80, "[::1]:80"),
    ])
    func `the authority is the usual spelling`(
        _ scheme: OutboundRequest.Scheme, _ host: String, _ port: Int, _ authority: String
    ) throws {
        let plan = try UpstreamPlan(
            scheme: scheme, host: host, port: port, basePath: "/", allowedHosts: [#require(HostPattern("*"))])
        #expect(plan.authority == authority)
        #expect(plan.basePath.isEmpty)
    }

    @Test func `a plan shows nothing`() throws {
        let plan = try FakeAuthority.plan(port: 80)
        #expect(!"\(plan) \(String(reflecting: plan))".contains("canary"))
        #expect(!"\(String(describing: ProxyToken(FakeAuthority.token)))".contains("0c8a"))
        #expect(ProxyToken(FakeAuthority.token.uppercased())?.text == FakeAuthority.token)
        for text in [
            "", "x", FakeAuthority.token + "a", "0c8a4f6e-7b1d-1e2a-9f00-1234567890ab",
            "0c8a4f6e-7b1d-4e2a-cf00-1234567890ab",
        ] {
            #expect(ProxyToken(text) == nil)
        }
    }
}
