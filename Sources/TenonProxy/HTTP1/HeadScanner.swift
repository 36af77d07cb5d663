// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Finds the end of a head, or of a trailer, in bytes that arrive in pieces; no byte is looked at twice.
struct HeadScanner {
    enum Step: Hashable {
        case incomplete
        /// The head is that long, its empty line included.
        case complete(Int)
        case fault(MessageFault)
    }

    private var scanned = 0
    private var lineStart = 0

    /// `bytes` are those of the last time, and perhaps more.
    mutating func scan(_ bytes: UnsafeRawBufferPointer, bytesMax: Int) -> Step {
        guard let base = bytes.baseAddress else { return .incomplete }
        while scanned < bytes.count, let found = memchr(base + scanned, 0x0A, bytes.count - scanned) {
            let end = base.distance(to: UnsafeRawPointer(found))
            guard end > 0, bytes[end - 1] == Bytes.carriageReturn else { return .fault(.lineEnd) }
            guard end < bytesMax else { return .fault(.headTooLarge) }
            scanned = end + 1
            if end - 1 == lineStart { return .complete(end + 1) }
            lineStart = end + 1
        }
        scanned = bytes.count
        return bytes.count > bytesMax ? .fault(.headTooLarge) : .incomplete
    }
}
