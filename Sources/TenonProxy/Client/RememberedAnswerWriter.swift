// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import TenonDomain
internal import TenonHTTP

/// Writes the head of an answer that was given before, as the other lane writes it.
enum RememberedAnswerWriter {
    static func write(_ answer: RememberedAnswer, requestID: String, date: String, to out: inout ByteBuffer) {
        out.writeStaticString("HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ")
        out.writeString(String(answer.json.readableBytes))
        out.writeStaticString("\r\nX-Request-Id: ")
        out.writeString(requestID)
        out.writeStaticString("\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n")
        if let rate = answer.rate {
            out.writeStaticString("X-RateLimit-Limit: ")
            out.writeString(String(rate.limit))
            out.writeStaticString("\r\nX-RateLimit-Remaining: ")
            out.writeString(String(rate.remaining))
            out.writeStaticString("\r\nX-RateLimit-Reset: ")
            out.writeString(String(rate.resetSeconds))
            out.writeStaticString("\r\n")
        }
        out.writeStaticString("Date: ")
        out.writeString(date)
        out.writeStaticString("\r\n\r\n")
    }
}
