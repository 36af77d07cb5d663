// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

@Suite struct RequestTests {
    private static let parameters = "parameters: [{name: a}, {name: b}, {name: k, type: password}]\n"

    private func run(_ api: String, _ input: JSONObject = [:], base: String? = nil) throws -> BlockRun {
        let text = Self.parameters + api
        return try acme(base.map { definition(text, base: $0) } ?? definition(text)).verification(input)
    }

    @Test(arguments: [
        ("/x", "/v1/x"), ("x", "/v1/x"), ("https://api.acme.test/y", "/y"), ("https://api.acme.test", "/"),
        ("?q=1", "/v1?q=1"),
        ("/x/{{connection.a}}/y", "/v1/x/a%20b%3F%23/../%25&=%C3%A9/y"),
        ("/x?q={{connection.a}}", "/v1/x?q=a%20b%3F%23%2F..%2F%25%26%3D%C3%A9"),
        ("/x y", "/v1/x%20y"), ("/x#frag", "/v1/x"), ("/%20{{connection.b}}", "/v1/%20%41"),
    ])
    func `values are encoded where they stand in a URL`(_ url: String, _ expected: String) throws {
        var run = try run("api: {url: '\(url)'}", ["a": "a b?#/../%&=é", "b": "%41"])
        if expected.contains("/../") {
            #expect(
                run.verdict?.failure?.message == "The request could not be made: the URL's path contains '.' or '..'.")
            return
        }
        #expect(try run.request().target.reveal() == expected)
    }

    @Test(arguments: [".", "..", "%2e%2E", "%2e", "x/../../y"])
    func `a value cannot climb up the path`(_ value: String) throws {
        #expect(try run("api: {url: '/x/{{connection.a}}/y'}", ["a": .string(value)]).verdict?.word == "undetermined")
    }

    @Test func `what is not encoded must be fit to be sent`() throws {
        #expect(
            try run("api: {url: '/{{connection.a}}', encodeUrl: false}", ["a": "a b"]).verdict?.failure?.name
                == .runtime)
        var fine = try run("api: {url: '/{{connection.a}}', encodeUrl: false}", ["a": "a?b=%20"])
        #expect(try fine.request().target.reveal() == "/v1/a?b=%20")
    }

    @Test func `the base's fields are under the request's own`() throws {
        var run = try run(
            "api: {url: '/x?z=0', headers: {X-A: own, x-b: '{{ignore}}'}, qs: {q: [1, '{{connection.a}}'], r: '{{erase}}', s: '{{nothing}}'}}",
            ["a": "a&b", "k": "key"],
            base:
                #"{baseUrl: "https://api.acme.test/v1/", headers: {x-a: base, x-b: base, x-c: "{{connection.k}}"}, qs: {v: 2, q: no}}"#
        )
        let request = try run.request()
        #expect(request.url == "https://api.acme.test:443/v1/x?z=0&v=2&q=1&q=a%26b&r=")
        #expect(request.header("x-a") == "own" && request.header("x-b") == nil && request.header("x-c") == "key")
        #expect(request.method == "GET" && request.body == nil && request.redirectsMax == 0 && request.isAllowed())
    }

    @Test func `a field may have a computed name`() throws {
        let api = "api: {url: /x, headers: {'{{connection.a}}': v}, qs: {'{{connection.b}}': v}}"
        var one = try run(api, ["a": "x-key"])
        let request = try one.request()
        #expect(request.header("x-key") == "v" && request.target.reveal() == "/v1/x")
        for name in ["Host", "a b", "a\u{e9}", "content-length"] {
            #expect(try run(api, ["a": .string(name)]).verdict?.failure?.name == .runtime)
        }
        #expect(
            try run("api: {url: /x, headers: {'{{connection.k}}': v}}", ["k": "secret"]).verdict?.failure?.name
                == .unexpected)
    }

    @Test func `a line break in a header is refused`() throws {
        let type = try acme(
            definition("parameters: [{name: a, multiline: true}]\napi: {url: /x, headers: {x: '{{connection.a}}'}}"))
        for value in ["a\r\nx-evil: 1", "a\nb", "a\rb"] {
            let verdict = try type.verification(["a": .string(value)]).verdict
            #expect(verdict?.failure?.message.contains("'x' contains a line break") == true)
        }
    }

    @Test(arguments: [
        (
            "type: json, body: {a: '{{connection.a}}', n: 1, l: [true, '{{ignore}}'], i: '{{ignore}}'}",
            #"{"a":"x y&","n":1,"l":[true]}"#, "application/json"
        ),
        (
            "type: urlencoded, body: {a: '{{connection.a}}', b: '{{connection.b}}', c: [1, 2]}", "a=x%20y%26&c=1&c=2",
            "application/x-www-form-urlencoded"
        ),
        ("type: text, body: 'hi {{connection.a}}'", "hi x y&", "text/plain; charset=utf-8"),
        ("type: raw, body: '{{connection.a}}'", "x y&", ""),
        ("type: json, headers: {Content-Type: application/vnd.x}, body: {}", "{}", "application/vnd.x"),
    ])
    func `a body is written in its type`(_ api: String, _ body: String, _ type: String) throws {
        var run = try run("api: {url: /x, method: post, \(api)}", ["a": "x y&"])
        let request = try run.request()
        #expect(
            request.method == "POST" && request.body?.reveal() == body && request.header("content-type") ?? "" == type)
    }

    @Test(arguments: [
        "eu.acme.test@evil.test", "eu.acme.test:80@evil.test", "evil.test/", "evil.test?", "evil.test#", "evil.test\\",
        "a b", "a%2eb", "é",
        "[::1", "", "*", "a..b", "x:99999", "x:-1", "x:", "x:+80",
    ])
    func `a hostile host is refused or not allowed`(_ host: String) throws {
        let text = definition(
            "parameters: [{name: h, pattern: ''}]\napi: {url: 'https://{{connection.h}}.acme.test/x'}"
        )
        .replacing("hosts: [api.acme.test]", with: "hosts: ['*.acme.test']")
        var run = try acme(text).verification(["h": .string(host)])
        if case .send(let request) = run.next() {
            #expect(!request.isAllowed())
        } else {
            #expect(run.verdict?.word == "undetermined")
        }
    }

    @Test func `a value cannot widen the hosts`() throws {
        let text = definition("parameters: [{name: h, pattern: ''}]\napi: {url: 'https://evil.test/x'}")
            .replacing("hosts: [api.acme.test]", with: "hosts: ['{{connection.h}}']")
        for value in ["*", "*.test", "a b*"] {
            #expect(try acme(text).verification(["h": .string(value)]).verdict?.word == "undetermined")
        }
        var run = try acme(text).verification(["h": "good.test"])
        #expect(try !run.request().isAllowed())
    }

    @Test func `requests run in order and share what they learn`() throws {
        var run = try run(
            """
            api:
              - {url: /one, temp: {t: 'a{{connection.a}}'}, response: {temp: {u: '{{body.u}}'}, data: {found: '{{body.f}}', k: '{{body.k}}'}, uid: '{{body.id}}'}}
              - {url: /skipped, condition: '{{temp.u = 0}}'}
              - url: '/two/{{temp.t}}/{{temp.u}}/{{data.found}}/{{connection.found}}'
                response: {metadata: {type: text, value: '{{parameters.a}}'}}
            """, ["a": "1", "k": "old-key"])
        #expect(try run.request().target.reveal() == "/v1/one")
        #expect(run.answer(200, #"{"u":2,"f":"f","id":7,"k":"new-key"}"#) == nil)
        #expect(try run.request().target.reveal() == "/v1/two/a1/2/f/f")
        #expect(try run.request().target.reveal() == "/v1/two/a1/2/f/f", "asked again until an answer came")
        #expect(run.answer(200) == .good(.init(metadata: .init(value: "1", kind: .string), uid: 7)))
        #expect(run.values.secret("k")?.reveal() == "new-key" && run.values.secret("found")?.reveal() == "f")
        #expect(run.values.open("a") == "1")
    }

    @Test func `a condition's default stands for the answer`() throws {
        var run = try run(
            """
            api:
              - {url: /one, condition: {condition: '{{connection.a}}', default: {id: 5}}, response: {uid: '{{body.id}}'}}
              - {url: /two}
            """)
        #expect(run.answer(200) == .good(.init(uid: 5)))
    }

    @Test func `a request repeats until its condition ends or its limit`() throws {
        let api = "api: {url: /x, repeat: {condition: '{{!body.done}}', delay: 1500, limit: 3}}"
        var first = try run(api)
        #expect(first.answer(200) == nil)
        if case .wait(let delay) = first.next() {
            #expect(delay == .milliseconds(1500))
        } else {
            Issue.record("no wait")
        }
        #expect(first.answer(200, #"{"done":true}"#)?.word == "good")
        var second = try run(api)
        var asked = 0
        while second.verdict == nil, asked < 10 {
            guard case .send = second.next() else { continue }
            asked += 1
            _ = second.answer(200)
        }
        #expect(asked == 3 && second.verdict?.word == "good")
    }

    @Test func `answers nobody asked for are not heard`() throws {
        var run = try run("api: {url: /x}")
        run.receive(OutboundResponse(status: 200, headers: [], body: []))
        run.receive(MailLoginOutcome.accepted)
        #expect(run.verdict == nil)
        _ = try run.request()
        run.receive(MailLoginOutcome.accepted)
        #expect(run.verdict == nil)
        #expect(run.answer(401)?.word == "bad")
        #expect(run.answer(200)?.word == "bad")
    }
}
