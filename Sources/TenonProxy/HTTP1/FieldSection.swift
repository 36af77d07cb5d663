// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// The headers of a message, read strictly: places in bytes that somebody else keeps, and what decides the framing.
///
/// It is filled anew for each message and keeps its storage.
struct FieldSection {
    /// How many options `Connection` may list beside the usual ones.
    static let connectionOptionsMax = 16

    private(set) var lines: [FieldLine] = []
    private(set) var contentLength: Int64?
    private(set) var isChunked = false
    private(set) var hostCount = 0
    private(set) var isHostClean = true
    private(set) var closes = false
    private(set) var keepsAlive = false
    private(set) var acceptsTrailers = false
    /// Names listed by `Connection`, whose headers go no further.
    private(set) var options: [Range<Int>] = []

    /// Reads the lines of `head` from `offset` up to its empty line.
    mutating func read(_ head: UnsafeRawBufferPointer, from offset: Int, fieldsMax: Int) throws(MessageFault) {
        lines.removeAll(keepingCapacity: true)
        if !options.isEmpty { options.removeAll(keepingCapacity: true) }
        (contentLength, isChunked, hostCount, isHostClean) = (nil, false, 0, true)
        (closes, keepsAlive, acceptsTrailers) = (false, false, false)
        var position = offset
        while head[position] != Bytes.carriageReturn {
            guard lines.count < fieldsMax else { throw .headTooLarge }
            let line = try FieldSection.line(head, at: position)
            if line.kind != .other { try note(line, head) }
            lines.append(line)
            position = line.end
        }
        guard head.count == position + 2, head[position + 1] == Bytes.lineFeed else { throw .headerName }
        if isChunked, contentLength != nil { throw .twoLengths }
    }

    /// The scanner has found the line ends, so there is one ahead.
    @inline(__always)
    private static func line(_ head: UnsafeRawBufferPointer, at start: Int) throws(MessageFault) -> FieldLine {
        var position = start
        while Bytes.isToken(head[position]) { position += 1 }
        guard position > start, head[position] == Bytes.colon else {
            let isFolded = position == start && (head[start] == Bytes.space || head[start] == Bytes.tab)
            throw isFolded ? .foldedHeader : .headerName
        }
        let nameEnd = position
        position += 1
        while head[position] == Bytes.space || head[position] == Bytes.tab { position += 1 }
        let valueStart = position
        while Bytes.isFieldContent(head[position]) { position += 1 }
        guard head[position] == Bytes.carriageReturn, head[position + 1] == Bytes.lineFeed else { throw .headerValue }
        var valueEnd = position
        while valueEnd > valueStart, head[valueEnd - 1] == Bytes.space || head[valueEnd - 1] == Bytes.tab {
            valueEnd -= 1
        }
        let kind = FieldLine.kind(UnsafeRawBufferPointer(rebasing: head[start..<nameEnd]))
        return FieldLine(
            start: start, nameEnd: nameEnd, valueStart: valueStart, valueEnd: valueEnd, end: position + 2, kind: kind)
    }

    private mutating func note(_ line: FieldLine, _ head: UnsafeRawBufferPointer) throws(MessageFault) {
        let value = UnsafeRawBufferPointer(rebasing: head[line.valueStart..<line.valueEnd])
        let isExactName = !head[line.start..<line.nameEnd].contains(UInt8(ascii: "_"))
        switch line.kind {
        case .contentLength:
            // RFC 9112 §6.3 lets identical repeats pass; a reader that does not might see another message.
            guard isExactName, contentLength == nil, let length = Bytes.decimal(value) else { throw .contentLength }
            contentLength = length
        case .transferEncoding:
            guard isExactName, !isChunked, Bytes.equal(value, "chunked") else { throw .transferEncoding }
            isChunked = true
        case .host:
            hostCount += 1
            isHostClean = isHostClean && isExactName && value.allSatisfy(FieldSection.isHostByte)
        case .connection: try noteOptions(line.valueStart, value)
        case .te: acceptsTrailers = acceptsTrailers || Bytes.equal(value, "trailers")
        default: break
        }
    }

    private mutating func noteOptions(_ offset: Int, _ value: UnsafeRawBufferPointer) throws(MessageFault) {
        var start = 0
        while start <= value.count {
            let end = value[start...].firstIndex(of: UInt8(ascii: ",")) ?? value.count
            let option = Bytes.trimmed(UnsafeRawBufferPointer(rebasing: value[start..<end]))
            if Bytes.equal(option, "close") {
                closes = true
            } else if Bytes.equal(option, "keep-alive") {
                keepsAlive = true
            } else if !option.isEmpty {
                guard options.count < FieldSection.connectionOptionsMax else { throw .connectionOptions }
                let skipped = (start..<end).first { value[$0] != Bytes.space && value[$0] != Bytes.tab } ?? start
                options.append(offset + skipped..<offset + skipped + option.count)
            }
            start = end + 1
        }
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "~"), UInt8(ascii: "%"):
            true
        default: false
        }
    }

    /// Whether `Connection` lists the header.
    func lists(_ line: FieldLine, _ head: UnsafeRawBufferPointer) -> Bool {
        guard !options.isEmpty else { return false }
        let length = line.nameEnd - line.start
        return options.contains { option in
            option.count == length
                && zip(option, line.start..<line.nameEnd).allSatisfy {
                    Bytes.folded(head[$0]) == Bytes.folded(head[$1])
                }
        }
    }

    /// The value of the only line of that kind; `nil` when there is none, or more than one.
    func onlyValue(_ kind: FieldLine.Kind) -> Range<Int>? {
        var found: Range<Int>?
        for line in lines where line.kind == kind {
            guard found == nil else { return nil }
            found = line.valueStart..<line.valueEnd
        }
        return found
    }

    func contains(_ kind: FieldLine.Kind) -> Bool { lines.contains { $0.kind == kind } }
}
