// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import TenonJSON
import TestServices
import Testing

/// A client that speaks the protocol by hand, with a person who has a browser of their own.
struct OAuthWalk: Sendable {
    static let callback = "http://127.0.0.1:9/callback"

    let server: any OAuthServer
    let client: OAuthClient
    let browser = HeadlessBrowser(stoppingAt: callback)
    let state = UUID().uuidString
    let verifier = UUID().uuidString + UUID().uuidString

    init(_ server: any OAuthServer, _ kind: OAuthClient.Kind = .basic) async throws {
        self.server = server
        client = try await server.register(kind, redirectURI: Self.callback)
    }

    private init(_ server: any OAuthServer, _ client: OAuthClient) {
        self.server = server
        self.client = client
    }

    /// The same client with a secret that is not its own.
    var impostor: OAuthWalk {
        OAuthWalk(
            server, OAuthClient(kind: client.kind, id: client.id, secret: "wrong", redirectURI: client.redirectURI))
    }

    /// With PKCE unless told otherwise.
    func authorizationURL(scopes: [String]? = nil, challenge: Bool = true, redirectURI: String? = nil) -> String {
        var parameters = [
            ("response_type", "code"), ("client_id", client.id), ("redirect_uri", redirectURI ?? client.redirectURI),
            ("scope", (scopes ?? server.scopes).joined(separator: " ")), ("state", state),
        ]
        if challenge {
            let digest = Data(SHA256.hash(data: Data(verifier.utf8))).base64EncodedString()
            let text = digest.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            parameters += [("code_challenge", text), ("code_challenge_method", "S256")]
        }
        return server.authorizationURL + "?" + FormEncoding.encode(parameters.map { (name: $0.0, value: $0.1) })
    }

    /// What the callback receives when the person approves.
    func approval(scopes: [String]? = nil) async throws -> [String: String] {
        let page = try await server.consent(browser, authorizationURL(scopes: scopes))
        #expect(page.url.hasPrefix(Self.callback + "?"), "\(page.url)")
        #expect(page.status == nil)
        #expect(page.query["state"] == state)
        return page.query
    }

    func exchange(_ code: String, verifier: String? = nil) async throws -> LoopbackHTTP.Answer {
        try await token([
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", client.redirectURI),
            ("code_verifier", verifier ?? self.verifier),
        ])
    }

    func refresh(_ token: String) async throws -> LoopbackHTTP.Answer {
        try await self.token([("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    func revoke(_ token: String) async throws -> LoopbackHTTP.Answer {
        try await post(server.revocationURL, [("token", token)])
    }

    func token(_ parameters: [(String, String)]) async throws -> LoopbackHTTP.Answer {
        try await post(server.tokenURL, parameters)
    }

    /// Approval and exchange in one.
    func tokens(scopes: [String]? = nil) async throws -> Tokens {
        let code = try #require(try await approval(scopes: scopes)["code"])
        return try Tokens(try await exchange(code))
    }

    func resource(_ token: String, at url: String? = nil) async throws -> LoopbackHTTP.Answer {
        try await LoopbackHTTP.send(
            "GET", url ?? server.resourceURL, headers: [(name: "Authorization", value: "Bearer \(token)")])
    }

    private func post(_ url: String, _ parameters: [(String, String)]) async throws -> LoopbackHTTP.Answer {
        var form = parameters.map { (name: $0.0, value: $0.1) }
        var headers: [(name: String, value: String)] = []
        switch client.kind {
        case .basic, .machine:
            let pair = [client.id, client.secret ?? ""].map(FormEncoding.escape).joined(separator: ":")
            headers = [("Authorization", "Basic " + Data(pair.utf8).base64EncodedString())]
        case .post: form += [("client_id", client.id), ("client_secret", client.secret ?? "")]
        case .open: form += [("client_id", client.id)]
        }
        return try await LoopbackHTTP.post(url, form: form, headers: headers)
    }
}

/// What a token endpoint gives.
struct Tokens {
    let access: String
    let refresh: String?
    let scopes: Set<String>
    let seconds: Int?

    init(_ answer: LoopbackHTTP.Answer) throws {
        try #require(answer.status == 200, "\(answer.status): \(answer.text)")
        let json = try answer.json
        access = try #require(json["access_token"]?.string)
        refresh = json["refresh_token"]?.string
        scopes = Set((json["scope"]?.string ?? "").split(separator: " ").map(String.init))
        seconds = json["expires_in"]?.int.map(Int.init)
        #expect(json["token_type"]?.string?.lowercased() == "bearer")
    }
}

extension LoopbackHTTP.Answer {
    /// The `error` of an OAuth answer.
    var error: String? { try? json["error"]?.string }
}
