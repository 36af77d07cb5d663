// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TenonJSON
import Testing

@testable import TenonSimulator

/// A running simulator as a client sees it, over a real socket.
struct Site {
    static let redirectURI = "http://localhost/callback"

    let simulator: Simulator
    let url: String

    /// Follows nothing and keeps no cookie: the tests look at both.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(configuration: configuration)
    }()

    static func run<Result>(
        _ change: (inout Simulator.Settings) -> Void = { _ in }, isolation: isolated (any Actor)? = #isolation,
        _ body: (Site) async throws -> Result
    ) async throws -> Result {
        var settings = Simulator.Settings()
        change(&settings)
        return try await Simulator.withRunning(settings) { try await body(Site(simulator: $0, url: $1)) }
    }

    struct Answer {
        let status: Int
        let headers: HTTPHeaders
        let text: String

        var json: JSON? { try? JSONReader.read(text) }
        var error: String? { json?["error"]?.string }
        var location: String? { headers.first(name: "location") }

        subscript(_ name: String) -> String? { json?[name]?.string }

        /// A parameter of the address that the answer sends to.
        func parameter(_ name: String) -> String? {
            location.flatMap { URLComponents(string: $0) }?.queryItems?.first { $0.name == name }?.value
        }

        /// The value of a hidden field in a page.
        func field(_ name: String) -> String? {
            text.components(separatedBy: "name=\"\(name)\"").dropFirst().first?
                .components(separatedBy: "value=\"").dropFirst().first?.components(separatedBy: "\"").first
        }

        var cookie: String? { headers.first(name: "set-cookie")?.split(separator: ";").first.map(String.init) }
    }

    func send(
        _ method: HTTPMethod, _ path: String, headers: [(String, String)] = [], body: String? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: path.hasPrefix("http") ? path : url + path)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await Site.client.execute(request, timeout: .seconds(20))
        let buffer = try await response.body.collect(upTo: 32 << 20)
        return Answer(
            status: Int(response.status.code), headers: response.headers, text: String(buffer: buffer))
    }

    func get(_ path: String, token: String? = nil, headers: [(String, String)] = []) async throws -> Answer {
        try await send(.GET, path, headers: headers + (token.map { [("authorization", "Bearer \($0)")] } ?? []))
    }

    func form(
        _ path: String, _ pairs: KeyValuePairs<String, String>, headers: [(String, String)] = []
    ) async throws -> Answer {
        let body = Fields.encode(pairs.map { ($0.key, $0.value) })
        return try await send(
            .POST, path, headers: [("content-type", "application/x-www-form-urlencoded")] + headers, body: body)
    }

    func json(_ path: String, _ body: JSON, headers: [(String, String)] = []) async throws -> Answer {
        try await send(.POST, path, headers: [("content-type", "application/json")] + headers, body: body.text())
    }

    static let basic = (
        "authorization", "Basic " + Data("simulator-client:simulator-secret".utf8).base64EncodedString()
    )

    // MARK: - Flows

    func authorizePath(
        _ more: KeyValuePairs<String, String> = [:], issuer: String = "", scope: String = "read write"
    ) -> String {
        let pairs =
            [
                ("response_type", "code"), ("client_id", "simulator-client"), ("redirect_uri", Site.redirectURI),
                ("scope", scope), ("state", "s+t/a te"),
            ] + more.map { ($0.key, $0.value) }
        return issuer + "/authorize?" + Fields.encode(pairs)
    }

    /// The tokens of a grant, without pages.
    func tokens(_ more: KeyValuePairs<String, String> = ["auto": "approve"], scope: String = "read write") async throws
        -> Answer
    {
        let code = try #require(try await get(authorizePath(more, scope: scope)).parameter("code"))
        return try await exchange(code)
    }

    func exchange(_ code: String, issuer: String = "", headers: [(String, String)] = [Site.basic]) async throws
        -> Answer
    {
        try await form(
            issuer + "/token",
            ["grant_type": "authorization_code", "code": code, "redirect_uri": Site.redirectURI], headers: headers)
    }

    func refresh(_ tokens: Answer, simulate: String? = nil) async throws -> Answer {
        try await form(
            "/token", ["grant_type": "refresh_token", "refresh_token": tokens["refresh_token"] ?? ""],
            headers: [Site.basic] + (simulate.map { [("simulate", $0)] } ?? []))
    }

    /// Walks through login and consent as a browser would.
    func walk(
        _ first: Answer, user: String = "ada", scopes: [String]? = nil, decision: String = "allow"
    ) async throws -> Answer {
        let key = try #require(first.field("key"))
        let cookie = ("cookie", try #require(first.cookie))
        let consent = try await form(
            "/login", ["key": key, "username": user, "password": "\(user)-password"], headers: [cookie])
        guard consent.status == 200 else { return consent }
        let offered = consent.text.matches(of: /name="scope" value="([^"]*)"/).map { String($0.1) }
        let pairs =
            [("key", key), ("decision", decision)] + (scopes ?? offered).map { ("scope", $0) }
        return try await send(
            .POST, "/consent", headers: [("content-type", "application/x-www-form-urlencoded"), cookie],
            body: Fields.encode(pairs))
    }
}
