// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestServices
import Testing

/// The rules of cookies that an authorization depends on.
@Suite struct CookieJarTests {
    private func url(_ text: String) throws -> URL { try #require(URL(string: text)) }

    private func sent(
        _ setCookie: String..., from: String = "http://127.0.0.1:1/a/b", to: String? = nil, method: String = "GET",
        isCrossSite: Bool = false
    ) throws -> String? {
        var jar = CookieJar()
        for header in setCookie { jar.store(header, from: try url(from)) }
        return jar.header(for: try url(to ?? from), method: method, isCrossSite: isCrossSite)
    }

    @Test func `a cookie goes back to its host and port, and below its path`() throws {
        #expect(try sent("a=1; Path=/") == "a=1")
        #expect(try sent("a=1; Path=/", to: "http://127.0.0.1:2/a/b") == nil)
        #expect(try sent("a=1", to: "http://127.0.0.1:1/a/c") == "a=1")
        #expect(try sent("a=1", to: "http://127.0.0.1:1/ab") == nil)
        #expect(try sent("a=1; Path=/", "b=2; Path=/a", "a=3; Path=/") == "b=2; a=3")
    }

    @Test func `secure cookies live on the own machine, and elsewhere behind TLS only`() throws {
        #expect(try sent("a=1; Secure") == "a=1")
        #expect(try sent("a=1; Secure", from: "http://localhost:1/") == "a=1")
        #expect(try sent("a=1; Secure", from: "https://tenon.example.test/") == "a=1")
        #expect(try sent("a=1; Secure", from: "http://tenon.example.test/") == nil)
    }

    @Test(arguments: [
        "__Host-a=1; Path=/", "__Host-a=1; Secure", "__Host-a=1; Secure; Path=/a",
        "__Host-a=1; Secure; Path=/; Domain=127.0.0.1", "__Secure-a=1; Path=/", "a=1; Domain=example.test",
        "a=1; SameSite=None", "=1", "a", "",
    ])
    func `a cookie that breaks a rule is dropped`(_ header: String) throws {
        #expect(try sent(header) == nil)
    }

    @Test func `a host cookie that keeps the rules is kept`() throws {
        #expect(try sent("__Host-a=1; Path=/; Secure; HttpOnly; SameSite=Lax") == "__Host-a=1")
    }

    @Test func `another site's page sends fewer cookies`() throws {
        let all = ["s=1; SameSite=Strict", "l=1; SameSite=Lax", "d=1", "n=1; SameSite=None; Secure"]
        var jar = CookieJar()
        let url = try url("http://127.0.0.1:1/")
        for header in all { jar.store(header, from: url) }
        #expect(jar.header(for: url, method: "POST", isCrossSite: false) == "s=1; l=1; d=1; n=1")
        #expect(jar.header(for: url, method: "GET", isCrossSite: true) == "l=1; d=1; n=1")
        #expect(jar.header(for: url, method: "POST", isCrossSite: true) == "n=1")
    }

    @Test func `a cookie whose time is over is gone`() throws {
        #expect(try sent("a=1; Max-Age=60") == "a=1")
        #expect(try sent("a=1", "a=; Max-Age=0") == nil)
        #expect(try sent("a=1", "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT") == nil)
        var jar = CookieJar()
        let (url, now) = (try url("http://127.0.0.1:1/"), Date(timeIntervalSince1970: 1_000_000))
        jar.store("a=1; Max-Age=60", from: url, now: now)
        #expect(jar.header(for: url, method: "GET", isCrossSite: false, now: now + 59) == "a=1")
        #expect(jar.header(for: url, method: "GET", isCrossSite: false, now: now + 60) == nil)
    }
}
