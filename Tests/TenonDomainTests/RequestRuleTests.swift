// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import Testing

/// What a rule of a narrowed token allows: when in doubt, nothing.
@Suite struct RequestRuleTests {
    @Test(arguments: [
        ("GET /v1/**", "GET", "/v1/users"), ("GET /v1/**", "GET", "/v1"), ("GET /v1/**", "GET", "/v1/a/b/c/"),
        ("GET,POST /v1/users", "POST", "/v1/users"), ("* /", "PATCH", "/"), ("* /", "GET", ""),
        ("GET /v1/users/*", "GET", "/v1/users/7"), ("GET /v1/*.json", "GET", "/v1/a.b.json"),
        ("GET /**/comments", "GET", "/a/b/comments"), ("GET /**/comments", "GET", "/comments"),
        ("GET /a/**/b/**/c", "GET", "/a/b/b/x/c"), ("GET /**", "GET", "/x%2Fy/z"), ("GET /**", "GET", ""),
        ("GET /v%31/x", "GET", "/v%31/x"), ("GET /v1/a*c*e", "GET", "/v1/abcde"), ("GET /v1/*", "GET", "/v1/"),
    ])
    func `it allows what it says`(_ rule: String, _ method: String, _ path: String) throws {
        #expect(try RequestRule(rule).allows(method: method, path: path))
    }

    @Test(arguments: [
        ("GET /v1/**", "POST", "/v1/users"), ("GET /v1/**", "get", "/v1/users"), ("GET /v1/**", "GET", "/v2/users"),
        ("GET /v1/**", "GET", "/v1x/users"), ("GET /v1/**", "GET", "/V1/users"), ("GET /v1/**", "GET", "//v1/users"),
        ("GET /v1/users", "GET", "/v1/users/"), ("GET /v1/users", "GET", "/v1//users"),
        ("GET /v1/users/*", "GET", "/v1/users/7/keys"), ("GET /v1/users/*", "GET", "/v1/users"),
        // What another server may take for a slash, a query or an escape is no part of a segment.
        ("GET /v1/users/*", "GET", "/v1/users/7%2Fkeys"), ("GET /v1/users/*", "GET", "/v1/users/7%2fkeys"),
        ("GET /v1/users/*", "GET", "/v1/users/7%5Ckeys"), ("GET /v1/users/*", "GET", "/v1/users/7%252Fkeys"),
        ("GET /v1/users/*", "GET", "/v1/users/7%3Fx"), ("GET /v1/users/*", "GET", "/v1/users/7%23"),
        ("GET /**/comments", "GET", "/admin%2Fdelete/comments"), ("GET /v1/a*c", "GET", "/v1/ab"),
        // Spelt differently is not the same, which only ever allows less.
        ("GET /v1/x", "GET", "/v%31/x"), ("GET /v1/*.json", "GET", "/v1/a.xml"), ("GET /a/**/c", "GET", "/a/b"),
    ])
    func `it allows nothing else`(_ rule: String, _ method: String, _ path: String) throws {
        #expect(try !RequestRule(rule).allows(method: method, path: path))
    }

    @Test(arguments: [
        "", "GET", "/v1", "GET  /v1", "GET v1", "get /v1", "GET, /v1", ",GET /v1", "GET /v1 ", "GET /a**", "GET /**b/c",
        "GET /v1?x=1", "GET /v1#x", "GET /v\u{7F}", "GET /é", "GET /a\r\nb", "GET\t/v1", "G.T /v1",
        "GET /" + String(repeating: "a", count: 600),
        Array(repeating: "GET", count: 17).joined(separator: ",") + " /",
    ])
    func `what is no rule is refused with a reason`(_ text: String) {
        #expect {
            try RequestRule(text)
        } throws: { error in
            error is RequestRule.Fault
        }
    }

    @Test func `the work is bounded however the stars stand`() throws {
        let stars = "GET /" + Array(repeating: "**/*a*a*a", count: 40).joined(separator: "/")
        let path = String(repeating: "/aaaaaaaaaaaaaaaaaaaaaaab", count: 300)
        // Backtracking without a bound would not come to an end.
        #expect(try !RequestRule(stars).allows(method: "GET", path: path))
    }
}

@Suite struct TokenLimitsTests {
    @Test func `nothing narrowed is no limits, and an empty one allows nothing`() {
        #expect(TokenLimits(connections: nil, types: nil, requests: nil, requestsPerMinute: nil) == nil)
        let empty = TokenLimits(connections: [], types: nil, requests: nil, requestsPerMinute: nil)
        #expect(empty?.reaches(ConnectionID(1), ofType: "slack") == false)
        #expect(!TokenLimits.nothing.reaches(ConnectionID(1), ofType: "slack"))
        #expect(!TokenLimits.nothing.allow(method: "GET", path: "/"))
    }

    @Test func `connections and types add up`() throws {
        let both = try #require(
            TokenLimits(connections: [ConnectionID(12)], types: ["slack"], requests: nil, requestsPerMinute: nil))
        #expect(both.reaches(ConnectionID(12), ofType: "google"))
        #expect(both.reaches(ConnectionID(13), ofType: "slack"))
        #expect(!both.reaches(ConnectionID(13), ofType: "google"))
        let rate = TokenLimits(connections: nil, types: nil, requests: nil, requestsPerMinute: 5)
        #expect(rate?.reaches(ConnectionID(13), ofType: "google") == true)
    }
}
