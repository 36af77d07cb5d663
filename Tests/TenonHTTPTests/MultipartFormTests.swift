// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain
import Testing

@testable import TenonHTTP

/// Forms with files.
@Suite struct MultipartFormTests {
    private static let type = "multipart/form-data; boundary=----Boundary7MA4YWxk"

    private func form(_ body: String, _ type: String = type) throws -> MultipartForm {
        try MultipartForm(Array(body.utf8), contentType: type)
    }

    private func body(_ parts: (head: String, content: String)...) -> String {
        parts.map { "------Boundary7MA4YWxk\r\n\($0.head)\r\n\r\n\($0.content)\r\n" }.joined()
            + "------Boundary7MA4YWxk--\r\n"
    }

    private func text(_ name: String) -> String { "Content-Disposition: form-data; name=\"\(name)\"" }

    @Test func `fields and files are told apart, whatever is in them`() throws {
        let content = "PK\u{3}\u{4}\r\n--\r\n----Boundary\r\n\r\n"
        let form = try form(
            body(
                (text("label"), "Acme “Cloud”"), (text("scopes[1]"), "b"), (text("scopes[0]"), "a"),
                (text("empty"), ""),
                (
                    "content-disposition: FORM-DATA;name=file; filename=\"C:\\apps\\a%22b.zip\"\r\nContent-Type: x/y",
                    content
                ),
                (text("none") + "; filename=\"\"\r\nContent-Type: application/octet-stream", "")))
        #expect(form.form.text("label") == "Acme “Cloud”" && form.form.text("empty") == "")
        #expect(form.form.array("scopes") == ["a", "b"])
        #expect(form.files.keys.sorted() == ["file"])
        #expect(form.files["file"]?.name == "a\"b.zip" && form.files["file"]?.bytes == Array(content.utf8))
    }

    @Test func `bytes that are no text are a file's, and not a field's`() throws {
        var data = Array("--B\r\n\(text("f")); filename=x\r\n\r\n".utf8)
        data += [0xFF, 0x00, 0x0D, 0x0A, 0x2D, 0x2D]
        data += Array("\r\n--B--".utf8)
        let found = try MultipartForm(data, contentType: "Multipart/Form-Data; charset=utf-8; boundary=\"B\"")
        #expect(found.files["f"]?.bytes == [0xFF, 0x00, 0x0D, 0x0A, 0x2D, 0x2D])
        let field = Array("--B\r\n\(text("f"))\r\n\r\n".utf8) + [0xFF] + Array("\r\n--B--".utf8)
        #expect(throws: TenonError.self) {
            try MultipartForm(field, contentType: "multipart/form-data; boundary=B")
        }
    }

    @Test(arguments: [
        "", "--", "------Boundary7MA4YWxk", "------Boundary7MA4YWxk\r\n", "------Boundary7MA4YWxk\r\n\r\n",
        "preamble\r\n------Boundary7MA4YWxk--", "------Boundary7MA4YWxkX\r\n",
        "------Boundary7MA4YWxk\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno end",
        "------Boundary7MA4YWxk\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n------Boundary7MA4YWxk",
        "------Boundary7MA4YWxk\r\nContent-Disposition: form-data\r\n\r\n1\r\n------Boundary7MA4YWxk--",
        "------Boundary7MA4YWxk\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n------Boundary7MA4YWxk--",
        "------Boundary7MA4YWxk\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n------Boundary7MA4YWxk--",
        "------Boundary7MA4YWxk\r\nContent-Type: text/plain\r\n\r\n1\r\n------Boundary7MA4YWxk--",
        "------Boundary7MA4YWxk\nContent-Disposition: form-data; name=\"a\"\n\n1\n------Boundary7MA4YWxk--",
    ])
    func `what is malformed is refused`(_ body: String) throws {
        #expect(throws: TenonError.self) { try form(body) }
    }

    @Test(arguments: [
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\(String(repeating: "b", count: 71))", "multipart/mixed; boundary=B",
        "application/x-www-form-urlencoded", "", "multipart/form-data; boundary=\"a\u{7F}\"",
        "multipart/form-data; boundary=\"a \"",
    ])
    func `a type without a boundary that could be is refused`(_ type: String) throws {
        let error = #expect(throws: TenonError.self) { try form("--B--", type) }
        #expect(error?.code == .unsupportedMediaType)
    }

    @Test func `there are no more than a hundred parts, with no long heads`() throws {
        let hundred = (1...100).map { (text("a\($0)"), "x") }
        func joined(_ parts: [(String, String)]) -> String {
            parts.map { "--B\r\n\($0.0)\r\n\r\n\($0.1)\r\n" }.joined() + "--B--"
        }
        let type = "multipart/form-data; boundary=B"
        #expect(try form(joined(hundred), type).form.names.count == 100)
        #expect(throws: TenonError.self) { try form(joined(hundred + [(text("b"), "")]), type) }
        let long = text("a") + "\r\nX-Long: " + String(repeating: "x", count: 5000)
        #expect(throws: TenonError.self) { try form(joined([(long, "")]), type) }
    }
}
