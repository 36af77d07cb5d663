// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonClient
import Testing

/// Custom apps, as the server answers them.
@Suite struct AppTests {
    private func withClient<Result: Sendable>(
        answering body: String, _ use: (TenonClient, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        try await ScriptedServer.answering(.init(status: 200, body: body)) { server in
            let url = try #require(URL(string: server.url))
            return try await TenonClient.withClient(baseURL: url, token: nil) { try await use($0, server) }
        }
    }

    private let app = #"""
        {"name":"acme","label":"Acme","description":"","version":1,"beta":false,"theme":"#4a154b","language":"en",
        "public":false,"approved":false,"global":false,"countries":null,"created":"2026-02-03T07:30:00.000Z",
        "manifestVersion":2,"docs":null,"published":3,"changed":true,"updated":"2026-02-03T07:30:00.000Z"}
        """#

    @Test func `an app is read, and only what is said of it is sent`() async throws {
        try await withClient(answering: #"{"app":\#(app)}"#) { client, server in
            let made = try await client.createApp(.init(name: "acme", label: "Acme"))
            #expect(made.published == 3 && made.changed && made.countries == nil)
            #expect(server.exchanges.first?.body == #"{"name":"acme","label":"Acme"}"#)
            #expect(server.exchanges.first?.target == "/api/v2/sdk/apps")
        }
        try await withClient(answering: #"{"apps":[\#(app)]}"#) { client, _ in
            let apps = try await client.apps()
            #expect(apps.map(\.name) == ["acme"])
        }
    }

    @Test func `an app goes out with all its texts, and comes back with the names it was given`() async throws {
        let finding = #"{"severity":"warning","file":"acme/common","line":1,"column":1,"message":"Left out."}"#
        let type = #"{"name":"acme","label":"Acme","type":"oauth"}"#
        let answer = #"{"app":\#(app),"connections":[\#(type)],"findings":[\#(finding)]}"#
        let texts = TenonClient.AppTexts(
            form: .init(name: "acme", label: "Acme"), base: "{} // é",
            connections: [
                .init(name: "one", label: "One", type: "oauth", sections: ["scope": "[]", "api": "{}"]),
                .init(type: "basic", sections: [:]),
            ])
        try await withClient(answering: answer) { client, server in
            let made = try await client.importApp(texts)
            #expect(made.app.name == "acme" && made.connections.map(\.name) == ["acme"])
            #expect(made.findings.map(\.description) == ["acme/common:1:1: warning: Left out."])
            let sent = try #require(server.exchanges.first)
            #expect(sent.method == "POST" && sent.target == "/api/v2/sdk/apps/import")
            let expected = #"""
                {"name":"acme","label":"Acme","base":"{} // é","connections":[{"name":"one","label":"One",\#
                "type":"oauth","sections":{"api":"{}","scope":"[]"}},{"type":"basic","sections":{}}]}
                """#
            #expect(sent.body == expected)
        }
        try await withClient(answering: #"{"app":\#(app),"connections":{},"findings":[]}"#) { client, _ in
            _ = await #expect(throws: TenonTransportError.self) { try await client.importApp(texts) }
        }
    }

    @Test func `a text goes out as it is, and warnings come back`() async throws {
        let finding = #"{"severity":"warning","file":"acme/api","line":2,"column":3,"message":"Look."}"#
        try await withClient(answering: #"{"change":{},"warnings":[\#(finding)]}"#) { client, server in
            let warnings = try await client.setSection("api", ofAppConnection: "acme", to: "{} // é")
            #expect(warnings.map(\.description) == ["acme/api:2:3: warning: Look."])
            let sent = try #require(server.exchanges.first)
            #expect(sent.target == "/api/v2/sdk/apps/connections/acme/api" && sent.body == "{} // é")
            #expect(
                sent.headers.contains {
                    $0.name.lowercased() == "content-type" && $0.value.hasPrefix("application/jsonc")
                })
        }
        try await withClient(answering: #"{"published":{"version":4,"warnings":[\#(finding)]}}"#) { client, _ in
            let published = try await client.publishApp("acme")
            #expect(published.version == 4 && published.warnings.count == 1)
        }
    }
}
