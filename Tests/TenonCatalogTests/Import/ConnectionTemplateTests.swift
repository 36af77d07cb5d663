// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TenonCatalog

@Suite struct ConnectionTemplateTests {
    private func app(_ template: ConnectionTemplate) -> AppSource {
        AppSource(
            name: "acme-app", label: "Acme",
            connections: [AppSource.template(template, name: "acme", label: "Acme account")])
    }

    @Test(arguments: ConnectionTemplate.allCases)
    func `an app of a template passes the lint without a warning`(_ template: ConnectionTemplate) throws {
        let (types, findings) = app(template).compose(version: 3)
        #expect(findings.isEmpty, "\(findings)")
        let type = try #require(types.first)
        #expect(types.count == 1 && type.name == "acme" && type.label == "Acme account" && type.version == 3)
        #expect(type.app == "acme-app" && type.packageName == "acme-app" && type.kind == template.kind)
        #expect(type.requests[.info]?.count == 1 && !type.hosts.isEmpty)
    }

    @Test(arguments: ConnectionTemplate.allCases)
    func `its text is a definition that means the same`(_ template: ConnectionTemplate) throws {
        let types = try roundTrip(app(template))
        let text = app(template).definitionText()
        #expect(try lint(text).isEmpty, "\(text)")
        #expect(types.count == 1)
    }

    @Test func `the names are those of Make's API`() {
        #expect(
            ConnectionTemplate.allCases.map(\.rawValue) == [
                "apikey", "basic", "oauth", "oauth-refresh", "oauth-resowncre", "oauth-clicre", "oauth-1", "other",
            ])
    }

    @Test func `each does what its name says`() throws {
        func blocks(_ template: ConnectionTemplate) throws -> Set<ConnectionType.Block> {
            Set(try #require(app(template).compose(version: 1).types.first).requests.keys)
        }
        #expect(try blocks(.apiKey) == [.info] && blocks(.basic) == [.info] && blocks(.other) == [.info])
        #expect(try blocks(.oauth) == [.authorize, .token, .info])
        #expect(try blocks(.oauthRefresh) == [.authorize, .token, .refresh, .info])
        #expect(try blocks(.oauthPassword) == [.token, .refresh, .info])
        #expect(try blocks(.oauthClientCredentials) == [.token, .info])
        #expect(try blocks(.oauth1) == [.requestToken, .authorize, .accessToken, .info])
        let kinds = ConnectionTemplate.allCases.map { app($0).compose(version: 1).types[0].proofKey }
        #expect(kinds == [.none, .none, .s256, .s256, .none, .none, .none, .none])
    }
}
