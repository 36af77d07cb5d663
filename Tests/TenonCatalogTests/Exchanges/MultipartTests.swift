// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonCatalog
import TenonDomain
import TenonJSON
import Testing

@Suite struct MultipartTests {
    private static let boundary = "tenon-000102030405060708090a0b0c0d0e0f"

    private func request(_ body: String, _ input: JSONObject = [:]) throws -> OutboundRequest {
        let parameters = "parameters: [{name: a, multiline: true}, {name: b, type: collection}]\n"
        let api = "api: {url: /x, method: POST, type: multipart/form-data, body: \(body)}"
        var run = try acme(definition(parameters + api)).verification(input)
        return try run.request()
    }

    private func failure(_ body: String, _ input: JSONObject = [:]) throws -> Failure? {
        let parameters = "parameters: [{name: a, multiline: true}]\n"
        let api = "api: {url: /x, method: POST, type: multipart/form-data, body: \(body)}"
        return try acme(definition(parameters + api)).verification(input).verdict?.failure
    }

    @Test func `fields and files are written as browsers write them`() throws {
        let request = try request(
            """
            {text: '{{connection.a}}', n: 5, none: '{{connection.nothing}}', left: '{{ignore}}', empty: '{{erase}}', \
            many: [1, two], tree: {x: [1]}, \
            file: {value: "{{toBinary('00ff0a'; 'hex')}}", filename: "a\\"\\r\\nb.bin", contentType: image/png}, \
            make: {data: '<x/>', options: {filename: é.xml}}, plain: {value: v}}
            """, ["a": "x\ny"])
        #expect(request.header("content-type") == "multipart/form-data; boundary=\(Self.boundary)")
        let parts: [(String, [UInt8])] = [
            ("form-data; name=\"text\"", Array("x\ny".utf8)), ("form-data; name=\"n\"", Array("5".utf8)),
            ("form-data; name=\"empty\"", []), ("form-data; name=\"many\"", Array("1".utf8)),
            ("form-data; name=\"many\"", Array("two".utf8)),
            ("form-data; name=\"tree\"\r\nContent-Type: application/json", Array(#"{"x":[1]}"#.utf8)),
            (
                "form-data; name=\"file\"; filename=\"a%22%0D%0Ab.bin\"\r\nContent-Type: image/png",
                [0x00, 0xFF, 0x0A]
            ),
            (
                "form-data; name=\"make\"; filename=\"é.xml\"\r\nContent-Type: application/octet-stream",
                Array("<x/>".utf8)
            ), ("form-data; name=\"plain\"", Array("v".utf8)),
        ]
        var expected: [UInt8] = []
        for (head, content) in parts {
            expected += Array("--\(Self.boundary)\r\nContent-Disposition: \(head)\r\n\r\n".utf8) + content + [13, 10]
        }
        expected += Array("--\(Self.boundary)--\r\n".utf8)
        #expect(request.body?.withRevealedBytes { [UInt8]($0) } == expected)
    }

    @Test func `an empty body ends at once`() throws {
        #expect(try request("{}").body?.reveal() == "--\(Self.boundary)--\r\n")
    }

    @Test(arguments: ["\r\nX-Evil: 1", "a\nb", "é"])
    func `a content type cannot begin a header`(_ type: String) throws {
        let failure = try failure("{f: {value: x, contentType: '{{connection.a}}'}}", ["a": .string("text/" + type)])
        #expect(failure?.name == .runtime && failure?.message.contains("content type of a part") == true)
    }

    @Test func `a body without names or with too many parts is refused`() throws {
        #expect(try failure("text")?.message.contains("have no names") == true)
        let many = "{a: [" + (0..<1_001).map { _ in "1" }.joined(separator: ",") + "]}"
        #expect(try failure(many)?.message.contains("more than 1000 parts") == true)
    }
}
