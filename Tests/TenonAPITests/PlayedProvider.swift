// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Synchronization
import TenonDomain
import TenonJSON
import TenonWire
import Testing

/// Google as a test plays it: hands out tokens that can be told from anything else, and remembers every secret it saw.
final class PlayedProvider: Sendable {
    enum Mood: Sendable {
        case good
        /// Refuses with that status, and says all that it was sent.
        case echoing(Int)
        /// Takes the grant back.
        case refusing
    }

    private struct State {
        var mood = Mood.good
        var tokens = 0
        var secrets = Set<String>()
        var grants: [String] = []
    }

    private let state = Mutex(State())

    func become(_ mood: Mood) { state.withLock { $0.mood = mood } }

    /// Every token it handed out, and every secret it was sent.
    var secrets: Set<String> { state.withLock { $0.secrets } }
    /// What it was asked for tokens with, in order.
    var grants: [String] { state.withLock { $0.grants } }
    var lastAccessToken: String { state.withLock { "ya29.canary-access-\($0.tokens)-7c1f" } }
    var lastRefreshToken: String { state.withLock { "1//canary-refresh-\($0.tokens)-7c1f" } }

    /// Takes over the answers of a server's egress.
    func play(for api: APIFixture) { api.egress.answer { self.answer($0) } }

    func answer(_ request: OutboundRequest) -> ScriptedEgress.Answer {
        let form = Self.fields(request.body?.reveal() ?? "")
        return state.withLock { state in
            for name in ["code", "code_verifier", "refresh_token", "client_secret", "token"] {
                if let value = form[name] { state.secrets.insert(value) }
            }
            let path = request.target.reveal()
            if path == "/token" { state.grants.append(form["grant_type"] ?? "") }
            switch state.mood {
            case .good: break
            case .refusing: return .status(path == "/token" ? 400 : 401, #"{"error":"invalid_grant"}"#)
            case .echoing(let status):
                let sent =
                    request.headers.map { $0.value.reveal() } + form.values.sorted()
                    + [request.body?.reveal() ?? ""]
                let body: JSON = [
                    "error": .string(sent.joined(separator: " ")), "error_description": JSON(sent).text().json,
                ]
                return .status(status, body.text())
            }
            guard path == "/token" else {
                return .status(200, #"{"sub":"110169484474386276334","email":"ada@example.com"}"#)
            }
            state.tokens += 1
            let (access, refresh) = (
                "ya29.canary-access-\(state.tokens)-7c1f", "1//canary-refresh-\(state.tokens)-7c1f"
            )
            state.secrets.formUnion([access, refresh])
            let body: JSON = [
                "access_token": .string(access), "refresh_token": .string(refresh), "expires_in": 3600,
                "scope": "openid https://www.googleapis.com/auth/userinfo.email", "token_type": "Bearer",
            ]
            return .status(200, body.text())
        }
    }

    static func fields(_ text: String) -> [String: String] {
        let pairs = text.split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(halves[0]), String(halves.last ?? "").removingPercentEncoding ?? "")
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
}

extension String {
    fileprivate var json: JSON { .string(self) }
}

/// One person's browser on its way through an authorization.
struct Journey: Sendable {
    let api: APIFixture
    let ticket: String
    let state: String
    /// As `Cookie` sends it.
    let cookie: String
    let location: URLComponents

    /// Opens the link that `POST …/authorization` hands out.
    init(_ api: APIFixture, connection id: Int64, scopes: [String] = []) async throws {
        let answer = try await api.send(.post, "connections/\(id)/authorization", body: ["scopes": JSON(scopes)])
        let link = try #require(answer.json?["authorizationUrl"]?.string, "\(answer.text)")
        try await self.init(api, link: link)
    }

    init(_ api: APIFixture, link: String) async throws {
        self.api = api
        let url = try #require(URLComponents(string: link))
        ticket = try #require(url.queryItems?.first { $0.name == "ticket" }?.value)
        let departure = try await api.browse(.get, "\(url.path)?ticket=\(ticket)")
        try #require(departure.status == 303, "\(departure.text)")
        let provider = try #require(departure.headers[.location])
        location = try #require(URLComponents(string: provider))
        state = try #require(location.queryItems?.first { $0.name == "state" }?.value)
        let set = try #require(departure.headers[values: .setCookie].first)
        cookie = String(set.prefix { $0 != ";" })
    }

    var cookieValue: String { String(cookie.split(separator: "=").last ?? "") }

    /// Comes back from the provider.
    func arrive(
        code: String? = "4/canary-code-7c1f", state other: String? = nil, cookie: String?? = nil,
        type: String = "google",
        _ more: String = ""
    ) async throws -> Answer {
        let code = code.map { "&code=\($0)" } ?? ""
        return try await api.browse(
            .get, "/oauth/cb/\(type)?state=\(other ?? state)\(code)\(more)", cookie: cookie ?? self.cookie)
    }
}
