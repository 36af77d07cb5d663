// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON
import Testing

@testable import TenonCatalog

/// What Make writes otherwise than a definition does: taken over where it means something, reported where not.
@Suite struct MakeShapeTests {
    private static let me = #"{"url": "/me"}"#
    private static let hosts = #"{"hosts": ["api.acme.test"]}"#

    private func parameters(_ text: String) throws -> (parameters: [Parameter], findings: [String]) {
        let source = app([.api: Self.me, .tenon: Self.hosts, .parameters: text])
        let (types, findings) = source.compose(version: 1)
        return (types.first?.parameters ?? [], findings.map { "\($0.line):\($0.column) \($0.severity) \($0.message)" })
    }

    @Test func `what a form looks like is left out with a warning`() throws {
        let (parameters, findings) = try parameters(
            """
            [
              {"name": "a", "type": "text", "mappable": false, "editable": {"enabled": true, "help": "x"}, "sort": "text"},
              {"type": "banner", "title": "Hello", "text": "…"},
              {"name": "b", "type": "color"},
              {"name": "c", "type": "array", "spec": {"type": "text"}, "validate": {"maxItems": 3}, "multiple": false},
              {"name": "d", "type": "text", "validate": true}
            ]
            """)
        #expect(parameters.map(\.name) == ["a", "b", "c", "d"] && parameters[0].isEditable)
        #expect(parameters.map(\.kind) == [.text, .text, .array, .text])
        #expect(
            findings == [
                "2:33 warning 'mappable' of a parameter has no effect and was left out",
                "2:82 warning 'help' of a parameter has no effect and was left out",
                "2:96 warning 'sort' of a parameter has no effect and was left out",
                "3:3 warning a banner only shows something and was left out",
                "4:25 warning a parameter of the type 'color' is entered as text",
                "5:73 warning 'maxItems' of a parameter has no effect and was left out",
                "6:33 warning 'validate' of a parameter has no effect and was left out",
            ])
    }

    @Test func `options may stand in groups or in a store, and mark the default`() throws {
        let (parameters, findings) = try parameters(
            """
            [
              {"name": "a", "type": "select", "options": [{"value": "x", "short": "X"}, {"value": "y", "default": true}]},
              {"name": "b", "type": "select", "grouped": true, "options": [
                {"label": "One", "options": [{"value": 1}]}, {"label": "Two", "options": [{"value": 2}, {"value": 3}]}]},
              {"name": "c", "type": "select", "options": {"placeholder": "…", "store": [
                {"value": "p", "nested": {"store": [{"name": "d", "type": "text", "tags": "strip"}]}}]}},
              {"name": "e", "type": "boolean", "nested": [{"name": "f", "type": "any"}]}
            ]
            """)
        #expect(parameters.map(\.name) == ["a", "b", "c", "d", "e", "f"])
        #expect(parameters[0].fallback == "y" && parameters[1].options.map(\.value) == [1, 2, 3])
        #expect(parameters[3].dependence?.value == "p" && parameters[5].dependence?.value == true)
        #expect(
            findings.map { $0.split(separator: " ", maxSplits: 2).last ?? "" } == [
                "'placeholder' of options has no effect and was left out",
                "'tags' of a parameter has no effect and was left out",
                "a parameter of the type 'any' is entered as text",
            ])
    }

    @Test(arguments: [
        (#"[{"name": "a", "type": "select", "options": "rpc://list"}]"#, "options that an RPC loads"),
        (#"[{"name": "a", "type": "select", "options": {"store": "rpc://list"}}]"#, "options that an RPC loads"),
        (#"[{"name": "a", "type": "boolean", "nested": "rpc://list"}]"#, "nested that an RPC loads"),
        (#"["rpc://list"]"#, "a parameter must be a mapping, not text"),
        (#""rpc://list""#, "parameters must be a list, not text"),
        (#"[{"name": "a", "type": "select", "multiple": true, "options": [1]}]"#, "unknown member 'multiple'"),
        (#"[{"name": "a", "type": "file"}]"#, "type must be one of"),
        (#"[{"name": "a", "type": "text", "nope": 1}]"#, "unknown member 'nope'"),
        (#"[{"name": "é", "type": "text"}]"#, "'é' is no name for a parameter"),
        (#"[[]]"#, "a parameter must be a mapping, not a list"),
    ])
    func `what has no counterpart is an error`(_ text: String, _ message: String) throws {
        let found = try parameters(text).findings
        #expect(found.contains { $0.contains("error \(message)") }, "\(found)")
    }

    @Test func `what only modules know is left out of requests with a warning`() throws {
        let api = """
            {
              "info": {"url": "/me", "pagination": {"qs": {}}, "type": "string",
                "response": {"type": {"*": "string"}, "iterate": "{{body}}", "limit": 3, "output": {}, "wrapper": {},
                  "valid": {"condition": "{{body.ok}}", "type": "IncompleteDataError"},
                  "error": {"message": "m", "type": "InvalidConfigurationError", "404": {"type": "DataError"}}}}
            }
            """
        let source = app([.api: api, .tenon: Self.hosts])
        let request = try #require(try roundTrip(source)[0].requests[.info]?.first)
        #expect(request.type == .text && request.response.kindsByStatus.first?.kind == .text)
        #expect(request.response.error?.type?.literalText == "DataError")
        let found = source.compose(version: 1).findings.map(\.message)
        #expect(
            found.filter { $0.contains("has no meaning in a connection") }.count == 5 && found.count == 7, "\(found)")
        #expect(found.contains("'IncompleteDataError' was taken as DataError"))
    }

    @Test func `a list of scopes has no names`() throws {
        let api = #"{"token": {"url": "/t"}, "info": {"url": "/me"}}"#
        let source = app(
            [.api: api, .tenon: Self.hosts, .scope: #"["a"]"#, .scopes: #"["a", "b"]"#], kind: .oauth)
        let type = try roundTrip(source)[0]
        #expect(type.scopes.map(\.id) == ["a", "b"] && type.scopeName("a") == nil)
        let unknown = findings([.api: api, .tenon: Self.hosts, .scope: #"["c"]"#, .scopes: #"["a"]"#], kind: .oauth)
        #expect(unknown.contains { $0.contains("the default scope 'c' is not among the scopes") })
    }

    @Test func `PKCE is off where the token request knows nothing of it`() throws {
        func method(_ api: String, _ tenon: String = MakeShapeTests.hosts) throws -> ConnectionType.ProofKeyMethod? {
            app([.api: api, .tenon: tenon], kind: .oauth).compose(version: 1).types.first?.proofKey
        }
        let authorize = #""authorize": {"url": "/a"}, "info": {"url": "/me"}"#
        #expect(try method(#"{"token": {"url": "/t"}, \#(authorize)}"#) == ConnectionType.ProofKeyMethod.none)
        let verifier = #"{"token": {"url": "/t", "body": {"v": "{{pkce.verifier}}"}}, \#(authorize)}"#
        #expect(try method(verifier) == .s256)
        let demanded = #"{"hosts": ["api.acme.test"], "pkce": "S256"}"#
        #expect(try method(#"{"token": {"url": "/t"}, \#(authorize)}"#, demanded) == .s256)
    }

    @Test func `what an organization enters becomes common`() throws {
        let source = app([
            .api: #"{"url": "/me", "qs": {"r": "{{common.realm}}", "k": "{{common.clientId}}"}}"#, .tenon: Self.hosts,
            .common: #"{"clientId": "id-1"}"#,
            .installSpec: """
            [{"name": "clientId", "type": "text", "default": "other"}, {"name": "realm", "type": "text", "default": "x"},
             {"name": "secret", "type": "password", "mappable": false}]
            """,
        ])
        let type = try roundTrip(source)[0]
        #expect(type.common.map(\.name) == ["clientId", "realm"])
        let found = source.compose(version: 1).findings.map(\.description)
        #expect(
            found == [
                "acme/installSpec:1:1: warning: an organization sets clientId, realm, secret with "
                    + "'tenon installation set acme'",
                "acme/installSpec:2:41: warning: 'mappable' of a parameter has no effect and was left out",
            ])
    }

    @Test func `an installation that does more is reported`() {
        let found = findings([
            .api: Self.me, .tenon: Self.hosts, .install: #"{"url": "https://acme.test/install"}"#,
            .installSpec: #"[{"name": "a", "type": "array"}, {"nope": 1}]"#,
        ])
        #expect(
            found == [
                "acme/install:1:1: warning: what 'install' does when an app is installed has no counterpart and was left out",
                "acme/installSpec:1:1: error: 'a' is no single value, and an installation cannot set it",
                "acme/installSpec:1:1: warning: an organization sets a with 'tenon installation set acme'",
                "acme/installSpec:1:34: error: a parameter needs a name",
                "acme/installSpec:1:35: error: unknown member 'nope' of a parameter",
            ])
        #expect(
            findings([.api: Self.me, .tenon: Self.hosts, .install: "5", .installSpec: "{\"a\": 1}"]) == [
                "acme/install:1:1: error: install must be a mapping or a list, not a number",
                "acme/installSpec:1:1: error: parameters must be a list, not a mapping",
            ])
    }
}
