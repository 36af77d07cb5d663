// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

@Suite struct VerdictTests {
    private func verdict(
        _ response: String, _ status: Int, _ body: String = "{}", _ headers: [String: String] = [:]
    ) throws -> BlockRun.Verdict {
        var run = try acme(definition("api: {url: /a, response: \(response)}")).verification([:])
        let verdict = run.answer(status, body, headers)
        return try #require(verdict)
    }

    @Test(
        arguments: [
            (200, "good", nil), (204, "good", nil), (302, "undetermined", Failure.Name.data),
            (304, "undetermined", .data),
            (100, "undetermined", .data), (400, "bad", .data), (401, "bad", .invalidAccessToken),
            (403, "bad", .invalidAccessToken),
            (402, "undetermined", .data), (404, "undetermined", .data), (405, "undetermined", .data),
            (407, "undetermined", .data),
            (408, "undetermined", .connection), (409, "undetermined", .data), (410, "undetermined", .data),
            (418, "undetermined", .data),
            (425, "undetermined", .connection), (429, "undetermined", .rateLimit), (500, "undetermined", .connection),
            (502, "undetermined", .connection), (503, "undetermined", .connection), (599, "undetermined", .connection),
        ] as [(Int, String, Failure.Name?)])
    func `a status says this when the definition says nothing`(_ status: Int, _ word: String, _ name: Failure.Name?)
        throws
    {
        let verdict = try verdict("{}", status)
        #expect(verdict.word == word && verdict.failure?.name == name)
        if let failure = verdict.failure { #expect(failure.status == status && !failure.message.isEmpty) }
    }

    @Test func `a 403 with Retry-After is a rate limit`() throws {
        let verdict = try verdict("{}", 403, "{}", ["Retry-After": "30"])
        #expect(verdict.word == "undetermined" && verdict.failure?.name == .rateLimit)
    }

    @Test(
        arguments: [
            ("{valid: '{{body.ok}}'}", 200, #"{"ok":true}"#, "good", nil),
            ("{valid: '{{body.ok}}'}", 200, #"{"ok":false}"#, "bad", .invalidAccessToken),
            ("{valid: '{{body.ok}}'}", 404, #"{"ok":false}"#, "undetermined", .data),
            ("{valid: '{{body.ok}}'}", 404, #"{"ok":true}"#, "good", nil),
            ("{valid: '{{body.ok}}'}", 500, #"{"ok":true}"#, "undetermined", .connection),
            ("{valid: '{{body.ok}}'}", 429, #"{"ok":true}"#, "undetermined", .rateLimit),
            ("{valid: true}", 200, "", "good", nil),
            ("{valid: {condition: false, message: No, type: DataError}}", 200, "", "bad", .data),
            ("{valid: {condition: false, type: ConnectionError}}", 200, "", "undetermined", .connection),
            ("{valid: {condition: false, type: RateLimitError}}", 200, "", "undetermined", .rateLimit),
            ("{valid: {condition: false, type: UnexpectedError}}", 200, "", "undetermined", .unexpected),
            ("{error: {type: InvalidAccessTokenError}}", 404, "", "bad", .invalidAccessToken),
            ("{error: {type: InvalidAccessTokenError}}", 503, "", "undetermined", .invalidAccessToken),
            ("{error: {type: InvalidAccessTokenError}}", 429, "", "undetermined", .invalidAccessToken),
            ("{error: {'503': {type: InvalidAccessTokenError}}}", 503, "", "bad", .invalidAccessToken),
            ("{error: {'500-599': {type: InvalidAccessTokenError}}}", 503, "", "undetermined", .invalidAccessToken),
            ("{error: {'404': {type: InvalidAccessTokenError}}}", 404, "", "bad", .invalidAccessToken),
            ("{error: {'404': {type: InvalidAccessTokenError}}}", 410, "", "undetermined", .data),
            ("{error: {'403': {type: RateLimitError}}}", 403, "", "undetermined", .rateLimit),
            ("{error: {type: RuntimeError}}", 401, "", "bad", .runtime),
            ("{error: {type: '{{body.t}}'}}", 401, #"{"t":"ConnectionError"}"#, "undetermined", .connection),
            ("{error: {type: '{{body.t}}'}}", 401, #"{"t":"Oops"}"#, "bad", .invalidAccessToken),
            ("{type: json}", 200, "<html>", "undetermined", .data),
            ("{type: json, valid: '{{body.ok}}'}", 200, "<html>", "undetermined", .data),
            ("{}", 200, "<html>", "good", nil), ("{type: {'*': json, '200': text}}", 200, "x", "undetermined", .data),
            ("{type: {'200': text, '*': json}}", 200, "x", "good", nil),
            ("{uid: \"{{jwt(1; 2; 'no')}}\"}", 200, "", "undetermined", .unexpected),
            ("{valid: '{{statusCode = 200 & headers.`x-ok` = 1}}'}", 200, "", "bad", .invalidAccessToken),
        ] as [(String, Int, String, String, Failure.Name?)])
    func `a definition's directives change what an answer says`(
        _ response: String, _ status: Int, _ body: String, _ word: String, _ name: Failure.Name?
    ) throws {
        let verdict = try verdict(response, status, body)
        #expect(verdict.word == word && verdict.failure?.name == name, "\(String(describing: verdict.failure))")
    }

    @Test(arguments: [
        ("{error: '{{body.why}}'}", 401, #"{"why":"because"}"#, "because"),
        ("{error: {message: '{{body.why}}'}}", 401, #"{"why":"because"}"#, "because"),
        ("{error: {message: a, '401': b}}", 401, "", "b"),
        ("{error: {message: a, '401': {type: DataError}}}", 401, "", "a"),
        ("{error: '{{body.why}}'}", 401, #"{"message":"usual"}"#, "usual"),
        ("{}", 401, #"{"error":{"message":"deep"}}"#, "deep"),
        ("{}", 401, #"{"error":"invalid_token","error_description":"long"}"#, "long"),
        ("{}", 401, #"{"errors":[{"detail":"first"}]}"#, "first"),
        ("{}", 401, "plain words", "plain words"), ("{}", 401, "<html>x", "The server answered with status 401."),
        ("{}", 401, "", "The server answered with status 401."),
        ("{valid: {condition: false, message: 'not {{body.a}}'}}", 200, #"{"a":1}"#, "not 1"),
        ("{valid: false}", 200, "{}", "The answer did not pass the connection type's check."),
        ("{}", 401, "a\r\n\u{1b}[31mb\u{0}\u{202e}c", "a   [31mb  c"),
    ])
    func `a failure says what the third party said`(
        _ response: String, _ status: Int, _ body: String, _ message: String
    ) throws {
        #expect(
            try verdict(response, status, body).failure?.message.replacing("  ", with: " ")
                == message.replacing("  ", with: " "))
    }

    @Test func `a long message is cut off`() throws {
        let message = try #require(try verdict("{}", 401, String(repeating: "é", count: 100_000)).failure?.message)
        #expect(message.count == 500 && message.hasSuffix("…"))
    }

    @Test func `a body that is no UTF-8 or nests too deep does no harm`() throws {
        var run = try acme(definition("api: {url: /a, response: {type: json, uid: '{{body.a}}'}}")).verification([:])
        _ = run.next()
        run.receive(OutboundResponse(status: 200, headers: [], body: [0xFF, 0xFE, 0]))
        #expect(run.verdict?.word == "undetermined")
        #expect(try verdict("{type: json}", 200, String(repeating: "[", count: 100_000)).word == "undetermined")
        #expect(try verdict("{}", 401, String(repeating: "[", count: 100_000)).word == "bad")
    }

    @Test(arguments: [
        (OutboundFailure.timedOut, Failure.Name.connection), (.unreachable(.refused), .connection),
        (.tlsFailed(.untrusted), .connection),
        (.nameNotResolved("x"), .connection), (.busy, .connection), (.addressNotAllowed("x"), .runtime),
        (.hostNotAllowed("x"), .runtime),
        (.invalidRequest(.path), .runtime), (.responseTooLarge(limit: 1), .data), (.malformedAnswer(.notHTTP), .data),
    ])
    func `no answer says nothing about the credential`(_ failure: OutboundFailure, _ name: Failure.Name) throws {
        var run = try acme(definition("api: {url: /a}")).verification([:])
        _ = run.next()
        run.receive(failure)
        #expect(
            run.verdict
                == .undetermined(
                    Failure(status: nil, message: failure.description, name: name, sentence: failure.sentence)))
    }

    @Test func `a type without a request cannot be verified`() throws {
        let run = try acme(definition("parameters: []")).verification([:])
        #expect(run.verdict?.word == "undetermined")
        #expect(
            run.verdict?.failure?.message
                == "Connections of this type cannot be verified: the definition names no request for it.")
        let skipped = try acme(definition("api: {url: /a, condition: false}")).verification([:])
        #expect(skipped.verdict?.word == "undetermined")
    }

    @Test func `a good answer says whose account it is`() throws {
        let response = """
            {metadata: {type: email, value: '{{body.mail}}'}, uid: '{{body.id}}', expires: '{{addSeconds(now; body.ttl)}}'}
            """
        let verdict = try verdict(response, 200, #"{"mail":"a@b.c","id":225874569526501080000,"ttl":60}"#)
        let uid = try #require(JSONNumber(text: "225874569526501080000"))
        #expect(
            verdict
                == .good(
                    .init(
                        metadata: .init(value: "a@b.c", kind: .email), uid: .number(uid),
                        expiresAt: testTime.advanced(by: .seconds(60)))))
        #expect(try self.verdict(response, 200, #"{"id":"x-1"}"#) == .good(.init(uid: "x-1")))
    }
}
