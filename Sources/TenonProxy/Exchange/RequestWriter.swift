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
        writeEnd(request, to: &out)
    }

    /// What this hop adds, and how the body is framed.
    @inline(__always)
    private static func writeEnd(_ request: RequestHead, to out: inout ByteBuffer) {
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

    /// Puts the head of a request into `out` that was authenticated by itself, and its body when that is held.
    static func write(
        _ signed: SignableRequest, of request: RequestHead, _ plan: UpstreamPlan, to out: inout ByteBuffer
    ) {
        out.writeString("\(signed.method) ")
        _ = signed.target.withRevealedBytes { out.writeBytes($0) }
        out.writeString(" HTTP/1.1\r\nHost: \(plan.authority)\r\n")
        var isHeld = false
        if case .held = signed.body { isHeld = true }
        for header in signed.headers where !isHeld || !["expect", "trailer"].contains(header.name.lowercased()) {
            out.writeString(header.name)
            out.writeStaticString(": ")
            _ = header.value.withRevealedBytes { out.writeBytes($0) }
            out.writeStaticString("\r\n")
        }
        guard case .held(let body) = signed.body else { return writeEnd(request, to: &out) }
        out.writeString("Via: 1.1 tenon\r\nContent-Length: \(body.count)\r\n\r\n")
        _ = body.withRevealedBytes { out.writeBytes($0) }
    }

    /// Puts path and query as the third party gets them into `out`.
    static func writeTarget(
        _ request: RequestHead, _ target: ProxyTarget, _ plan: UpstreamPlan, to out: inout ByteBuffer
    ) {
        request.bytes.withUnsafeReadableBytes { writeTarget($0, request, target, plan, to: &out) }
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
    static func passes(
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
