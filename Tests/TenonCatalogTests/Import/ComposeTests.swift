// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TenonCatalog

@Suite struct ComposeTests {
    @Test func `a whole app becomes types`() throws {
        let source = AppSource(
            name: "acme-app", label: "Acme", theme: "#4A154B", documentation: "https://docs.acme.test",
            base: """
                {
                \t// Everything is behind one address.
                \t"baseUrl": "https://{{connection.sub}}.acme.test/v1",
                \t"headers": {"authorization": "Bearer {{connection.accessToken}}"},
                \t"response": {"error": "{{body.error}}"},
                \t"log": {"sanitize": ["request.headers.authorization",],},
                }
                """,
            connections: [
                ConnectionSource(
                    name: "acme", label: "Acme account", kind: .oauth,
                    sections: [
                        .parameters: #"[{"name": "sub", "type": "text", "pattern": "^[a-z]{1,9}$", "required": true}]"#,
                        .common: #"{"clientId": "id-1", "clientSecret": "s \"& \\ ü 😀"}"#,
                        .scope: #"["read"]"#, .scopes: #"{"read": "Read", "write": "Write"}"#,
                        .api: """
                        {
                            "authorize": {"url": "https://login.acme.test/a", "qs": {"scope": "{{join(oauth.scope, ' ')}}"}},
                            "token": {"url": "https://login.acme.test:8443/t", "method": "POST", "type": "urlencoded",
                                "body": {"code": "{{query.code}}"},
                                "response": {"data": {"accessToken": "{{body.access_token}}"}}},
                            "info": {"url": "/me", "response": {"uid": "{{body.id}}"}}
                        }
                        """,
                    ]),
                ConnectionSource(
                    name: "acme-key", label: "", kind: .basic,
                    sections: [
                        .parameters: #"[{"name": "key", "type": "password"}]"#,
                        .api: #"{"url": "https://api.acme.test/me", "qs": {"k": "{{parameters.key}}"}}"#,
                        .tenon: ##"{"hosts": ["api.acme.test"], "docs": "https://key.acme.test", "base": {}}"##,
                    ]),
            ])
        let types = try roundTrip(source)
        #expect(types.map(\.name) == ["acme", "acme-key"] && types.map(\.label) == ["Acme account", "Acme"])
        #expect(types.map(\.packageName) == ["acme-app", "acme-app"] && types[0].theme == "#4a154b")
        #expect(types.map(\.documentation) == ["https://docs.acme.test", "https://key.acme.test"])
        #expect(types[0].hostParameters == ["sub"] && types[0].defaultScopes == ["read"])
        #expect(
            types[0].hosts.map(\.literalText) == [".acme.test", "login.acme.test", "login.acme.test:8443"])
        #expect(types[0].hosts[0].paths == [["connection", "sub"]])
        #expect(types[1].hosts.map(\.literalText) == ["api.acme.test"])
        #expect(types[0].scopeName("write") == "Write" && types[0].proofKey == .none)
        let warnings = source.compose(version: 1).findings.map(\.description)
        #expect(
            warnings == [
                "base:5:2: warning: 'response' of the base was left out: requests and answers pass the proxy as they are",
                "acme/api:1:1: warning: hosts were taken from the URLs: {{connection.sub}}.acme.test, login.acme.test, "
                    + "login.acme.test:8443; check them",
                "acme/api:1:1: warning: the token request sends no {{pkce.verifier}} as code_verifier, so PKCE is off",
            ])
    }

    @Test func `findings have the place in their own section`() {
        let found = findings(
            [
                .api: "{\n  // é\n  /* ü */ \"url\": \"https://api.acme.test/{{nope(1)}}\",\n  \"oops\": 1\n}",
                .parameters: "[\n\t{\"name\": \"a\", \"type\": \"wrong\"},\n\t{\"name\": \"teamId\"}\n]",
                .scope: #"{"a": 1}"#, .scopes: "5", .common: "[1]",
            ], base: "{\n\n  \"nope\": 1}")
        #expect(found.contains("base:3:3: error: unknown member 'nope' of base"))
        #expect(found.contains { $0.hasPrefix("acme/api:3:18: error: url: unknown function 'nope'") }, "\(found)")
        #expect(found.contains("acme/api:4:3: error: unknown member 'oops' of api"))
        #expect(found.contains { $0.hasPrefix("acme/parameters:2:24: error: type must be one of") }, "\(found)")
        #expect(found.contains { $0.hasPrefix("acme/parameters:3:2: error: 'teamId'") })
        #expect(found.contains("acme/scope:1:1: error: scope must be a list, not a mapping"))
        #expect(found.contains("acme/scopes:1:1: error: scopes must be a mapping, not a number"))
        #expect(found.contains("acme/common:1:1: error: common must be a mapping, not a list"))
    }

    @Test(arguments: [
        ("https://api.acme.test/x", "api.acme.test"), ("http://api.acme.test:80/x", "api.acme.test"),
        ("http://API.acme.test:8080", "api.acme.test:8080"), ("https://[2001:db8::1]/", "[2001:db8::1]"),
        ("https://{{connection.a}}.acme.test/x/{{connection.b}}", "{{connection.a}}.acme.test"),
        ("https://{{ connection.host }}", "{{connection.host}}"),
        ("{{connection.url}}/me", "{{hostOf(connection.url)}}"),
        ("{{connection.url}}", "{{hostOf(connection.url)}}"), ("{{a}}?x=1", "{{hostOf(a)}}"),
        ("{{connection.scheme}}://acme.test/x", nil), ("https://acme.test?x={{connection.a}}", "acme.test"),
        ("https://{{replace(connection.url, 'https://', '')}}/api", "{{replace(connection.url, 'https://', '')}}"),
        ("https://acme.test:{{connection.port}}/x", "acme.test:{{connection.port}}"),
        ("/me", nil), ("me/https://evil.test", nil), ("{{a}}b/{{c}}/https://evil.test/x", nil),
        ("https://u:p@acme.test/x", nil), ("https://", nil),
        ("{{a}}.acme.test/x", nil), ("https://{{a", nil), ("", nil), ("ftp://acme.test/", nil), ("https://a b/", nil),
        ("https://{{'}}'}}.acme.test/", "{{'}}'}}.acme.test"),
    ])
    func `the host of a URL`(_ url: String, _ host: String?) {
        #expect(HostFinder.entry(for: url) == host)
    }

    @Test func `hosts of one's own win`() throws {
        let sections: [ConnectionSection: String] = [
            .api: #"{"url": "https://api.acme.test/me"}"#, .tenon: #"{"hosts": ["*.acme.test"]}"#,
        ]
        #expect(findings(sections).isEmpty)
        #expect(try roundTrip(app(sections))[0].hosts.map(\.literalText) == ["*.acme.test"])
    }

    @Test func `a person's value in a host needs a pattern, as ever`() {
        let api = #"{"url": "{{connection.url}}/me"}"#
        let found = findings([.api: api, .parameters: #"[{"name": "url", "type": "url"}]"#], base: "")
        #expect(found.contains { $0.contains("'url' takes part in a host name and needs a pattern") })
        let patterned = #"[{"name": "url", "type": "url", "pattern": "^https://[a-z.]+$"}]"#
        #expect(findings([.api: api, .parameters: patterned], base: "").allSatisfy { $0.contains(": warning: ") })
    }

    @Test func `what stands in 'tenon' has no other section`() {
        let found = findings([
            .api: #"{"url": "/a"}"#,
            .tenon: #"{"hosts": ["api.acme.test"], "api": {}, "type": "oauth", "version": 3, "nope": 1}"#,
        ])
        #expect(
            found == [
                "acme/tenon:1:30: error: 'api' has a section of its own",
                "acme/tenon:1:41: error: 'type' is a property of the connection and no member of 'tenon'",
                "acme/tenon:1:58: error: 'version' is a property of the connection and no member of 'tenon'",
                "acme/tenon:1:72: error: unknown member 'nope' of a connection",
            ])
    }

    @Test func `a client takes the place of blocks`() throws {
        let source = app(
            [
                .api: #"{"info": {"url": "/me"}}"#,
                .tenon: """
                {"client": {"id": "{{common.clientId}}", "secret": "{{common.clientSecret}}"}, "scopeSeparator": ",",
                 "server": {"authorization_endpoint": "https://login.acme.test/a", "token_endpoint": "https://login.acme.test/t"}}
                """,
            ], kind: .oauth)
        let type = try roundTrip(source)[0]
        #expect(type.requests[.authorize] != nil && type.requests[.token] != nil && type.proofKey == .s256)
        #expect(type.hosts.map(\.literalText) == ["api.acme.test", "login.acme.test"] && type.scopeSeparator == ",")
    }

    @Test func `two connections of one name, too many, and an app without a name are refused`() {
        let connection = AppSource.template(.other, name: "a", label: "A")
        let twice = AppSource(name: "", label: "", connections: [connection, connection]).compose(version: 1).findings
        #expect(
            twice.map(\.description) == [
                "app:1:1: error: the app needs a name", "a/api:1:1: error: the connection 'a' occurs more than once",
            ])
        let many = (0...AppSource.connectionsMax).map { AppSource.template(.other, name: "a\($0)", label: "") }
        let found = AppSource(name: "a", label: "A", connections: many).compose(version: 1).findings
        #expect(found.map(\.message) == ["an app can have 50 connections at most"])
    }

    @Test func `a bad name, theme or version is told`() {
        let source = AppSource(
            name: "a", label: "A", theme: "red", connections: [AppSource.template(.other, name: "a b", label: "")])
        let found = source.compose(version: 0).findings.map(\.message)
        #expect(found.contains { $0.hasPrefix("theme must be a colour") })
        #expect(found.contains { $0.contains("is no name for a connection type") })
        #expect(found.contains { $0.hasPrefix("version must be") })
    }
}
