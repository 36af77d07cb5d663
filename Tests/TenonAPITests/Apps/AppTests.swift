// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonEngine
import TenonJSON
import TenonSQLite
import TenonServer
import TenonStore
import TenonWire
import Testing

/// Custom apps over the API: from a template to a connection, and back.
@Suite struct AppTests {
    @Test func `an app becomes a type that connections are made of when it is published`() async throws {
        try await APIFixture.run { api in
            let made = try await api.send(
                .post, "sdk/apps",
                body: [
                    "name": "Acme Orders!", "label": "Acme", "description": "d", "theme": "#4A154B", "language": "en",
                    "countries": ["de"], "audience": "global", "private": true,
                ])
            #expect(made.status == 200, "\(made.text)")
            let app = try #require(made.json?["app"])
            #expect(app["name"] == "acme-orders")
            #expect(app["theme"] == "#4a154b")
            #expect(app["version"] == 1)
            #expect(app["published"] == .null)
            #expect(app["countries"] == ["de"])
            let type = try await api.makeAppConnection(of: "acme-orders")
            #expect(type == "acme-orders")
            let listed = try await api.send(.get, "sdk/apps/acme-orders/connections")
            #expect(listed.json?["appConnections"] == [["name": "acme-orders", "label": "Acme key", "type": "basic"]])
            try await api.define(type, of: "acme-orders", host: "api.acme.test")
            #expect(try await api.send(.get, "connection-types/\(type)").status == 404, "not published yet")
            let early = try await api.send(
                .post, "connections?teamId=1", body: ["accountType": .string(type), "apiKey": "k"])
            #expect(early.suberrors == ["Invalid connection type"])

            let lint = try await api.send(.get, "sdk/apps/acme-orders/lint")
            #expect(lint.json?["findings"]?.array?.contains { $0["severity"] == "error" } == false, "\(lint.text)")
            #expect(try await api.publish("acme-orders") == 1)
            let found = try await api.send(.get, "connection-types/\(type)")
            #expect(found.json?["connectionType"]?["label"] == "Acme key")
            let id = try await api.makeConnection(ofType: type, key: "k-1")
            let connection = try await api.send(.get, "connections/\(id)").json?["connection"]
            #expect(connection?["packageName"] == "acme-orders")
            #expect(connection?["accountName"] == .string(type))
            #expect(connection?["upgradeable"] == false)
            #expect(try await api.plan(of: id).authority == "api.acme.test")
            let after = try await api.send(.get, "sdk/apps/acme-orders?cols[]=published&cols[]=changed")
            #expect(after.json == ["app": ["published": 1, "changed": false]])
            #expect(try await api.publish("acme-orders") == 2)
            let versions = try await api.send(.get, "sdk/apps/acme-orders/versions").json?["versions"]?.array
            #expect(versions?.map { $0["version"] } == [2, 1])
        }
    }

    @Test func `a text comes back as it was written`() async throws {
        try await APIFixture.run { api in
            let app = try await api.makeApp()
            let type = try await api.makeAppConnection(of: app)
            let text = "[] // é, and \"quotes\"\n/* more */\n"
            for content in ["application/jsonc", "application/json", "text/plain; charset=utf-8"] {
                let answer = try await api.put("parameters", of: type, text, type: content)
                #expect(answer.status == 200, "\(answer.text)")
                #expect(answer.json?["change"] == [:])
                #expect(answer.json?["warnings"]?.array != nil)
            }
            let read = try await api.send(.get, "sdk/apps/connections/\(type)/parameters")
            #expect(read.text == text)
            #expect(read.headers[.contentType] == "application/jsonc; charset=utf-8")
            #expect(try await api.send(.get, "sdk/apps/connections/\(type)/scope").text.isEmpty)
            let actions = try await api.auditActions().suffix(3)
            #expect(actions.allSatisfy { $0 == .appChanged })
            let entries = try await api.auditStore.events(of: OrganizationID(1), after: 0, limit: 1000)
            #expect(!entries.contains { JSON.object($0.draft.details).text().contains("quotes") })
        }
    }

    @Test(arguments: [
        "{", "[1", "{\"a\": 1, \"a\": 2}", "[] // ok\n}", "/* never closed", "\u{FEFF}{",
        String(repeating: "[", count: 5000), "[{\"name\": \"x\", \"label\": \"X\", \"type\": \"wrong\"}]",
        "[{\"nothing\": 1}]", "\"text\"", "[\"" + String(repeating: "x", count: 70_000) + "\"]",
    ])
    func `a text with errors is refused with their places, and nothing is stored`(_ text: String) async throws {
        try await APIFixture.run { api in
            let app = try await api.makeApp()
            let type = try await api.makeAppConnection(of: app)
            let before = try await api.send(.get, "sdk/apps/connections/\(type)/parameters").text
            let count = try await api.auditActions().count
            let answer = try await api.put("parameters", of: type, text)
            #expect(answer.status == 400, "\(answer.text)")
            #expect(!answer.suberrors.isEmpty)
            #expect(
                answer.suberrors.allSatisfy { $0.contains("\(type)/parameters, line ") && $0.contains(", column ") })
            #expect(try await api.send(.get, "sdk/apps/connections/\(type)/parameters").text == before)
            #expect(try await api.auditActions().count == count)
        }
    }

    @Test func `all errors of a text come at once`() async throws {
        try await APIFixture.run { api in
            let app = try await api.makeApp()
            let type = try await api.makeAppConnection(of: app)
            let answer = try await api.put(
                "parameters", of: type,
                "[\n  {\"name\": \"a\", \"label\": \"A\", \"type\": \"no\"},\n  {\"name\": \"b\", \"label\": \"B\", \"type\": \"no\"}\n]"
            )
            #expect(answer.suberrors.count == 2, "\(answer.text)")
            #expect(
                answer.suberrors.first?.contains("line 2") == true && answer.suberrors.last?.contains("line 3") == true)
        }
    }

    @Test func `an incomplete app can be stored, and is not published`() async throws {
        try await APIFixture.run { api in
            let app = try await api.makeApp()
            let empty = try await api.send(.post, "sdk/apps/\(app)/publish")
            #expect(empty.status == 400 && empty.suberrors.first?.contains("no connection types") == true)
            let type = try await api.makeAppConnection(of: app)
            // Without a base a relative address cannot be; the text by itself is good.
            #expect(try await api.put("tenon", of: type, #"{"hosts": ["api.acme.test"]}"#).status == 200)
            let relative = try await api.put("api", of: type, #"{"url": "/me"}"#)
            #expect(relative.status == 200, "\(relative.text)")
            let refused = try await api.send(.post, "sdk/apps/\(app)/publish")
            #expect(refused.status == 400, "\(refused.text)")
            #expect(refused.suberrors.contains { $0.contains("baseUrl") })
            let found = try await api.send(.get, "sdk/apps/\(app)/lint").json?["findings"]?.array ?? []
            #expect(found.contains { $0["severity"] == "error" && $0["file"] == .string("\(type)/api") })
            #expect(try await api.send(.get, "sdk/apps/\(app)").json?["app"]?["published"] == .null)
        }
    }

    @Test func `names are given by the server, and never twice`() async throws {
        try await APIFixture.run { api in
            #expect(try await api.makeApp("Ünïcode & Söhne") == "n-code-s-hne")
            #expect(try await api.makeApp("!!!").hasPrefix("app-"), "reserved")
            for wish in ["google", "connections", "acme", "acme"] {
                let name = try await api.makeApp(wish)
                let isSame = name == wish
                #expect(isSame == (wish == "acme" && !name.contains("-")), "\(name)")
                #expect(name.hasPrefix(wish))
                #expect(try await api.send(.get, "sdk/apps/\(name)").status == 200)
            }
            let first = try await api.makeAppConnection(of: "acme")
            let second = try await api.makeAppConnection(of: "acme")
            #expect([first, second] == ["acme", "acme-2"])
            #expect(try await api.send(.delete, "sdk/apps/connections/acme-2").json == ["appConnection": "acme-2"])
            #expect(try await api.makeAppConnection(of: "acme") == "acme-3")
            #expect(try await api.send(.delete, "sdk/apps/acme").json == ["app": "acme"])
            #expect(try await api.makeApp("acme") != "acme")
            #expect(try await api.send(.get, "sdk/apps/acme").status == 404)
        }
    }

    @Test func `what is wrong with a form comes at once`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.send(
                .post, "sdk/apps",
                body: ["name": 1, "theme": "red", "docs": "javascript:alert(1)", "countries": "de", "language": "x"])
            #expect(answer.status == 400)
            #expect(answer.suberrors.count == 6, "\(answer.suberrors)")
            let app = try await api.makeApp()
            let unknown = try await api.send(
                .post, "sdk/apps/\(app)/connections", body: ["type": "mystery", "label": ""])
            #expect(unknown.status == 400 && unknown.suberrors.count == 2, "\(unknown.text)")
            let changed = try await api.send(
                .patch, "sdk/apps/\(app)", body: ["label": "Other", "docs": "https://acme.test/docs", "name": "x"])
            #expect(changed.json?["app"]?["label"] == "Other")
            #expect(changed.json?["app"]?["name"] == .string(app))
            #expect(changed.json?["app"]?["docs"] == "https://acme.test/docs")
            #expect(try await api.send(.get, "sdk/apps/\(app)/1").json?["app"]?["label"] == "Other", "Make's path")
            #expect(try await api.send(.get, "sdk/apps/\(app)/2").status == 404)
            let wrong = try await api.send(.delete, "sdk/apps/\(app)/lint")
            #expect(wrong.status == 405 && wrong.headers[.allow]?.contains("DELETE") == false)
            #expect(try await api.send(.get, "sdk/apps/connections/none/api").status == 404)
            #expect(try await api.send(.get, "sdk/apps/connections/\(app)/nothing").status == 404)
        }
    }

    @Test func `anyone in the organization reads, its owners change`() async throws {
        try await APIFixture.run { api in
            let (app, type) = try await api.makePublishedApp()
            for path in [
                "sdk/apps", "sdk/apps/\(app)", "sdk/apps/\(app)/base", "sdk/apps/\(app)/lint",
                "sdk/apps/\(app)/versions", "sdk/apps/\(app)/connections", "sdk/apps/connections/\(type)",
                "sdk/apps/connections/\(type)/api", "sdk/apps/connections/\(type)/common",
            ] {
                #expect(try await api.send(.get, path, as: .monitoring).status == 200, "\(path)")
            }
            #expect(try await api.send(.post, "sdk/apps/\(app)/publish", as: .admin).status == 403)
            #expect(
                try await api.put("api", of: type, "{}", as: APIFixture.token(.admin)).status == 403)
        }
    }

    @Test func `what belongs to another organization does not exist`() async throws {
        try await APIFixture.run { api in
            let (app, type) = try await api.makePublishedApp()
            let id = try await api.makeConnection(ofType: type, key: "k")
            let eve = try await api.makeForeignOwner()
            func ask(_ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil) async throws -> Answer {
                try await api.send(method, path, token: eve, text: body?.text())
            }
            let one = "sdk/apps/\(app)"
            let connection = "sdk/apps/connections/\(type)"
            for (method, path, body) in [
                (.get, one, nil), (.patch, one, ["label": "x"]), (.delete, one, nil), (.get, "\(one)/base", nil),
                (.get, "\(one)/lint", nil), (.post, "\(one)/publish", nil), (.get, "\(one)/versions", nil),
                (.get, "\(one)/connections", nil), (.post, "\(one)/connections", ["type": "apikey"]),
                (.get, connection, nil), (.patch, connection, ["label": "x"]), (.delete, connection, nil),
                (.get, "\(connection)/api", nil), (.get, "\(connection)/common", nil),
                (.put, "\(connection)/common", ["clientId": "x"]), (.get, "connection-types/\(type)", nil),
                (.put, "installations/\(type)", ["clientId": "x"]), (.get, "connections/\(id)", nil),
            ] as [(HTTPRequest.Method, String, JSON?)] {
                let answer = try await ask(method, path, body)
                #expect(answer.status == 404, "\(method) \(path): \(answer.text)")
            }
            for (section, name) in [("base", app), ("api", type)] {
                #expect(try await api.put(section, of: name, "{}", as: eve).status == 404)
            }
            #expect(try await ask(.get, "sdk/apps").json == ["apps": []])
            let names = try await ask(.get, "connection-types").json?["connectionTypes"]?.array?.map { $0["name"] }
            #expect(names?.contains(.string(type)) == false && names?.contains("http-bearer") == true)
            for path in ["connections?teamId=20", "connections/verify?teamId=20"] {
                let made = try await ask(.post, path, ["accountType": .string(type), "apiKey": "k"])
                #expect(made.suberrors == ["Invalid connection type"], "\(made.text)")
            }
            let link = try await ask(.post, "connection-links", ["teamId": 20, "accountType": .string(type)])
            #expect(link.suberrors == ["Invalid connection type"])
            let same = try await ask(.post, "sdk/apps", ["name": .string(app), "label": "Mine"])
            #expect(same.json?["app"]?["name"]?.string?.hasPrefix("\(app)-") == true)
        }
    }

    @Test func `what connections use is not deleted`() async throws {
        try await APIFixture.run { api in
            let (app, type) = try await api.makePublishedApp()
            let id = try await api.makeConnection(ofType: type, key: "k")
            for path in ["sdk/apps/\(app)", "sdk/apps/connections/\(type)"] {
                let answer = try await api.send(.delete, path)
                #expect(answer.status == 409 && answer.detail?.hasPrefix("1 connection(s)") == true, "\(answer.text)")
            }
            _ = try await api.send(.delete, "connections/\(id)?confirmed=true")
            #expect(try await api.send(.delete, "sdk/apps/connections/\(type)").status == 200)
            #expect(try await api.send(.get, "connection-types/\(type)").status == 404, "at once")
            #expect(try await api.send(.delete, "sdk/apps/\(app)").status == 200)
        }
    }

    @Test func `a client is kept with the installation, and shown without its secrets`() async throws {
        try await APIFixture.run { api in
            let (_, type) = try await api.makePublishedApp()
            let path = "sdk/apps/connections/\(type)/common"
            #expect(try await api.send(.get, path).json == ["secrets": []])
            let set = try await api.send(.put, path, body: ["clientId": "id-1", "clientSecret": "canary-77"])
            #expect(set.json == ["changed": true])
            let shown = try await api.send(.get, path)
            #expect(shown.json == ["clientId": "id-1", "secrets": ["clientSecret"]])
            let installed = try await api.send(.get, "installations").json?["installations"]?.array
            #expect(installed?.first?["accountType"] == .string(type))
            #expect(try !api.storedText().contains("canary-77"))
            #expect(try await api.send(.put, path, body: [:]).status == 400)
        }
    }
}
