// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TenonDomain
import TenonJSON
import TenonStore
import TenonWire
import Testing

/// Verifying values that are not stored.
@Suite struct DraftVerificationTests {
    private static let path = "connections/verify?teamId=1"

    private func draft(_ url: String = "https://api.example.com/me") -> JSON {
        ["accountType": "http-bearer", "url": .string(url), "token": "canary-51d0"]
    }

    @Test(arguments: Dialect.allCases)
    func `there are three answers, and nothing is stored`(_ dialect: Dialect) async throws {
        try await APIFixture.run(dialect: dialect) { api in
            let cases: [(ScriptedEgress.Answer, Int, String)] = [
                (.status(200, "{}"), 200, "good"),
                (.status(401, "{}"), dialect == .documented ? 200 : 424, "bad"),
                (.status(500, "{}"), 424, "undetermined"), (.none(.timedOut), 424, "undetermined"),
                (.status(429, "{}"), 424, "undetermined"),
            ]
            for (answer, status, outcome) in cases {
                api.egress.answer(answer)
                let verified = try await api.send(.post, Self.path, body: draft())
                #expect(verified.status == status, "\(verified.text)")
                if status == 200 { #expect(verified.json == ["verified": .bool(outcome == "good")]) }
                let entry = try await api.auditStore.events(of: OrganizationID(1), after: 0, limit: 1000).last?.draft
                #expect(entry?.action == .connectionDraftVerified && entry?.teamID == APIFixture.team)
                #expect(entry?.details.text == #"{"type":"http-bearer","outcome":"\#(outcome)"}"#)
            }
            #expect(api.egress.requests.count == cases.count)
            let listed = try await api.send(.get, "connections?teamId=1")
            #expect(listed.json?["connections"] == [])
            #expect(!api.logText.contains("canary-51d0"))
        }
    }

    @Test func `everything that is wrong comes at once, and nobody is asked`() async throws {
        try await APIFixture.run { api in
            let bad: JSON = ["accountType": "http-bearer", "url": 5, "scopes": ["x"], "nonsense": "y"]
            let answer = try await api.send(.post, "connections/verify", body: bad)
            #expect(answer.status == 400)
            #expect(answer.suberrors.count >= 4, "\(answer.text)")
            let unknown = try await api.send(.post, Self.path, body: ["accountType": "none"])
            #expect(unknown.suberrors == ["Invalid connection type"])
            #expect(api.egress.requests.isEmpty)
            #expect(try await !api.auditActions().contains(.connectionDraftVerified))
        }
    }

    @Test func `a type that a person has to authorize is refused with a sentence`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.send(.post, Self.path, body: ["accountType": "google"])
            #expect(answer.status == 400)
            #expect(answer.suberrors.first?.contains("before a person has authorized it") == true, "\(answer.text)")
            #expect(api.egress.requests.isEmpty)
        }
    }

    @Test func `a token that the values are good for is had first`() async throws {
        try await APIFixture.run { api in
            api.egress.answer { request in
                let target = request.target.reveal()
                guard target == "/token" else {
                    let token = request.headers.first { $0.name.lowercased() == "authorization" }?.value.reveal()
                    return .status(token == "Bearer at-1" ? 200 : 401, "{}")
                }
                return .status(200, #"{"access_token":"at-1","token_type":"Bearer","expires_in":60}"#)
            }
            let draft: JSON = [
                "accountType": "http-oauth2-client-credentials", "clientId": "c", "clientSecret": "canary-51d0",
                "tokenUrl": "https://id.example.com/token", "url": "https://api.example.com/me",
            ]
            let type = try await api.send(.get, "connection-types/http-oauth2-client-credentials")
            let names = type.json?["connectionType"]?["parameters"]?.array?.compactMap { $0["name"]?.string }
            let answer = try await api.send(.post, Self.path, body: draft)
            #expect(answer.json == ["verified": true], "\(answer.text) \(names ?? [])")
            #expect(api.egress.requests.map(\.host) == ["id.example.com", "api.example.com"])
        }
    }

    /// Values decide where requests go only as far as the type says.
    @Test(arguments: [
        "http://169.254.169.254/latest/meta-data", "http://127.0.0.1:8080/api/v2/users/me", "https://evil.example/",
        "https://api.airtable.com.evil.example/", "https://user@api.airtable.com/", "//evil.example/x",
        "https://evil.example/\\@api.airtable.com/",
    ])
    func `a draft reaches no host that its type does not allow`(_ url: String) async throws {
        try await APIFixture.run { api in
            let values: [JSON] = [
                ["accountType": "airtable2", "token": "canary-51d0", "url": .string(url)],
                ["accountType": "airtable2", "token": .string("canary-51d0\r\nHost: \(url)")],
                ["accountType": "airtable2", "token": "canary-51d0", "base": .string(url), "host": .string(url)],
                ["accountType": "http-bearer", "token": "canary-51d0", "url": .string(url)],
            ]
            for draft in values {
                let answer = try await api.send(.post, Self.path, body: draft)
                #expect([200, 400, 424].contains(answer.status), "\(answer.text)")
                #expect(!answer.text.contains("canary-51d0"))
            }
            for request in api.egress.requests {
                #expect(request.allowedHosts.contains { $0.allows(host: request.host, port: request.port) })
                guard request.host != "api.airtable.com" else { continue }
                // The generic type goes where its URL says, and there alone.
                #expect(request.allowedHosts.count == 1)
                #expect(url.contains(request.host) && !url.contains("@"))
            }
        }
    }
}

extension JSONObject {
    fileprivate var text: String { JSON.object(self).text() }
}
