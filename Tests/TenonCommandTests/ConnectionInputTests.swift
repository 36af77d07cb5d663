// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonJSON
import TenonWire
import Testing

@testable import tenon

/// Where a connection's values come from, and where secrets may not.
@Suite struct ConnectionInputTests {
    private let type = ConnectionType(
        name: "imap", label: "IMAP", theme: "#eb5768", auth: "basic",
        parameters: [
            Self.parameter("host", type: "text"), Self.parameter("port", type: "number", required: false),
            Self.parameter("tls", type: "boolean", required: false),
            Self.parameter("password", type: "password", editable: true, secret: true),
            Self.parameter("key", type: "pkey", secret: true),
            Self.parameter("ca", type: "cert", required: false, secret: true),
            Self.parameter("second", type: "password", required: false, secret: true),
        ], scopes: [])

    private static func parameter(
        _ name: String, type: String, required: Bool = true, editable: Bool = false, secret: Bool = false
    ) -> ConnectionType.Parameter {
        ConnectionType.Parameter(
            name: name, label: name, type: type, required: required, editable: editable, secret: secret, pattern: nil,
            help: nil)
    }

    private func assignment(_ text: String) throws -> Assignment { try #require(Assignment(argument: text)) }

    @Test func `a secret argument is refused without repeating it, and the three ways are named`() throws {
        let input = ConnectionInput(assignments: [try assignment("password=canary-1")])
        let failure = #expect(throws: CommandFailure.self) { try input.values(for: type) }
        let sentence = try #require(failure?.lines.first)
        #expect(failure?.exitCode == 64)
        #expect(!sentence.contains("canary"))
        #expect(sentence.contains("to be asked for it"))
        #expect(sentence.contains("--set-file password=PATH"))
        #expect(sentence.contains("--secret-stdin password"))
    }

    @Test func `values take the JSON type of their parameter`() throws {
        let texts = ["host=993", "port=993", "tls=true", "other=1"]
        let input = ConnectionInput(assignments: try texts.map(assignment))
        let expected: JSONObject = ["host": "993", "port": 993, "tls": true, "other": "1"]
        #expect(try input.values(for: type) == expected)
    }

    @Test func `a value that is not of its parameter's type is left for the server to refuse`() throws {
        let input = ConnectionInput(assignments: [try assignment("port=993x"), try assignment("tls=perhaps")])
        #expect(try input.values(for: type) == ["port": "993x", "tls": "perhaps"])
    }

    @Test func `files win over arguments, and arguments over the data file`() throws {
        var input = ConnectionInput(assignments: [try assignment("host=b")])
        input.data = ["host": "a", "password": "p"]
        #expect(try input.values(for: type) == ["host": "b", "password": "p"])
        input.texts = [("host", "c")]
        #expect(try input.values(for: type) == ["host": "c", "password": "p"])
    }

    @Test func `missing secrets are asked for: the required, and every password`() {
        #expect(type.missingSecrets(in: [:]).map(\.name) == ["password", "key", "second"])
        #expect(type.missingSecrets(in: ["password": "p"]).map(\.name) == ["key", "second"])
        #expect(type.missingSecrets(in: [:], onlyEditable: true).map(\.name) == ["password"])
    }
}
