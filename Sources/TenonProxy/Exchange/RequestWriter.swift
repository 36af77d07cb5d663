// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import TenonDomain

/// Writes the head of a request as the third party gets it.
enum RequestWriter {
    /// Puts the head into `out`; the caller's bytes are copied as they are, but for what a proxy may not pass on.
    static func write(_ request: RequestHead, _ target: ProxyTarget, _ plan: UpstreamPlan, to out: inout ByteBuffer) {
        request.bytes.withUnsafeReadableBytes { head in
            out.writeBytes(head[request.method])
            out.writeInteger(Bytes.space)
            writeTarget(head, request, target, plan, to: &out)
            out.writeStaticString(" HTTP/1.1\r\nHost: ")
            out.writeString(plan.authority)
            out.writeStaticString("\r\n")
            writeFields(head, request, plan, to: &out)
        }
        _ = plan.headerLines.withRevealedBytes { out.writeBytes($0) }
        out.writeStaticString("Via: 1.1 tenon\r\n")
        if request.fields.acceptsTrailers { out.writeStaticString("Connection: TE\r\nTE: trailers\r\n") }
        switch request.framing {
        case .chunked: out.writeStaticString("Transfer-Encoding: chunked\r\n\r\n")
        case .length(let length):
            out.writeStaticString("Content-Length: ")
            out.writeString(String(length))
            out.writeStaticString("\r\n\r\n")
        case .none, .untilClose:
            // An empty body that was announced stays announced: some servers insist on a length.
            out.writeStaticString(request.fields.contentLength == 0 ? "Content-Length: 0\r\n\r\n" : "\r\n")
        }
    }

    private static func writeTarget(
        _ head: UnsafeRawBufferPointer, _ request: RequestHead, _ target: ProxyTarget, _ plan: UpstreamPlan,
        to out: inout ByteBuffer
    ) {
        let start = request.target.lowerBound
        out.writeString(plan.basePath)
        if target.path.isEmpty {
            if plan.basePath.isEmpty { out.writeInteger(UInt8(ascii: "/")) }
        } else {
            out.writeBytes(head[start + target.path.lowerBound..<start + target.path.upperBound])
        }
        if let query = target.query {
            out.writeInteger(UInt8(ascii: "?"))
            out.writeBytes(head[start + query.lowerBound..<start + query.upperBound])
        }
        guard !plan.query.isEmpty else { return }
        let isFirst = target.query?.isEmpty ?? true
        if target.query == nil {
            out.writeInteger(UInt8(ascii: "?"))
        } else if !isFirst {
            out.writeInteger(UInt8(ascii: "&"))
        }
        _ = plan.query.withRevealedBytes { out.writeBytes($0) }
    }

    private static func writeFields(
        _ head: UnsafeRawBufferPointer, _ request: RequestHead, _ plan: UpstreamPlan, to out: inout ByteBuffer
    ) {
        request.fields.copyLines(of: head, to: &out) { passes($0, head, request, plan) }
    }

    @inline(__always)
    private static func passes(
        _ line: FieldLine, _ head: UnsafeRawBufferPointer, _ request: RequestHead, _ plan: UpstreamPlan
    ) -> Bool {
        switch line.kind {
        case .other, .retryAfter, .requestID: break
        case .expect: return request.minorVersion == 1
        case .trailer: return request.fields.isChunked
        default: return false
        }
        if request.fields.lists(line, head) { return false }
        let name = UnsafeRawBufferPointer(rebasing: head[line.start..<line.nameEnd])
        for replaced in plan.replacedHeaders where Bytes.equal(name, replaced) { return false }
        return true
    }
}
