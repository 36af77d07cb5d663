// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import HTTPTypes

/// `/api/stream` and `/api/sse`: answers that take their time.
enum StreamRoutes {
    static let endpoints = [
        Endpoint(.api, .get, "/api/stream", answer: stream),
        Endpoint(.api, .get, "/api/sse", answer: events),
    ]

    static let bytesMax = 1 << 30
    static let chunkBytesMax = 1 << 20
    static let delayMillisecondsMax = 60_000
    static let eventsMax = 100_000

    /// `bytes` of the letters a to z, in pieces of `chunk` with `delayMs` between them.
    private static func stream(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard let bytes = number("bytes", 1 << 20, 0...bytesMax, exchange),
            let size = number("chunk", 16 << 10, 1...chunkBytesMax, exchange),
            let delay = number("delayMs", 0, 0...delayMillisecondsMax, exchange)
        else { return .error("invalid_request", "bytes, chunk or delayMs is out of range.") }
        return APIRoutes.authorized(exchange, world) { _, _ in
            let stream = Stream(
                chunkCount: (bytes + size - 1) / size, delayMilliseconds: delay, contentLength: bytes
            ) { index in
                let start = index * size
                return (start..<min(start + size, bytes)).map { UInt8(ascii: "a") + UInt8($0 % 26) }
            }
            return Reply(
                status: 200, headers: [.contentType: "application/octet-stream"], body: .stream(stream))
        }
    }

    /// Server-sent events with numbers.
    private static func events(_ exchange: Exchange, _ world: inout World) -> Reply {
        guard let count = number("events", 5, 0...eventsMax, exchange),
            let delay = number("delayMs", 100, 0...delayMillisecondsMax, exchange)
        else { return .error("invalid_request", "events or delayMs is out of range.") }
        return APIRoutes.authorized(exchange, world) { _, _ in
            let stream = Stream(chunkCount: count, delayMilliseconds: delay, contentLength: nil) { index in
                Array("id: \(index)\ndata: {\"number\":\(index)}\n\n".utf8)
            }
            return Reply(
                status: 200, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
                body: .stream(stream))
        }
    }

    /// A number of the query: the default when it is missing, `nil` when it is out of range.
    private static func number(
        _ name: String, _ standard: Int, _ range: ClosedRange<Int>, _ exchange: Exchange
    ) -> Int? {
        guard let text = exchange.query[name] else { return standard }
        return Int(text, radix: 10).flatMap { range.contains($0) ? $0 : nil }
    }
}
