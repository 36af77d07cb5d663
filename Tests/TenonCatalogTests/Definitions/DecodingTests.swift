// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonJSON
import Testing

@Suite struct DecodingTests {
    @Test func `a whole definition is read`() throws {
        let type = try acme(
            """
            app: acme
            label: Acme
            theme: "#4A154B"
            docs: https://acme.test/docs
            base:
              baseUrl: "https://{{connection.subdomain}}.acme.test/api"
              headers: {authorization: "Bearer {{connection.accessToken}}"}
              qs: {v: 2}
              log: {sanitize: [request.headers.authorization]}
            connections:
              acme:
                label: Acme account
                type: oauth
                version: 3
                package: app#acme
                hosts: ["*.acme.test"]
                parameters:
                  - {name: subdomain, label: Subdomain, required: true, pattern: "^[a-z0-9-]{1,63}$"}
                  - {name: secret, type: password, editable: {enabled: true}, help: Keep it, advanced: true}
                common: {clientId: abc}
                scope: [read]
                scopes: {read: Read your data, write: null}
                scopeSeparator: ","
                pkce: none
                refreshOn: [401, 403]
                api:
                  authorize: {url: "https://login.acme.test/a", qs: {x: "{{oauth.state}}"}}
                  token:
                    - {url: "https://login.acme.test/t", method: POST, type: urlencoded, body: {a: "{{query.code}}"}}
                  info: {url: /me, timeout: 1000, response: {uid: "{{body.id}}"}}
                  refresh: {condition: "{{data.expires < addMinutes(now, 15)}}", url: "https://login.acme.test/t"}
                  invalidate: {url: "https://login.acme.test/r"}
            """)
        #expect(type.label == "Acme account" && type.theme == "#4a154b" && type.kind == .oauth && type.version == 3)
        #expect(type.packageName == "app#acme" && type.proofKey == .none && type.scopeSeparator == ",")
        #expect(type.defaultScopes == ["read"] && type.scopes.map(\.id) == ["read", "write"])
        #expect(type.scopeName("read") == "Read your data" && type.scopeName("write") == nil)
        #expect(type.editableParameters == ["secret"] && type.hostParameters == ["subdomain"])
        #expect(type.parameters.map(\.isSecret) == [false, true])
        #expect(Set(type.requests.keys) == [.authorize, .token, .info, .refresh, .invalidate])
        #expect(type.requests[.info]?.first?.timeout == .seconds(1) && type.base.sanitize.count == 1)
        guard case .statuses([401, 403]) = type.refreshOn else { return #expect(Bool(false)) }
    }

    @Test func `the api of a basic type may be one request, a list, or blocks`() throws {
        for api in [
            "api: {url: /a}", "api: [{url: /a}, {url: /b}]", "api: {info: {url: /a}}", "api: {info: [{url: /a}]}",
        ] {
            let requests = try acme(definition(api)).requests
            #expect(Set(requests.keys) == [.info])
            #expect(requests[.info]?.count == (api.contains("/b") ? 2 : 1))
        }
    }

    @Test func `JSON is read as well, with places`() throws {
        let text = #"""
            {
              "app": "acme", "label": "Acme",
              "connections": {"acme": {"type": "basic", "hosts": ["a.test"],
                "nope": 1,
                "api": {"url": "https:\/\/a.test/x", "response": {"uid": "{{body.id}}"}}}}
            }
            """#
        let findings = try lint(text, "acme.json")
        #expect(findings.map(\.message) == ["unknown member 'nope' of a connection"])
        #expect(findings.first?.line == 4)
        #expect(try lint("{\"app\": 1,}", "acme.json").first?.message == "unexpected comma")
    }

    @Test(arguments: [
        ("nope: 1", "unknown member 'nope'", 9), ("api: {url: /a, nope: 1}", "unknown member 'nope' of api", 9),
        ("api: {url: /a, response: {nope: 1}}", "unknown member 'nope' of response", 9),
        ("parameters: [{name: a, nope: 1}]", "unknown member 'nope' of a parameter", 9),
        ("parameters: [{name: a, type: wrong}]", "type must be one of", 9),
        ("parameters: [{label: a}]", "needs a name", 9),
        ("parameters: [{name: teamId}]", "member of the create call", 9),
        ("parameters: [{name: scopes}]", "create call", 9),
        ("parameters: [{name: accountName}]", "create call", 9),
        ("parameters: [{name: accountType}]", "create call", 9),
        ("parameters: [{name: 'a b'}]", "no name for a parameter", 9),
        ("parameters: [{name: a}, {name: a}]", "more than once", 7),
        ("parameters: [{name: a, pattern: '('}]", "pattern:", 9),
        ("parameters: [{name: a, type: select}]", "no options", 9),
        ("parameters: [{name: a, type: password, default: x}]", "cannot have a default", 9),
        ("parameters: {}", "must be a list", 9), ("api: {url: '{{nope(1)}}'}", "unknown function 'nope'", 9),
        ("api:\n  url: /a\n  headers:\n    x: '{{a'", "expression without", 12),
        ("api: {url: /a, timeout: 300001}", "timeout", 9),
        ("api: {url: /a, method: [GET]}", "method must be text", 9),
        ("api: {url: /a, type: soap}", "type must be one of", 9),
        ("api: {url: /a, headers: {host: x}}", "Tenon's to set", 9),
        ("api: {url: /a, headers: {'a b': x}}", "no name of a header", 9),
        ("api: {url: /a, repeat: {limit: 3}}", "repeat needs a condition", 9),
        ("api: {url: /a, repeat: {condition: true, limit: 1000}}", "limit must be", 9),
        ("api: {url: /a, response: {error: {'4xx': x}}}", "neither a status nor a range", 9),
        ("api: {url: /a, response: {error: {type: Oops}}}", "type must be one of RuntimeError", 9),
        ("api: {url: /a, response: {metadata: {type: phone, value: x}}}", "type must be one of email, text", 9),
        ("api: {url: 'https://evil.test/x'}", "'evil.test' is not among the hosts", 9),
        ("api: {url: 'ftp://api.acme.test/x'}", "neither http nor https", 9),
        ("api: {url: 'https://u:p@api.acme.test/x'}", "user information", 9),
        ("api: {transport: imap, host: a}", "needs 'port'", 9),
        ("api: {transport: pop3, host: a}", "transport must be one of", 9),
        ("api: {}", "a request needs a url", 9), ("version: 0", "version must be", 9),
        ("theme: red", "theme must be a colour", 9),
        ("refreshOn: [700]", "refreshOn must be", 9), ("pkce: plain", "pkce must be one of", 9),
    ])
    func `what is wrong is reported with its line`(_ body: String, _ message: String, _ line: Int) throws {
        let findings = try lint(definition(body)).filter { $0.severity == .error }
        let found = findings.first { $0.message.contains(message) }
        #expect(found != nil, "\(findings)")
        #expect(found?.line == line, "\(findings)")
    }

    @Test func `all faults of a file are told at once`() throws {
        let findings = try lint(definition("nope: 1\nparameters: [{name: teamId}, {nope: 2}]\napi: {url: '{{'}"))
        #expect(findings.filter { $0.severity == .error }.count == 5)
        #expect(findings == findings.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
    }

    @Test(arguments: [
        ("https://{{connection.sub}}.acme.test/x", true), ("https://acme.test/{{connection.sub}}", false),
        ("{{connection.sub}}/x", true), ("/x/{{connection.sub}}", false), ("x/{{connection.sub}}", false),
        ("{{connection.sub}}", true), ("https://acme.test?x={{connection.sub}}", false),
        ("https:{{connection.sub}}", true),
        ("https://acme.test:{{connection.sub}}/", true), ("{{temp.host}}/x", true),
        ("{{get(connection; 'sub')}}/x", true),
        ("https://acme.test{{connection.sub}}/", true), ("{{now}}/{{connection.sub}}/x", true),
    ])
    func `a person's value in a host name needs a pattern`(_ url: String, _ decides: Bool) throws {
        func text(_ constraint: String) -> String {
            definition(
                "parameters: [{name: sub\(constraint)}]\napi: {url: \"\(url)\", temp: {host: '{{parameters.sub}}'}}")
        }
        let findings = try lint(text("")).filter { $0.message.contains("takes part in a host name") }
        #expect(findings.isEmpty == !decides)
        for constraint in [
            ", pattern: '^a$'", ", validate: {enum: [a]}", ", type: select, options: [a]", ", type: uinteger",
        ] {
            #expect(try lint(text(constraint)).allSatisfy { !$0.message.contains("takes part in a host name") })
        }
        #expect(
            try lint(text(", type: password, pattern: '^a$'")).contains { $0.message.contains("the secret 'sub'") }
                == decides)
    }

    @Test func `hosts and base count as well`() throws {
        let base = #"{baseUrl: "https://{{connection.a}}.acme.test"}"#
        let findings = try lint(definition("parameters: [{name: a}]\napi: {url: /x}", base: base))
        #expect(findings.contains { $0.message.contains("'a' takes part in a host name") })
        let hosts = definition("parameters: [{name: a}]\napi: {url: /x}")
            .replacing("hosts: [api.acme.test]", with: "hosts: ['{{connection.a}}']")
        #expect(try lint(hosts).contains { $0.message.contains("'a' takes part in a host name") })
    }

    @Test func `an author is warned of what cannot be meant`() throws {
        let warnings = try lint(definition("api: {url: /a, headers: {x: '{{conection.a}}{{connection.b}}'}}"))
        #expect(warnings.map(\.severity) == [.warning, .warning])
        #expect(
            Set(warnings.map(\.message)) == [
                "there is no variable 'conection'", "'connection.b' is neither a parameter nor data of an answer",
            ])
        #expect(try lint(definition("parameters: []")).map(\.message) == ["'acme' has no request that verifies it"])
    }
}
