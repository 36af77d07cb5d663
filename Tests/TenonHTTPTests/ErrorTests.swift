// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import InMemoryLogging
import Logging
import NIOCore
import NIOHTTP1
import TenonDomain
import TenonJSON
import TenonWire
import Testing

@testable import TenonHTTP

/// An error of somebody else's, with a secret in it.
struct ForeignError: Error { let query = "SELECT canary-5f1b" }

@Suite struct ErrorTests {
    static let forms: [(TenonError.Code, Int, String)] = [
        (.validationFailed, 400, "SC400"), (.notEditable, 400, "IM005"), (.unauthenticated, 401, "SC401"),
        (.permissionDenied, 403, "SC403"), (.notFound, 404, "SC404"), (.scenarioConnectionMissing, 404, "IM304"),
        (.methodNotAllowed, 405, "SC405"), (.connectionInUse, 406, "IM004"), (.conflict, 409, "SC409"),
        (.bodyTooLarge, 413, "SC413"), (.unsupportedMediaType, 415, "SC415"), (.thirdPartyFailed, 424, "SC424"),
        (.reauthorizationRequired, 424, "SC424"),
        (.rateLimited, 429, "SC429"), (.unavailable, 503, "SC503"), (.requestTimedOut, 408, "SC408"),
        (.headersTooLarge, 431, "SC431"), (.internalError, 500, "SC500"),
        (.upstreamFailed, 502, "SC502"), (.upstreamTimedOut, 504, "SC504"),
    ]

    @Test func `the table of errors is complete`() {
        #expect(Set(Self.forms.map(\.0)) == Set(TenonError.Code.allCases))
    }

    @Test(arguments: forms)
    func `each error has its status and code`(_ code: TenonError.Code, _ status: Int, _ wireCode: String) async throws {
        let server = TestServer([
            .test { _ in throw TenonError(code, "What happened.", suberrors: [.init(message: "a", name: "b")]) }
        ])
        let answer = try await server.send(.get, "/things")
        #expect(answer.status == status)
        #expect(answer.code == wireCode)
        #expect(answer.headers[.contentType] == "application/json; charset=utf-8")
        #expect(
            answer.json?.object?.names == ["detail", "message", "code", "suberrors", "type", "title", "status"])
        #expect(answer.json?["status"]?.int == Int64(status))
        #expect(answer.json?["type"]?.string == "urn:tenon:error:\(code.rawValue)")
        #expect(answer.json?["suberrors"] == [["message": "a", "name": "b"]])
        let isFixed = code == .internalError || code == .unauthenticated
        #expect((answer.detail == "What happened.") == !isFixed)
    }

    @Test(arguments: [
        (TenonError.Code.permissionDenied, "Permission denied"), (.scenarioConnectionMissing, "Account doesn't exist"),
        (.thirdPartyFailed, "The request failed due to failure of a previous request."),
        (.rateLimited, "Requests limit for organization exceeded, please try again later."),
        (.notEditable, "Cannot edit this connection."),
    ])
    func `the general words are the wire's`(_ code: TenonError.Code, _ message: String) {
        #expect(ErrorRendering(TenonError(code, "x")).body.message == message)
    }

    @Test func `an error without suberrors has no such member`() {
        #expect(ErrorRendering(.notFound("Team")).body.json["suberrors"] == nil)
    }

    @Test func `a foreign error is 500 with nothing of its cause, and logged`() async throws {
        let server = TestServer([.test { _ in throw ForeignError() }])
        let answer = try await server.send(.get, "/things")
        #expect(answer.status == 500)
        #expect(answer.code == "SC500")
        #expect(!answer.text.contains("canary"))
        #expect(!answer.text.contains("Foreign"))
        #expect(answer.headers[.requestID] != nil)
        #expect(server.log.entries.contains { $0.level == .error && $0.metadata["error.type"] == "ForeignError" })
    }

    @Test func `the cause of a known error goes into the log only`() async throws {
        let server = TestServer([
            .test { _ in throw TenonError(.unavailable, "Not now.", underlying: ForeignError()) }
        ])
        let answer = try await server.send(.get, "/things")
        #expect(answer.detail == "Not now.")
        #expect(!answer.text.contains("canary"))
        #expect(server.log.entries.contains { $0.metadata["error.cause"] != nil })
    }

    @Test(arguments: [
        (HTTPResponse.Status.badRequest, 400), (.notFound, 404), (.contentTooLarge, 413), (.unsupportedMediaType, 415),
        (.methodNotAllowed, 405), (.requestTimeout, 408), (.conflict, 409), (.serviceUnavailable, 503),
        (.badGateway, 500), (.unprocessableContent, 400), (.forbidden, 403), (.unauthorized, 401),
    ])
    func `Hummingbird's errors become ours`(_ status: HTTPResponse.Status, _ expected: Int) async throws {
        let server = TestServer([.test { _ in throw HTTPError(status, message: "canary-77") }])
        let answer = try await server.send(.get, "/things")
        #expect(answer.status == expected)
        #expect(!answer.text.contains("canary"))
        #expect(answer.code == "SC\(expected)")
    }

    @Test func `what stops a request half way has its own status`() {
        #expect(ErrorMiddleware.known(HTTPParserError.invalidChunkSize).code == .validationFailed)
        #expect(ErrorMiddleware.known(RequestReadTimeout()).code == .requestTimedOut)
        #expect(ErrorMiddleware.known(NIOTooManyBytesError(maxBytes: 1)).code == .bodyTooLarge)
        #expect(ErrorMiddleware.known(CancellationError()).code == .unavailable)
    }

    @Test(arguments: [(Duration.seconds(3), "3"), (.milliseconds(3001), "4"), (.milliseconds(1), "1"), (.zero, "1")])
    func `Retry-After is in whole seconds, rounded up`(_ wait: Duration, _ expected: String) {
        let response = ErrorRendering(TenonError(.unavailable, "x", retryAfter: wait)).response
        #expect(response.headers[.retryAfter] == expected)
    }
}
