// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import InMemoryLogging
import TenonDomain
import TenonJSON
import TenonStore
import Testing

/// No secret of a grant in anything that is logged, audited, answered or stored, whatever a provider does.
@Suite struct GrantCanaryTests {
    private static let clientSecret = "GOCSPX-canary-client-7c1f"

    /// Answers, each with what it is there to show.
    private struct Answers {
        var all: [(answer: Answer, mayShow: [String])] = []

        mutating func keep(_ answer: Answer, mayShow secrets: [String] = []) -> Answer {
            all.append((answer, secrets))
            return answer
        }
    }

    private func walk(_ api: APIFixture, _ provider: PlayedProvider, _ answers: inout Answers) async throws -> [String]
    {
        let client: JSON = ["clientId": "client-1", "clientSecret": .string(Self.clientSecret)]
        _ = answers.keep(try await api.send(.put, "installations/google", body: client))
        _ = answers.keep(try await api.send(.get, "installations"))
        let made = answers.keep(try await api.send(.post, "connections?teamId=1", body: ["accountType": "google"]))
        let id = try #require(made.json?["connection"]?["id"]?.int)
        var secrets = [Self.clientSecret]

        let first = try await Journey(api, connection: id)
        secrets += [first.ticket, first.state, first.cookieValue]
        let done = answers.keep(try await first.arrive("&iss=https://accounts.google.com"))
        #expect(done.status == 200 && done.text.contains("ada@example.com"), "\(done.text)")
        #expect(answers.keep(try await first.arrive()).status == 404, "a state is good once")

        let revealed = answers.keep(
            try await api.send(.post, "connections/\(id)/credentials", body: [:]), mayShow: [provider.lastAccessToken])
        #expect(revealed.json?["credentials"]?["accessToken"]?.string == provider.lastAccessToken)
        let renewed = try await api.send(
            .post, "connections/\(id)/credentials", body: ["minimumLifetimeSeconds": 86_400])
        _ = answers.keep(renewed, mayShow: [provider.lastAccessToken])
        #expect(provider.grants == ["authorization_code", "refresh_token"])

        for status in [200, 400, 401, 403, 500] {
            provider.become(.echoing(status))
            _ = answers.keep(try await api.send(.post, "connections/\(id)/test"))
            _ = answers.keep(
                try await api.send(.post, "connections/\(id)/credentials", body: ["minimumLifetimeSeconds": 86_400]),
                mayShow: [provider.lastAccessToken])
            let refused = try await Journey(api, connection: id, scopes: ["https://mail.google.com/"])
            secrets += [refused.ticket, refused.state, refused.cookieValue]
            _ = answers.keep(try await refused.arrive())
            _ = answers.keep(try await api.send(.get, "connections/\(id)/health"))
        }
        provider.become(.good)
        secrets += try await link(api, &answers)
        let again = try await Journey(api, connection: id)
        secrets += [again.ticket, again.state, again.cookieValue]
        #expect(answers.keep(try await again.arrive()).status == 200)
        #expect(answers.keep(try await api.send(.post, "connections/\(id)/test")).status == 200)
        for path in [
            "connections/\(id)", "connections/\(id)/events", "connections?teamId=1", "connection-links?teamId=1",
        ] {
            _ = answers.keep(try await api.send(.get, path))
        }
        provider.become(.echoing(400))
        _ = answers.keep(try await api.send(.post, "connections/\(id)/revoke"))
        _ = answers.keep(try await api.send(.get, "connections/\(id)/health"))
        _ = answers.keep(try await api.send(.delete, "connections/\(id)"))
        return secrets
    }

    /// A guest connects an account, after having said no.
    private func link(_ api: APIFixture, _ answers: inout Answers) async throws -> [String] {
        let made = try await api.send(.post, "connection-links", body: ["teamId": 1, "accountType": "google"])
        let url = try #require(made.json?["connectionLink"]?["url"]?.string, "\(made.text)")
        let token = String(url.split(separator: "/").last ?? "")
        _ = answers.keep(made, mayShow: [token])
        _ = answers.keep(try await api.browse(.get, "/connect/\(token)"))
        var secrets = [token]
        for says in ["&error=access_denied&error_description=no+\(token)", ""] {
            let accepted = try await api.browse(.post, "/connect/\(token)", form: "")
            #expect(accepted.status == 303, "\(accepted.text)")
            let journey = try await Journey(api, link: try #require(accepted.headers[.location]))
            secrets += [journey.ticket, journey.state, journey.cookieValue]
            let end = try await journey.arrive(code: says.isEmpty ? "4/canary-code-7c1f" : nil, says)
            // The provider's own words are shown to the person who came with them.
            _ = answers.keep(end, mayShow: says.isEmpty ? [] : [token])
            #expect(end.status == (says.isEmpty ? 200 : 400), "\(end.text)")
        }
        return secrets
    }

    /// The secret as it is, and as it could have been written down.
    private static func forms(_ secret: String) -> [String] {
        let data = Data(secret.utf8)
        return [
            secret, data.base64EncodedString(), data.map { String(format: "%02x", $0) }.joined(),
            secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? secret,
            secret.replacingOccurrences(of: "/", with: "\\/"),
        ]
    }

    @Test func `no secret of a grant is seen from its beginning to its end`() async throws {
        try await APIFixture.run { api in
            let provider = PlayedProvider()
            provider.play(for: api)
            var answers = Answers()
            var secrets = try await walk(api, provider, &answers)
            secrets += provider.secrets
            #expect(Set(secrets).count > 20 && secrets.allSatisfy { $0.count >= 12 }, "\(secrets.count)")

            let log = api.log.entries.map { "\($0.level) \($0.message) \($0.metadata) \(String(reflecting: $0))" }
                .joined(separator: "\n")
            let events = try await api.auditStore.events(of: OrganizationID(1), after: 0, limit: 10_000)
            let audit = events.map { "\($0) \(JSON.object($0.draft.details).text())" }.joined(separator: "\n")
            var stored = Data()
            let files = try FileManager.default.contentsOfDirectory(at: api.directory, includingPropertiesForKeys: nil)
            for file in files where file.lastPathComponent.hasPrefix("tenon.sqlite") {
                stored += try Data(contentsOf: file)
            }
            #expect(!log.isEmpty && events.count > 10 && stored.count > 10_000)
            #expect(stored.range(of: Data("connection.authorized".utf8)) != nil, "these are the bytes")
            for secret in Set(secrets) {
                for form in Self.forms(secret) {
                    #expect(!log.contains(form), "a log line holds \(secret)")
                    #expect(!audit.contains(form), "an audit entry holds \(secret)")
                    #expect(stored.range(of: Data(form.utf8)) == nil, "the database holds \(secret)")
                    for (answer, mayShow) in answers.all where !mayShow.contains(secret) {
                        #expect(!answer.text.contains(form), "an answer holds \(secret): \(answer.text)")
                        #expect(!"\(answer.headers)".contains(form), "a header holds \(secret)")
                    }
                }
            }
        }
    }
}
