// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

@testable import TenonEngine

/// What is discovered of a provider, remembered, and used when the provider is away.
@Suite struct ServerMetadataTests {
    private static let first = "/.well-known/oauth-authorization-server"
    private static let second = "/.well-known/openid-configuration"

    /// A provider that answers by path; anything else cannot be reached.
    private final class Provider: Egress {
        private let state = Mutex<(answers: [String: (Int, String)], asked: [String])>(([:], []))

        func answer(_ answers: [String: (Int, String)]) { state.withLock { $0.answers = answers } }
        var asked: [String] { state.withLock { $0.asked } }

        func send(_ request: OutboundRequest) async throws -> OutboundResponse {
            let path = request.target.reveal()
            let answer = state.withLock { state in
                state.asked.append(path)
                return state.answers[path]
            }
            guard let (status, body) = answer else { throw OutboundFailure.unreachable(.refused) }
            return OutboundResponse(status: status, headers: [], body: Array(body.utf8))
        }

        func logIn(_ login: MailLogin) async throws -> MailLoginOutcome { .unavailable("no mail here") }
    }

    private final class SettableClock: WallClock {
        private let time = Mutex(Int64(1_700_000_000_000))
        func now() -> Timestamp { Timestamp(milliseconds: time.withLock { $0 }) }
        func advance(by seconds: Int64) { time.withLock { $0 += seconds * 1000 } }
    }

    private let provider = Provider()
    private let clock = SettableClock()

    private static func document(_ token: String, issuer: String = "https://as.test") -> (Int, String) {
        (200, JSON.object(["issuer": .string(issuer), "token_endpoint": .string(token)]).text())
    }

    private func server(_ metadata: ServerMetadata, issuer: String = "https://as.test") async throws -> JSONObject {
        let type = try #require(try Catalog().type(named: "http-oauth2"))
        var values = ParameterValues()
        values.set("issuer", .string(issuer), isSecret: false)
        return try await metadata.metadata(
            of: type, in: RunContext(values: values, now: clock.now(), randomness: SystemRandomness()))
    }

    @Test func `the OAuth document is asked for first, and is enough`() async throws {
        provider.answer([
            Self.first: Self.document("https://as.test/t"), Self.second: Self.document("https://as.test/o"),
        ])
        let metadata = ServerMetadata(egress: provider, clock: clock)
        for _ in 0..<3 { #expect(try await server(metadata)["token_endpoint"] == "https://as.test/t") }
        #expect(provider.asked == [Self.first], "it is remembered")
    }

    @Test(arguments: [
        (404, ""), (200, "<html>"), (200, #"{"issuer":"https://evil.test","token_endpoint":"https://evil.test/t"}"#),
        (200, #"{"issuer":"https://as.test","token_endpoint":"http://as.test/t"}"#), (500, ""), (302, ""),
    ])
    func `where there is none to believe, OpenID Connect's is asked for`(_ status: Int, _ body: String) async throws {
        provider.answer([Self.first: (status, body), Self.second: Self.document("https://as.test/o")])
        let metadata = ServerMetadata(egress: provider, clock: clock)
        #expect(try await server(metadata)["token_endpoint"] == "https://as.test/o")
        #expect(provider.asked == [Self.first, Self.second])
    }

    @Test func `a provider without a document to believe is an error that is not remembered`() async throws {
        let metadata = ServerMetadata(egress: provider, clock: clock)
        let unreachable = await #expect(throws: Failure.self) { try await server(metadata) }
        #expect(unreachable?.name == .connection)
        provider.answer([
            Self.first: Self.document("https://evil.test/t", issuer: "https://evil.test"), Self.second: (404, ""),
        ])
        let disbelieved = await #expect(throws: Failure.self) { try await server(metadata) }
        #expect(disbelieved?.name == .data)
        provider.answer([Self.first: Self.document("https://as.test/t")])
        #expect(try await server(metadata)["token_endpoint"] == "https://as.test/t")
    }

    @Test func `an old document is asked for anew, and beats none`() async throws {
        provider.answer([Self.first: Self.document("https://as.test/t")])
        let metadata = ServerMetadata(egress: provider, clock: clock)
        _ = try await server(metadata)
        clock.advance(by: 366 * 86_400)
        provider.answer([:])
        #expect(try await server(metadata)["token_endpoint"] == "https://as.test/t")
        #expect(provider.asked.count == 3, "both were asked for again")
        provider.answer([Self.first: Self.document("https://as.test/moved")])
        #expect(try await server(metadata)["token_endpoint"] == "https://as.test/moved")
    }

    @Test func `one issuer's document is not another's`() async throws {
        provider.answer([Self.first: Self.document("https://as.test/t")])
        let metadata = ServerMetadata(egress: provider, clock: clock)
        _ = try await server(metadata)
        await #expect(throws: Failure.self) { try await server(metadata, issuer: "https://other.test") }
        #expect(provider.asked.count == 3)
    }

    @Test func `a type without an issuer asks nobody`() async throws {
        let metadata = ServerMetadata(egress: provider, clock: clock)
        #expect(try await server(metadata, issuer: "")["token_endpoint"] == nil)
        #expect(provider.asked.isEmpty)
    }
}
