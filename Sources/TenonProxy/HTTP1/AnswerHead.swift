// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import TenonDomain

/// The head of a third party's answer, read as strictly as a request: what is sent on must mean one thing only.
struct AnswerHead {
    var bytes = ByteBuffer()
    var status = 0
    var minorVersion = 1
    /// The reason phrase, which may be empty.
    var reason = 0..<0
    var fields = FieldSection()

    mutating func read(_ buffer: ByteBuffer, limits: HeadLimits) throws(MessageFault) {
        bytes = buffer
        let outcome = buffer.withUnsafeReadableBytes { head -> Result<Void, MessageFault> in
            Result { () throws(MessageFault) in
                let offset = try readStatusLine(head)
                try fields.read(head, from: offset, fieldsMax: limits.fieldsMax)
                if fields.isChunked, minorVersion == 0 { throw .transferEncoding }
            }
        }
        try outcome.get()
    }

    private mutating func readStatusLine(_ head: UnsafeRawBufferPointer) throws(MessageFault) -> Int {
        // "HTTP/1.1 200" and CRLF at least; some servers leave out the space before an empty reason.
        guard head.count >= 16, Bytes.begins(head, "http/1."), head[0] == UInt8(ascii: "H"),
            head[7] == UInt8(ascii: "0") || head[7] == UInt8(ascii: "1"), head[8] == Bytes.space,
            (UInt8(ascii: "1")...UInt8(ascii: "5")).contains(head[9]), Bytes.isDigit(head[10]), Bytes.isDigit(head[11])
        else { throw .startLine }
        minorVersion = Int(head[7] & 1)
        status = Int(head[9] & 15) * 100 + Int(head[10] & 15) * 10 + Int(head[11] & 15)
        var position = 12
        if head[position] == Bytes.space {
            position += 1
        } else if head[position] != Bytes.carriageReturn {
            throw .startLine
        }
        let start = position
        while Bytes.isFieldContent(head[position]) { position += 1 }
        guard head[position] == Bytes.carriageReturn, head[position + 1] == Bytes.lineFeed else { throw .startLine }
        reason = start..<position
        return position + 2
    }

    var isInterim: Bool { status < 200 }

    /// How the body is framed, for an answer to a request with or without `HEAD` (RFC 9112 §6.3).
    func framing(toHead isHead: Bool) -> BodyFraming {
        if isHead || status < 200 || status == 204 || status == 304 { return .none }
        if fields.isChunked { return .chunked }
        guard let length = fields.contentLength else { return .untilClose }
        return length == 0 ? .none : .length(length)
    }

    /// Whether the channel may carry another request.
    var keepsAlive: Bool { minorVersion == 1 ? !fields.closes : fields.keepsAlive && !fields.closes }

    /// The answer as the engine sees it.
    func response(_ body: [UInt8]) -> OutboundResponse {
        OutboundResponse(
            status: status, headers: headers.map { .init(name: $0.name, value: $0.value) }, body: body)
    }

    /// The headers as text.
    var headers: [(name: String, value: String)] {
        bytes.withUnsafeReadableBytes { head in
            fields.lines.map { line in
                (
                    String(decoding: head[line.start..<line.nameEnd], as: UTF8.self),
                    String(decoding: head[line.valueStart..<line.valueEnd], as: UTF8.self)
                )
            }
        }
    }
}
