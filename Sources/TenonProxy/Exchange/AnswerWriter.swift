// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import NIOCore
internal import TenonDomain
internal import TenonHTTP
internal import TenonJSON
internal import TenonWire

/// Writes answers to the caller: the third party's, and our own.
enum AnswerWriter {
    /// How the caller is told where the body ends.
    enum Framing {
        /// As the third party said, or not at all.
        case asItIs
        case chunked
        case untilClose
    }

    static func write(
        _ answer: AnswerHead, framing: Framing, attempts: Int, closes: Bool, to out: inout ByteBuffer
    ) {
        writeHead(answer, framing: framing, to: &out)
        out.writeStaticString("Via: 1.1 tenon\r\nTenon-Attempts: ")
        if attempts == 1 { out.writeStaticString("1") } else { out.writeString(String(attempts)) }
        if framing == .chunked { out.writeStaticString("\r\nTransfer-Encoding: chunked") }
        out.writeStaticString(closes ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n")
    }

    /// 1xx.
    static func write(interim answer: AnswerHead, to out: inout ByteBuffer) {
        writeHead(answer, framing: .chunked, to: &out)
        out.writeStaticString("\r\n")
    }

    private static func writeHead(_ answer: AnswerHead, framing: Framing, to out: inout ByteBuffer) {
        answer.bytes.withUnsafeReadableBytes { head in
            out.writeStaticString("HTTP/1.1 ")
            out.writeBytes(head[9..<12])
            out.writeInteger(Bytes.space)
            out.writeBytes(head[answer.reason])
            out.writeStaticString("\r\n")
            answer.fields.copyLines(of: head, to: &out) { passes($0, head, answer, framing) }
        }
    }

    @inline(__always)
    private static func passes(
        _ line: FieldLine, _ head: UnsafeRawBufferPointer, _ answer: AnswerHead, _ framing: Framing
    ) -> Bool {
        switch line.kind {
        case .hop:
            // `Proxy-Authenticate` and its like are for a proxy's own clients, and mean nothing here.
            return false
        case .connection, .te, .transferEncoding, .tenonRetries: return false
        case .contentLength: return framing == .asItIs
        case .trailer: return framing == .chunked
        case .privateHeader:
            // Nobody but this server says what it did.
            return !Bytes.begins(UnsafeRawBufferPointer(rebasing: head[line.start..<line.nameEnd]), "tenon-")
        default: return !answer.fields.lists(line, head)
        }
    }

    // MARK: - Our own

    /// An error of our own: the API's JSON, and `Tenon-Error`, so that nobody takes it for the third party's.
    static func write(
        _ error: TenonError, requestID: String, attempts: Int, toHead isHead: Bool, closes: Bool,
        to out: inout ByteBuffer
    ) {
        let rendering = ErrorRendering(error)
        let body = rendering.body.json.utf8
        out.writeString("HTTP/1.1 \(rendering.status.code) \(rendering.status.reasonPhrase)\r\n")
        out.writeStaticString("Content-Type: application/json; charset=utf-8\r\nCache-Control: no-store\r\n")
        out.writeString("X-Content-Type-Options: nosniff\r\nX-Request-Id: \(requestID)\r\n")
        out.writeString("Tenon-Error: \(error.code.rawValue)\r\nTenon-Attempts: \(attempts)\r\n")
        if let seconds = rendering.retryAfterSeconds { out.writeString("Retry-After: \(seconds)\r\n") }
        if error.code == .unauthenticated { out.writeStaticString("WWW-Authenticate: Bearer\r\n") }
        if closes { out.writeStaticString("Connection: close\r\n") }
        out.writeString("Content-Length: \(body.count)\r\n\r\n")
        if !isHead { out.writeBytes(body) }
    }
}

/// Puts the bytes of a chunked body into chunks.
enum ChunkWriter {
    /// What is smaller is copied together with its frame, which is cheaper than three writes.
    static let copiedBytesMax = 8 << 10

    static func write(_ part: ByteBuffer, _ emit: (ByteBuffer) -> Void) {
        var frame = ByteBuffer()
        frame.writeString(String(part.readableBytes, radix: 16))
        frame.writeStaticString("\r\n")
        if part.readableBytes <= copiedBytesMax {
            frame.writeImmutableBuffer(part)
            frame.writeStaticString("\r\n")
            emit(frame)
        } else {
            emit(frame)
            emit(part)
            emit(ByteBuffer(staticString: "\r\n"))
        }
    }
}

extension TenonError {
    /// A third party that gave no answer, as the caller of the proxy is told.
    init(_ failure: OutboundFailure) {
        switch failure {
        case .timedOut: self.init(.upstreamTimedOut, failure.description)
        case .busy: self.init(.unavailable, failure.description, retryAfter: .seconds(1))
        case .hostNotAllowed, .addressNotAllowed, .nameNotResolved, .unreachable, .connectionLost, .tlsFailed,
            .responseTooLarge, .malformedAnswer, .invalidRequest:
            self.init(.upstreamFailed, failure.description)
        }
    }

    /// A request that is not in the grammar.
    init(request fault: MessageFault) {
        switch fault {
        case .headTooLarge: self.init(.headersTooLarge, fault.sentence)
        default: self.init(.validationFailed, "The request is malformed. \(fault.sentence)")
        }
    }

    /// An answer that is not.
    init(answer fault: MessageFault) {
        self.init(.upstreamFailed, "The server's answer could not be understood. \(fault.sentence)")
    }
}
