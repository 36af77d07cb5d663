// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

@Suite struct AcceptTests {
    private func type(_ parameters: String) throws -> ConnectionType {
        try acme(definition("parameters: [\(parameters)]\napi: {url: /a}"))
    }

    @Test func `all faults are told at once, in the wire's words`() throws {
        let type = try type(
            "{name: a, required: true}, {name: b, type: integer}, {name: c, type: password, required: true}")
        let (_, faults) = type.accept(["b": "x", "d": 1, "c": ""])
        #expect(
            faults.messages == [
                "Missing value of required parameter 'a'.", "Invalid value of parameter 'b': it is not a number.",
                "Missing value of required parameter 'c'.", "Unknown parameter 'd'.",
            ])
    }

    @Test func `a number where text is wanted is taken as its text`() throws {
        let (values, faults) = try type("{name: a}, {name: b, type: password}").accept([
            "a": .number(.init(text: "225874569526501080000") ?? .init(0)), "b": 1234,
        ])
        #expect(faults.isEmpty)
        #expect(values.open("a") == "225874569526501080000" && values.secret("b")?.reveal() == "1234")
        #expect(values.open("b") == nil && values.secret("a") == nil)
    }

    @Test(arguments: [
        ("type: text", "\"x\"", true), ("type: text", "true", false), ("type: text", "[]", false),
        ("type: text", "\"a\\u0000b\"", false),
        ("type: text", "\"a\\nb\"", false), ("type: text, multiline: true", "\"a\\nb\"", true),
        ("type: text", "\"a\\u007fb\"", false),
        ("type: text, multiline: true", "\"a\\u001bb\"", false), ("type: password", "\"***\"", false),
        ("type: password", "\"••••\"", false),
        ("type: password", "\" … \"", false), ("type: password", "\"*a*\"", true), ("type: text", "\"***\"", true),
        ("type: boolean", "true", true), ("type: boolean", "\"false\"", true), ("type: boolean", "\"maybe\"", false),
        ("type: boolean", "1", false),
        ("type: number", "1.5", true), ("type: number", "\"1.5\"", true), ("type: number", "\"1,5\"", false),
        ("type: number", "1e999", false),
        ("type: integer", "1.5", false), ("type: integer", "-1", true), ("type: uinteger", "-1", false),
        ("type: uinteger", "0", true),
        ("type: port", "0", false), ("type: port", "65536", false), ("type: port", "\"993\"", true),
        ("type: integer, validate: {min: 1, max: 5}", "6", false),
        ("type: integer, validate: {min: 1, max: 5}", "5", true),
        ("type: text, validate: {min: 2, max: 3}", "\"a\"", false),
        ("type: text, validate: {min: 2, max: 3}", "\"abcd\"", false),
        ("type: select, options: [a, b]", "\"a\"", true), ("type: select, options: [a, b]", "\"c\"", false),
        ("type: select, options: [{label: One, value: 1}]", "\"1\"", true), ("validate: {enum: [a]}", "\"b\"", false),
        ("type: array", "[1]", true), ("type: array", "\"a\"", false), ("type: array, options: [a]", "[\"b\"]", false),
        ("type: collection", "{\"a\":1}", true), ("type: collection", "[]", false), ("type: json", "\"{}\"", true),
        ("type: json", "\"{\"", false),
        ("type: url", "\"https://a.test/x\"", true), ("type: url", "\"a.test\"", true),
        ("type: url", "\"ftp://a\"", false),
        ("type: url", "\"https://u@a\"", false), ("type: url", "\"not a url\"", false),
        ("type: email", "\"a@b\"", true), ("type: email", "\"a\"", false),
        ("type: cert", "\"-----BEGIN CERTIFICATE-----\\nx\"", true), ("type: cert", "\"x\"", false),
        ("type: filename", "\"../x\"", false),
        ("type: uuid", "\"4244156b-88cc-43cf-a5e9-e94bd0304745\"", true), ("type: uuid", "\"x\"", false),
        ("type: date", "\"2026-01-31\"", true),
        ("type: date", "\"31.1.2026\"", false), ("pattern: '^[a-z]+$'", "\"abc\"", true),
        ("pattern: '^[a-z]+$'", "\"abc\\n\"", false),
        ("pattern: '^(a+)+$'", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"", false),
    ])
    func `a value is checked against its parameter`(_ parameter: String, _ value: String, _ isGood: Bool) throws {
        let (values, faults) = try type("{name: a, \(parameter)}").accept(["a": try JSONReader.read(value)])
        #expect(faults.isEmpty == isGood, "\(faults.messages)")
        #expect(values.isEmpty == !isGood)
        #expect(faults.messages.allSatisfy { $0.hasPrefix("Invalid value of parameter 'a': ") && $0.hasSuffix(".") })
    }

    @Test func `values too large are refused, one and all`() throws {
        let long = JSON.string(String(repeating: "x", count: 9000))
        #expect(try type("{name: a}").accept(["a": long]).faults.all.count == 1)
        let names = ["a", "b", "c"]
        let type = try type(names.map { "{name: \($0), multiline: true}" }.joined(separator: ","))
        let large = JSON.string(String(repeating: "x", count: 30_000))
        #expect(type.accept(["a": large, "b": large]).faults.isEmpty)
        let (_, faults) = type.accept(["a": large, "b": large, "c": large])
        #expect(faults.messages == ["The values are larger than 65536 bytes together."])
    }

    @Test func `defaults are filled in`() throws {
        let (values, faults) = try shipped("imap").accept(["host": "mail.test", "username": "u", "password": "secret"])
        #expect(faults.isEmpty && values.open("port") == 993 && values.open("security") == "tls")
    }

    @Test func `a nested parameter counts only while its option is chosen`() throws {
        let type = try type(
            """
            {name: kind, type: select, options: [{value: a, nested: [{name: x, required: true}]},
            {value: b, nested: [{name: y, required: true}]}]}
            """)
        #expect(type.accept(["kind": "a"]).faults.messages == ["Missing value of required parameter 'x'."])
        #expect(type.accept(["kind": "b", "y": "1"]).faults.isEmpty)
        #expect(type.accept([:]).faults.isEmpty)
    }

    @Test func `what is sealed can be opened again`() throws {
        let (values, _) = try type(
            "{name: a}, {name: b, type: password}, {name: c, type: pkey}, {name: d, type: array}"
        )
        .accept(["a": "x", "b": .string(canary), "c": "k\nl", "d": [1, "z", nil]])
        let opened = try ParameterValues(opening: values.sealedForm())
        #expect(opened.names == ["a", "b", "c", "d"])
        #expect(
            opened.open("a") == "x" && opened.secret("b")?.reveal() == canary && opened.secret("c")?.reveal() == "k\nl")
        #expect(opened.open("d") == [1, "z", nil])
        #expect(opened.sealedForm().reveal() == values.sealedForm().reveal())
        for damaged in ["", "{}", "[]", "{\"values\":[{}]}", "{\"values\":[{\"name\":1,\"value\":2}]}"] {
            #expect(throws: ParameterValues.Damaged.self) { try ParameterValues(opening: Secret(damaged)) }
        }
    }

    @Test func `no value is ever printed`() throws {
        let (values, faults) = try type(
            "{name: a}, {name: b, type: password}, {name: c, pattern: '^x$'}, {name: d, type: integer}"
        )
        .accept([
            "a": .string(canary), "b": .string(canary), "c": .string(canary), "d": .string(canary),
            "b2": .string(canary),
        ])
        var dumped = ""
        dump(values, to: &dumped)
        #expect(faults.all.count == 3)
        for text in [values.description, String(reflecting: values), "\(values)", dumped] + faults.messages {
            #expect(!text.contains("canary"))
        }
    }
}
