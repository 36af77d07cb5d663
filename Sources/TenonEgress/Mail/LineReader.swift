// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// Cuts a server's bytes into lines, within limits.
struct LineReader: Sendable {
    /// RFC 9051 advises 8,192 for a line of IMAP; SMTP's are shorter.
    static let lineBytesMax = 8_192
    /// A whole log-in, greeting to answer; no server needs more.
    static let totalBytesMax = 131_072

    enum Fault: Error, Hashable { case lineTooLong, tooMuch, nul }

    private var buffer: [UInt8] = []
    private var start = 0
    private var total = 0

    /// Whether bytes came that are not part of a line yet.
    var hasRemainder: Bool { start < buffer.count }

    mutating func append(_ bytes: some Collection<UInt8>) throws(Fault) {
        total += bytes.count
        guard total <= LineReader.totalBytesMax else { throw .tooMuch }
        guard !bytes.contains(0) else { throw .nul }
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next line without its end (CR LF, or a bare LF); `nil` when it is not complete.
    mutating func next() throws(Fault) -> String? {
        guard let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) else {
            guard buffer.count - start <= LineReader.lineBytesMax else { throw .lineTooLong }
            return nil
        }
        guard end - start <= LineReader.lineBytesMax else { throw .lineTooLong }
        var line = buffer[start..<end]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        start = end + 1
        return String(decoding: line, as: UTF8.self)
    }
}
