// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// The head of a request, read strictly.
struct RequestHead {
    /// The bytes from the method to the empty line.
    var bytes = ByteBuffer()
    var method = 0..<0
    var target = 0..<0
    /// HTTP/1.0 or 1.1.
    var minorVersion = 1
    var fields = FieldSection()

    /// Reads the head in `buffer`, which is whole.
    mutating func read(_ buffer: ByteBuffer, limits: HeadLimits) throws(MessageFault) {
        bytes = buffer
        let outcome = buffer.withUnsafeReadableBytes { head -> Result<Void, MessageFault> in
            Result { () throws(MessageFault) in
                let offset = try readRequestLine(head)
                try fields.read(head, from: offset, fieldsMax: limits.fieldsMax)
                try checkFraming()
            }
        }
        try outcome.get()
    }

    private mutating func readRequestLine(_ head: UnsafeRawBufferPointer) throws(MessageFault) -> Int {
        var position = 0
        while Bytes.isToken(head[position]) { position += 1 }
        guard (1...32).contains(position), head[position] == Bytes.space else { throw .startLine }
        method = 0..<position
        position += 1
        let start = position
        // Visible ASCII only; the path and the query have narrower rules of their own.
        while head[position] > 0x20, head[position] < 0x7F { position += 1 }
        guard position > start, head[position] == Bytes.space else { throw .startLine }
        target = start..<position
        position += 1
        guard position + 10 <= head.count else { throw .startLine }
        let version = UnsafeRawBufferPointer(rebasing: head[position..<position + 8])
        guard version.elementsEqual("HTTP/1.1".utf8) || version.elementsEqual("HTTP/1.0".utf8) else {
            throw version.starts(with: "HTTP/".utf8) ? .version : .startLine
        }
        minorVersion = version[7] == UInt8(ascii: "1") ? 1 : 0
        position += 8
        guard head[position] == Bytes.carriageReturn, head[position + 1] == Bytes.lineFeed else { throw .startLine }
        return position + 2
    }

    private func checkFraming() throws(MessageFault) {
        guard fields.hostCount == 1 || minorVersion == 0 && fields.hostCount == 0, fields.isHostClean else {
            throw .host
        }
        if fields.isChunked, minorVersion == 0 { throw .transferEncoding }
    }

    /// How the body is framed (RFC 9112 §6.3): without a length there is none.
    var framing: BodyFraming {
        if fields.isChunked { return .chunked }
        guard let length = fields.contentLength, length > 0 else { return .none }
        return .length(length)
    }

    /// Whether the connection may carry another request.
    var keepsAlive: Bool { minorVersion == 1 ? !fields.closes : fields.keepsAlive && !fields.closes }

    func text(_ range: Range<Int>) -> String {
        bytes.withUnsafeReadableBytes { String(decoding: $0[range], as: UTF8.self) }
    }

    func isMethod(_ name: StaticString) -> Bool {
        bytes.withUnsafeReadableBytes { head in
            let count = name.utf8CodeUnitCount
            guard method.count == count else { return false }
            for index in 0..<count where head[index] != name.utf8Start[index] { return false }
            return true
        }
    }
}
