// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// How a message says where its body ends.
enum BodyFraming: Hashable {
    case none
    case length(Int64)
    case chunked
    case untilClose
}

/// Takes a body out of the bytes of a connection; holds none of them back but a part of a chunk's first line.
struct BodyDecoder {
    enum Event: Equatable {
        case data(ByteBuffer)
        /// The body is complete; the bytes behind it are left. A trailer comes with its empty line.
        case end(trailer: ByteBuffer?)
        case needsMore
        case fault(MessageFault)
    }

    /// A chunk's first line, extensions included.
    static let chunkLineBytesMax = 256
    /// All extensions of a body; they are dropped.
    static let extensionBytesMax = 16 << 10
    static let trailerBytesMax = 16 << 10

    private enum State {
        case length(Int64)
        case untilClose
        case chunkLine
        case chunkData(Int64)
        case chunkEnd
        case trailer
        case done
        case failed(MessageFault)
    }

    private var state: State
    private var scanner = HeadScanner()
    private var extensionBytes = 0

    init(_ framing: BodyFraming) {
        state =
            switch framing {
            case .none: .done
            case .length(let length): length > 0 ? .length(length) : .done
            case .chunked: .chunkLine
            case .untilClose: .untilClose
            }
    }

    var isComplete: Bool {
        guard case .done = state else { return false }
        return true
    }

    /// Whether the end of the connection is the end of the body.
    var endsWithConnection: Bool {
        guard case .untilClose = state else { return false }
        return true
    }

    mutating func next(_ buffer: inout ByteBuffer) -> Event {
        while true {
            switch state {
            case .done: return .end(trailer: nil)
            case .failed(let fault): return .fault(fault)
            case .untilClose: return take(buffer.readableBytes, from: &buffer)
            case .length(let remaining):
                let event = take(Int(min(remaining, Int64(buffer.readableBytes))), from: &buffer)
                guard case .data(let part) = event else { return event }
                let rest = remaining - Int64(part.readableBytes)
                state = rest == 0 ? .done : .length(rest)
                return event
            case .chunkData(let remaining):
                let event = take(Int(min(remaining, Int64(buffer.readableBytes))), from: &buffer)
                guard case .data(let part) = event else { return event }
                let rest = remaining - Int64(part.readableBytes)
                state = rest == 0 ? .chunkEnd : .chunkData(rest)
                return event
            case .chunkEnd:
                guard buffer.readableBytes >= 2 else { return .needsMore }
                guard buffer.readInteger(as: UInt16.self) == 0x0D0A else { return fail(.chunk) }
                state = .chunkLine
            case .chunkLine:
                guard let event = readChunkLine(&buffer) else { continue }
                return event
            case .trailer: return readTrailer(&buffer)
            }
        }
    }

    private mutating func fail(_ fault: MessageFault) -> Event {
        state = .failed(fault)
        return .fault(fault)
    }

    private func take(_ count: Int, from buffer: inout ByteBuffer) -> Event {
        guard count > 0, let part = buffer.readSlice(length: count) else { return .needsMore }
        return .data(part)
    }

    /// `nil` when the line was read.
    private mutating func readChunkLine(_ buffer: inout ByteBuffer) -> Event? {
        var (size, digits): (Int64, Int) = (0, 0)
        let length = buffer.withUnsafeReadableBytes { bytes -> Int? in
            var position = 0
            while position < bytes.count, let digit = Bytes.hexValue(bytes[position]) {
                guard digits < 15 else { return -1 }
                size = size << 4 | Int64(digit)
                (digits, position) = (digits + 1, position + 1)
            }
            guard position < bytes.count else { return nil }
            guard digits > 0 else { return -1 }
            if bytes[position] == UInt8(ascii: ";") {
                while position < bytes.count, Bytes.isFieldContent(bytes[position]) { position += 1 }
            }
            if position > BodyDecoder.chunkLineBytesMax { return -1 }
            guard position < bytes.count else { return nil }
            guard bytes[position] == Bytes.carriageReturn else { return -1 }
            guard position + 1 < bytes.count else { return nil }
            return bytes[position + 1] == Bytes.lineFeed ? position + 2 : -1
        }
        guard let length else { return .needsMore }
        extensionBytes += max(0, length - digits - 2)
        guard length > 0, extensionBytes <= BodyDecoder.extensionBytesMax else { return fail(.chunk) }
        buffer.moveReaderIndex(forwardBy: length)
        if size == 0 {
            scanner = HeadScanner()
            state = .trailer
        } else {
            state = .chunkData(size)
        }
        return nil
    }

    private mutating func readTrailer(_ buffer: inout ByteBuffer) -> Event {
        let step = buffer.withUnsafeReadableBytes { scanner.scan($0, bytesMax: BodyDecoder.trailerBytesMax) }
        switch step {
        case .incomplete: return .needsMore
        case .fault: return fail(.trailer)
        case .complete(let length):
            state = .done
            guard length > 2 else {
                buffer.moveReaderIndex(forwardBy: length)
                return .end(trailer: nil)
            }
            return .end(trailer: buffer.readSlice(length: length))
        }
    }
}
