// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

/// Which version of a definition may stand in for another.
@Suite struct ReachTests {
    private func type(
        hosts: String = "[a.test]", version: Int = 1, url: String = "https://a.test/me", more: String = ""
    ) throws -> ConnectionType {
        try acme(
            definition("version: \(version)\napi: {url: \"\(url)\"}\n\(more)").replacing(
                "hosts: [api.acme.test]", with: "hosts: \(hosts)"))
    }

    private static let sub = "parameters: [{name: sub, pattern: '^[a-z]+$', required: true}]"

    @Test(arguments: [
        ("[a.test]", "[a.test]", true), ("[a.test, b.test]", "[a.test]", true), ("[a.test]", "[A.TEST]", true),
        ("[a.test]", "[a.test, b.test]", false), ("['*.test', a.test]", "[a.test]", true),
        ("['*.test']", "[a.test]", false), ("[a.test]", "['*.test']", false), ("[a.test]", "['a.test:443']", false),
        ("['*']", "['*']", true), ("['*']", "[a.test]", false), ("[a.test]", "['*']", false),
    ])
    func `hosts have to be written out, and to have been there`(
        _ old: String, _ new: String, _ isCovered: Bool
    ) throws {
        let older = try acme(
            definition("parameters: []").replacing("hosts: [api.acme.test]", with: "hosts: \(old)"))
        let newer = try acme(
            definition("version: 2").replacing("hosts: [api.acme.test]", with: "hosts: \(new)"))
        #expect(newer.mayStandIn(for: older) == isCovered)
        #expect(older.mayStandIn(for: older) && newer.mayStandIn(for: newer))
    }

    @Test func `a host that is computed is known of the very same version only`() throws {
        let hosts = "['{{connection.sub}}.a.test']"
        let old = try type(hosts: hosts, url: "/me", more: Self.sub)
        let new = try type(hosts: hosts, version: 2, url: "/me", more: Self.sub)
        #expect(old.mayStandIn(for: old))
        #expect(!new.mayStandIn(for: old))
        #expect(!old.mayStandIn(for: new))
    }

    @Test func `what lets others read along counts as well`() throws {
        let secure = try type()
        let plain = try type(version: 2, url: "http://a.test/me")
        let trusting = try acme(
            definition("version: 3\napi: {url: \"https://a.test/me\", ca: \"pem\"}").replacing(
                "api.acme.test]", with: "a.test]"))
        for weaker in [plain, trusting] {
            #expect(!weaker.mayStandIn(for: secure))
            #expect(secure.mayStandIn(for: weaker))
        }
    }

    @Test func `the standard flow is judged by the endpoints that are written`() throws {
        func oauth(_ version: Int, _ endpoint: String) throws -> ConnectionType {
            try acme(
                """
                app: acme
                connections:
                  acme:
                    type: oauth
                    version: \(version)
                    hosts: [a.test]
                    flow: client_credentials
                    client: {id: "{{common.clientId}}", secret: "{{common.clientSecret}}"}
                    server: {token_endpoint: "\(endpoint)"}
                """)
        }
        let old = try oauth(1, "https://a.test/token")
        #expect(try oauth(2, "https://a.test/other").mayStandIn(for: old))
        #expect(try !oauth(2, "http://a.test/token").mayStandIn(for: old))
    }

    @Test func `a reach is stored and read, and what was not published covers by its hosts alone`() throws {
        let reach = SecretReach(version: 3, hosts: ["A.test", "b.test"], openings: ["url http://"], isComputed: true)
        #expect(SecretReach(json: reach.json) == reach)
        #expect(SecretReach(json: ["version": 1]) == nil)
        let draft = SecretReach(version: 0, hosts: ["a.test"], isComputed: true)
        #expect(!draft.covers(draft), "nobody knows that it is the same")
        #expect(draft.covers(SecretReach(version: 1, hosts: ["a.test"], isComputed: false)))
    }

    @Test func `taking over asks for every secret, and forgets what answers added`() throws {
        let parameters = """
            parameters:
              - {name: key, type: password, required: true, editable: true}
              - {name: other, type: password, editable: true}
              - {name: note, pattern: "^[a-z]+$", editable: true}
              - {name: added, editable: true}
            """
        let old = try acme(definition(parameters.replacing(", pattern: \"^[a-z]+$\"", with: "")))
        let new = try acme(definition(parameters + "\nversion: 2"))
        var values = old.accept(["key": "k1", "other": "o1", "note": "NO", "added": "a"]).values
        values.set("accessToken", "t", isSecret: true)
        let partial = new.takeOver(values, with: ["key": "k2"], missing: .keep)
        #expect(partial.faults.messages == ["Missing value of required parameter 'other'."])
        let whole = new.takeOver(values, with: ["key": "k2", "other": "o2"], missing: .keep)
        #expect(whole.faults.isEmpty)
        #expect(whole.values.names.sorted() == ["added", "key", "other"], "a note like that is not taken any more")
        #expect(whole.values.secret("key")?.reveal() == "k2")
    }
}
