// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization
import TenonJSON
import Testing

@testable import TenonObservability

/// Keeps the lines.
private final class LineRecorder: LogSink {
    private let recorded = Mutex<[String]>([])

    var lines: [String] { recorded.withLock { $0 } }

    func write(line: [UInt8]) { recorded.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
}

/// Fails in several lines.
private struct LoudError: Error, CustomStringConvertible {
    var description: String { "first\nsecond" }
}

@Suite struct JSONLogHandlerTests {
    private let recorder = LineRecorder()

    private func logger(_ level: Logger.Level = .info, provider: Logger.MetadataProvider? = nil) -> Logger {
        Logger(label: "tenon.http") { [recorder] label in
            var handler = JSONLogHandler(label: label, level: level, sink: recorder)
            handler.metadataProvider = provider
            return handler
        }
    }

    private func entry(_ index: Int = 0) throws -> JSONObject {
        try #require(try JSONReader.read(recorder.lines[index]).object)
    }

    @Test func `an entry is one JSON object with time, level, message and logger first`() throws {
        logger().notice("server started", metadata: ["server.port": "8080", "api.dialect": "live"])
        let entry = try entry()
        #expect(entry.names == ["time", "level", "message", "logger", "api.dialect", "server.port"])
        #expect(entry["level"] == "notice")
        #expect(entry["message"] == "server started")
        #expect(entry["logger"] == "tenon.http")
        #expect(entry["server.port"] == "8080")
        #expect(entry["time"]?.string?.hasSuffix("Z") == true)
        #expect(entry["time"]?.string?.utf8.count == 24)
    }

    @Test(arguments: ["a\nb", "a\r\nb", "a\u{0}b", "a\u{1B}[31mb", "a\"}\n{\"level\":\"info"])
    func `no value makes a second line`(_ text: String) throws {
        logger().error(
            "\(text)", error: LoudError(), metadata: ["k": "\(text)", "a": ["\(text)"], "d": ["\(text)": "x"]])
        #expect(recorder.lines.count == 1)
        #expect(!recorder.lines[0].utf8.contains { $0 < 0x20 })
        let entry = try entry()
        #expect(entry["message"]?.string == text)
        #expect(entry["k"]?.string == text)
        #expect(entry["error"]?.string == "first\nsecond")
    }

    @Test func `entries below the level are not written`() {
        logger(.warning).notice("quiet")
        logger(.warning).warning("loud")
        #expect(recorder.lines.count == 1)
    }

    @Test func `the entry's metadata wins over the provider's, and that over the logger's`() throws {
        var logger = logger(provider: Logger.MetadataProvider { ["b": "provider", "c": "provider"] })
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "b"] = "logger"
        logger.info("x", metadata: ["c": "entry"])
        let entry = try entry()
        #expect((entry["a"], entry["b"], entry["c"]) == ("logger", "provider", "entry"))
    }

    @Test func `metadata cannot pose as the entry's own members`() throws {
        logger().info("real", metadata: ["message": "forged", "level": "forged", "time": "forged", "logger": "forged"])
        #expect(!recorder.lines[0].contains("forged"))
        #expect(try entry()["message"] == "real")
    }

    @Test func `long values are cut and deep ones end`() throws {
        let long = String(repeating: "é", count: 5000)
        let deep: Logger.MetadataValue = ["a": ["a": ["a": ["a": ["a": ["a": "bottom"]]]]]]
        logger().info("\(long)", metadata: ["long": "\(long)", "deep": deep])
        #expect(recorder.lines[0].utf8.count < 3 * JSONLogHandler.valueBytesMax)
        #expect(!recorder.lines[0].contains("bottom"))
        #expect(try entry()["long"]?.string?.hasSuffix("…") == true)
    }

    @Test func `two loggers do not share metadata`() throws {
        var first = logger()
        let second = first
        first[metadataKey: "k"] = "v"
        second.info("x")
        #expect(try entry()["k"] == nil)
    }
}
