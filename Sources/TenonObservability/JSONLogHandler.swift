// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
package import Logging
internal import TenonJSON

/// Writes each log entry as one line of JSON: `time`, `level`, `message`, `logger`, then the metadata in order of key.
///
/// A line break in a value is escaped, so one entry is one line, whoever's text is in it. A value longer than
/// ``valueBytesMax`` is cut.
package struct JSONLogHandler: LogHandler {
    /// The most bytes of one text in an entry.
    package static let valueBytesMax = 4096
    /// How deep metadata may nest.
    static let depthMax = 4

    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let sink: any LogSink

    package init(label: String, level: Logger.Level, sink: any LogSink) {
        self.label = label
        self.sink = sink
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var entry: JSONObject = [
            "time": .string(Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))),
            "level": .string(event.level.rawValue),
            "message": .string(JSONLogHandler.bounded(event.message.description)),
            "logger": .string(label),
        ]
        if let error = event.error { entry["error"] = .string(JSONLogHandler.bounded("\(error)")) }
        for (key, value) in merged(event.metadata).sorted(by: { $0.key < $1.key }) where entry[key] == nil {
            entry.append(key, JSONLogHandler.json(value, depth: 0))
        }
        sink.write(line: JSON.object(entry).utf8)
    }

    /// The handler's metadata, the provider's over it, and the entry's over both.
    private func merged(_ own: Logger.Metadata?) -> Logger.Metadata {
        metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(own ?? [:]) { $1 }
    }

    private static func json(_ value: Logger.MetadataValue, depth: Int) -> JSON {
        switch value {
        case .string(let text): .string(bounded(text))
        case .stringConvertible(let value): .string(bounded(value.description))
        case .array(let values) where depth < depthMax: .array(values.map { json($0, depth: depth + 1) })
        case .dictionary(let values) where depth < depthMax:
            .object(
                JSONObject(
                    values.sorted { $0.key < $1.key }.map {
                        JSONObject.Member(name: $0.key, value: json($0.value, depth: depth + 1))
                    }))
        case .array, .dictionary: "…"
        }
    }

    /// The text, cut at a character when it is too long.
    private static func bounded(_ text: String) -> String {
        guard text.utf8.count > valueBytesMax else { return text }
        return String(decoding: text.utf8.prefix(valueBytesMax), as: UTF8.self) + "…"
    }
}
