// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

/// No secret in anything that could be shown, however the third party sends it back.
@Suite struct CanaryTests {
    private static let secret = "s3cr3t/+?ä\"x canary"

    private func type() throws -> ConnectionType {
        try acme(
            definition(
                """
                parameters: [{name: user}, {name: key, type: password}, {name: other, type: pkey}]
                common: {clientSecret: common-canary}
                api:
                  url: '/x?k={{connection.key}}'
                  headers:
                    authorization: "Basic {{base64(connection.user + ':' + connection.key)}}"
                    x-signature: "{{sha256('x'; 'hex'; connection.key)}}"
                    x-common: "{{common.clientSecret}}"
                  response:
                    error: '{{body.m}}'
                    metadata: {type: text, value: '{{body.m}}'}
                    uid: '{{body.m}}'
                """))
    }

    private func run() throws -> BlockRun {
        try type().verification(["user": "ann", "key": .string(Self.secret), "other": "other\ncanary"])
    }

    @Test(arguments: [
        "{{key}}", "{{base64(key)}}", "{{base64url(key)}}", "{{encodeURL(key)}}", "{{lower(encodeURL(key))}}",
        "{{hex(key)}}", "{{base64('ann:' + key)}}",
        "{{createJSON(key)}}", "{{encodeURL(base64(key))}}", "{{sha256('x'; 'hex'; key)}}",
        "Basic {{base64('ann:' + key)}}", "{{replace(encodeURL(key); '%20'; '+')}}",
        "other\ncanary", "common-canary", "{{replace(base64(key); /=+$/; '')}}",
    ])
    func `a secret that comes back is redacted in every form`(_ form: String) throws {
        var evaluator = evaluator()
        evaluator.variables["key"] = .text(Self.secret, isSecret: true)
        let echo = try evaluator.evaluate(try Template(form)).text
        let bodies = [JSON.object(["m": .string("you sent \(echo) here")]).text(), "you sent \(echo) here"]
        for (status, body) in [
            (401, bodies[0]), (401, bodies[1]), (500, bodies[1]), (404, bodies[0]), (200, bodies[0]),
        ] {
            var run = try run()
            let answered = run.answer(status, body)
            let verdict = try #require(answered)
            var shown = "\(verdict)" + String(reflecting: verdict)
            dump(verdict, to: &shown)
            #expect(!shown.contains(echo) && !shown.contains("canary"))
            #expect(shown.contains("‹redacted›"))
        }
        var run = try run()
        _ = run.next()
        run.receive(OutboundFailure.invalidRequest(.headerValue, ["name": "you sent \(echo)"]))
        #expect(run.verdict?.failure?.message.contains(echo) == false)
    }

    @Test func `nothing that holds a secret prints it`() throws {
        var run = try run()
        let step = run.next()
        _ = run.answer(200, #"{"m":"x"}"#)
        let type = try type()
        let values = type.accept(["key": .string(Self.secret)]).values
        for subject in [run as Any, step as Any, values as Any, type as Any, values.sealedForm() as Any] {
            var printed = "\(subject)" + String(reflecting: subject)
            dump(subject, to: &printed)
            #expect(!printed.contains("s3cr3t") && !printed.contains(canary))
        }
    }

    @Test func `secrets that are shown by a bad definition are not shown`() throws {
        let type = try acme(
            definition(
                """
                parameters: [{name: key, type: password}]
                api:
                  url: /x
                  response:
                    error: 'no: {{connection.key}}'
                    metadata: {type: text, value: '{{connection.key}}'}
                    uid: '{{upper(connection.key)}}'
                """))
        var good = try type.verification(["key": "key-canary"])
        #expect(good.answer(200) == .good(.init()))
        var bad = try type.verification(["key": "key-canary"])
        #expect(bad.answer(401)?.failure?.message == "The server answered with status 401.")
    }

    @Test func `a short secret does not tear words apart`() throws {
        let type = try acme(definition("parameters: [{name: key, type: password}]\napi: {url: /x}"))
        var run = try type.verification(["key": "the"])
        #expect(run.answer(401, "the key is wrong")?.failure?.message == "the key is wrong")
    }
}
