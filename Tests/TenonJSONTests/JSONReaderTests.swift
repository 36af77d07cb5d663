// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TenonJSON

@Suite struct JSONReaderTests {
    @Test(arguments: [
        "null", "true", "[]", "{}", #"{"b":1,"a":[2,{"c":null}]}"#, "225874569526501080000", "-0.5e-7", #""é\"\\""#,
        #""😀""#,
    ])
    func `a text that is read and written again is the same`(_ text: String) throws {
        #expect(try JSONReader.read(text).text() == text)
    }

    @Test func `white space and escapes are read away`() throws {
        let value = try JSONReader.read(" { \"a\" : \"\\u00e9\\ud83d\\ude00\\n\\/\" } ")
        #expect(value["a"]?.string == "é😀\n/")
    }

    @Test(arguments: [
        ("", 1, 1), ("{", 1, 2), ("[1,]", 1, 4), ("{\"a\":1,\"a\":2}", 1, 8), ("{\n  \"a\" 1}", 2, 7), ("01", 1, 1),
        ("1.", 1, 1), ("+1", 1, 1), ("nul", 1, 1), ("\"\\x\"", 1, 3), ("\"\\ud800\"", 1, 8), ("\"\u{1}\"", 1, 2),
        ("[1] 2", 1, 5), ("'a'", 1, 1), ("{a:1}", 1, 2), ("// c\n1", 1, 1), ("NaN", 1, 1), ("\"a", 1, 3),
        ("\"\\u12g4\"", 1, 4), ("[", 1, 2), ("-", 1, 1), ("1e", 1, 1), ("\"\\udc00\"", 1, 8),
    ])
    func `a malformed text is refused with its place`(_ text: String, line: Int, column: Int) {
        let error = #expect(throws: JSONError.self) { try JSONReader.read(text) }
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test(arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] as [[UInt8]])
    func `bytes that are no UTF-8 are refused`(_ bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONReader.read(bytes) }
    }

    @Test func `nesting is bounded, and the bound itself is let through`() throws {
        let atLimit = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: Never.self) { try JSONReader.read(atLimit) }
        #expect(throws: JSONError.self) { try JSONReader.read("[" + atLimit + "]") }
        #expect(throws: JSONError.self) { try JSONReader.read(String(repeating: "[", count: 1_000_000)) }
    }

    @Test func `comments and a last comma are let through where asked`() throws {
        let options = JSONReader.Options(allowsComments: true)
        let value = try JSONReader.read("/* a */ {\"x\": [1, 2,], // b\n \"y\": \"//\",}", options: options)
        #expect(value.text() == #"{"x":[1,2],"y":"//"}"#)
        #expect(throws: JSONError.self) { try JSONReader.read("/* a", options: options) }
        #expect(throws: JSONError.self) { try JSONReader.read("[,]", options: options) }
    }

    @Test func `an error holds nothing of the text`() {
        let error = #expect(throws: JSONError.self) { try JSONReader.read(#"{"key":"canary-7d1f" x}"#) }
        #expect(error.map { !"\($0)".contains("canary") } == true)
    }

    @Test func `a value does not print its content`() throws {
        let value = try JSONReader.read(#"{"key":"canary-7d1f"}"#)
        var dumped = ""
        dump(value, to: &dumped)
        for text in ["\(value)", String(reflecting: value), dumped] { #expect(!text.contains("canary")) }
    }

    @Test(arguments: [("1", 1), ("1.0", 1), ("1e2", 100), ("9223372036854775807", Int64.max)])
    func `a whole number is read as one`(_ text: String, _ value: Int64) throws {
        #expect(try JSONReader.read(text).int == value)
    }

    @Test(arguments: ["1.5", "9223372036854775808", "225874569526501080000", "1e400"])
    func `a number that is not whole or does not fit is no integer`(_ text: String) throws {
        #expect(try JSONReader.read(text).int == nil)
    }

    @Test func `a number's text is checked`() {
        #expect(JSONNumber(text: "12") != nil)
        for text in ["", "1 ", " 1", "1x", "0x1", "1\n"] { #expect(JSONNumber(text: text) == nil) }
    }
}

@Suite struct JSONWriterTests {
    @Test func `control characters are escaped and all else is kept`() {
        #expect(JSON.string("\u{0}\u{1f}\"\\\n\t\r/é").text() == #""\u0000\u001f\"\\\n\t\r/é""#)
    }

    @Test func `pretty text indents by two`() {
        let value: JSON = ["a": [1, 2], "b": [:], "c": []]
        #expect(value.text(pretty: true) == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": []\n}")
    }

    @Test func `whole doubles have no fraction, and what JSON cannot write is no number`() {
        #expect(JSONNumber(3.0)?.text == "3")
        #expect(JSONNumber(0.1)?.text == "0.1")
        #expect(JSONNumber(Double.nan) == nil)
        #expect(JSONNumber(Double.infinity) == nil)
    }
}

@Suite struct JSONObjectTests {
    @Test func `setting keeps the place, and adds at the end`() {
        var object: JSONObject = ["b": 1, "a": 2]
        object["b"] = 3
        object["c"] = 4
        object["a"] = nil
        #expect(JSON.object(object).text() == #"{"b":3,"c":4}"#)
        #expect(object.merging(["b": 0, "d": 1]).names == ["b", "c", "d"])
    }
}
