// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenonClient
import TenonJSON
import Testing

/// Three answers: good, bad, and could not ask.
@Suite struct VerificationTests {
    private func verify(_ answer: ScriptedServer.Answer) async throws -> Verification {
        try await ScriptedServer.answering(answer) { server in
            let url = try #require(URL(string: server.url))
            return try await TenonClient.withClient(baseURL: url, token: nil) { try await $0.verifyConnection(1) }
        }
    }

    private func failure(_ name: String?) -> ScriptedServer.Answer {
        let suberrors = name.map { #","suberrors":[{"message":"[401] no","name":"\#($0)"}]"# } ?? ""
        return .init(status: 424, body: #"{"detail":"d","message":"m","code":"SC424"\#(suberrors)}"#)
    }

    @Test func `true and false are good and bad`() async throws {
        #expect(try await verify(.init(status: 200, body: #"{"verified":true}"#)) == .verified)
        #expect(try await verify(.init(status: 200, body: #"{"verified":false}"#)) == .refused(nil))
    }

    @Test(arguments: ["InvalidAccessTokenError", "RuntimeError", "DataError"])
    func `a third party's judgement is bad, with its words`(_ name: String) async throws {
        guard case .refused(let error?) = try await verify(failure(name)) else {
            Issue.record("the credential was not called bad")
            return
        }
        #expect(error.suberrors.map(\.message) == ["[401] no"])
    }

    @Test(arguments: ["ConnectionError", "RateLimitError", "UnexpectedError", "SomethingNew", nil])
    func `a third party that could not be asked says nothing about the credential`(_ name: String?) async throws {
        guard case .undetermined = try await verify(failure(name)) else {
            Issue.record("the credential was judged")
            return
        }
    }

    @Test func `any other refusal is an error`() async throws {
        await #expect(throws: TenonClientError.self) { _ = try await verify(.init(status: 404, body: "{}")) }
    }
}
