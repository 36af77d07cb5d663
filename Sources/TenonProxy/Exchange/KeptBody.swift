// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// A request's body until it is sent, and afterwards as long as it may have to be sent again.
///
/// The bytes are copied into one buffer, because a small piece would keep all of the buffer it came in.
struct KeptBody {
    private let bytesMax: Int
    private var bytes = ByteBuffer()
    /// How much of `bytes` this attempt has sent.
    private var sentBytes = 0
    /// Whether everything is still there.
    private(set) var isReplayable = true
    private(set) var isComplete: Bool
    private(set) var trailer: ByteBuffer?
    private(set) var receivedBytes: Int64 = 0

    /// A body of which it is known that it is too long is not kept from the start.
    init(bytesMax: Int, length: Int64?, isComplete: Bool) {
        self.bytesMax = bytesMax
        self.isComplete = isComplete
        if let length, length > bytesMax { isReplayable = false }
    }

    var unsentBytes: Int { bytes.readableBytes - sentBytes }

    /// Adds a piece that is not sent yet.
    mutating func append(_ part: ByteBuffer) {
        var part = part
        receivedBytes += Int64(part.readableBytes)
        bytes.writeBuffer(&part)
        if bytes.readableBytes > bytesMax { isReplayable = false }
    }

    /// Notes a piece that goes out at once, when nothing waits before it.
    mutating func pass(_ part: ByteBuffer) {
        receivedBytes += Int64(part.readableBytes)
        guard isReplayable else { return }
        guard bytes.readableBytes + part.readableBytes <= bytesMax else {
            isReplayable = false
            bytes = ByteBuffer()
            sentBytes = 0
            return
        }
        var copy = part
        bytes.writeBuffer(&copy)
        sentBytes = bytes.readableBytes
    }

    /// What is to be sent now, if anything.
    mutating func takeUnsent() -> ByteBuffer? {
        guard unsentBytes > 0, let part = bytes.getSlice(at: bytes.readerIndex + sentBytes, length: unsentBytes) else {
            return nil
        }
        if isReplayable {
            sentBytes = bytes.readableBytes
        } else {
            bytes = ByteBuffer()
            sentBytes = 0
        }
        return part
    }

    mutating func complete(trailer: ByteBuffer?) {
        isComplete = true
        self.trailer = trailer
    }

    /// All of it, once it is complete and as long as it is kept.
    var whole: ByteBuffer? { isComplete && isReplayable ? bytes : nil }

    /// Takes everything for sent: it goes out in another form.
    mutating func markSent() { sentBytes = bytes.readableBytes }

    /// Makes everything unsent again.
    mutating func rewind() { sentBytes = 0 }
}
