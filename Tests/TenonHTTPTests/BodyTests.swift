// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore
import TenonDomain
import TenonJSON
import Testing

@testable import TenonHTTP

@Suite struct BodyTests {
    let server: TestServer = {
        var server = TestServer([
            .test(.post) { call in
                let input = try await call.input(body: .object)
                try input.check()
                return .object(input.body ?? [:])
            }
        ])
        server.settings.bodyBytesMax = 1024
        return server
    }()

    func post(_ body: String?, type: String? = "application/json") async throws -> Answer {
        var headers = TestServer.authorized
        headers[.contentType] = type
        return try await server.send(.post, "/things", headers: headers, body: body)
    }

    @Test(arguments: [
        "application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.acme+json",
        "application/merge-patch+json;v=1",
    ])
    func `JSON is known by its type`(_ type: String) async throws {
        #expect(try await post(#"{"a": 1}"#, type: type).json == ["a": 1])
    }

    @Test(arguments: [
        nil, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=application/json",
        "application/jsonp", "text/json+x", "image/svg+json",
    ])
    func `anything else is 415`(_ type: String?) async throws {
        let answer = try await post(#"{"a": 1}"#, type: type)
        #expect(answer.status == 415)
        #expect(answer.code == "SC415")
    }

    @Test(arguments: [nil, "application/json", "text/plain"])
    func `an empty body is none, whatever its type`(_ type: String?) async throws {
        let answer = try await post(nil, type: type)
        #expect(answer.status == 400)
        #expect(answer.suberrors == ["The body is missing; it has to be a JSON object."])
    }

    @Test(arguments: [
        ("{", "Malformed JSON: expected a member name in quotes at line 1, column 2."),
        ("{\n \"a\": tru}", "Malformed JSON: unexpected character at line 2, column 7."),
        (#"{"a":1,"a":2}"#, "Malformed JSON: duplicate member name at line 1, column 8."),
        ("[1]", "The body has to be a JSON object."), ("\"a\"", "The body has to be a JSON object."),
    ])
    func `malformed JSON is 400 with the place`(_ body: String, _ fault: String) async throws {
        let answer = try await post(body)
        #expect(answer.status == 400)
        #expect(answer.detail == "Validation failed for 1 parameter(s).")
        #expect(answer.suberrors == [fault])
    }

    @Test func `deep nesting is 400`() async throws {
        let answer = try await post(#"{"a":"# + String(repeating: "[", count: 100) + "1")
        #expect(answer.suberrors.first?.contains("nested deeper than 64 levels") == true)
    }

    @Test func `no part of a malformed body comes back`() async throws {
        let answer = try await post(#"{"password": "canary-8812", oops"#)
        #expect(answer.status == 400)
        #expect(!answer.text.contains("canary"))
        #expect(!server.logText.contains("canary"))
    }

    @Test func `the limit counts bytes that came, not bytes that were promised`() async throws {
        #expect(try await post("{\"a\":\"" + String(repeating: "x", count: 1016) + "\"}").status == 200)
        #expect(try await post("{\"a\":\"" + String(repeating: "x", count: 1017) + "\"}").status == 413)
        let chunks = AsyncStream<ByteBuffer> { stream in
            for _ in 0..<200 { stream.yield(ByteBuffer(string: "{\"a\":     ")) }
            stream.finish()
        }
        let request = Request(
            head: HTTPRequest(
                method: .post, scheme: nil, authority: nil, path: "/", headerFields: [.contentType: "application/json"]),
            body: RequestBody(asyncSequence: chunks))
        let error = await #expect(throws: TenonError.self) {
            var faults = Faults()
            _ = try await RequestBodyReader(bytesMax: 1024).object(of: request, faults: &faults)
        }
        #expect(error?.code == .bodyTooLarge)
    }

    @Test(arguments: ["1025", "99999999999999999999999", "-1", "x"])
    func `a length that cannot be good is refused unread`(_ length: String) async {
        let request = Request(
            head: HTTPRequest(
                method: .post, scheme: nil, authority: nil, path: "/",
                headerFields: [.contentType: "application/json", .contentLength: length]),
            body: RequestBody(buffer: ByteBuffer(string: String(repeating: " ", count: 2000))))
        let error = await #expect(throws: TenonError.self) {
            var faults = Faults()
            _ = try await RequestBodyReader(bytesMax: 1024).object(of: request, faults: &faults)
        }
        #expect(error?.code == .bodyTooLarge)
    }

    @Test func `faults of query and body come together`() async throws {
        let answer = try await server.send(
            .post, "/things?x=%zz", headers: TestServer.authorizedJSON, body: "[]")
        #expect(answer.status == 400)
        #expect(answer.suberrors.count == 2)
    }
}
