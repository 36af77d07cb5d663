// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

extension FieldSection {
    /// Writes the lines that go on, as they stand in `head`.
    ///
    /// They stand beside each other mostly, and neighbours are copied together.
    @inline(__always)
    func copyLines(
        of head: UnsafeRawBufferPointer, to out: inout ByteBuffer, where passes: (FieldLine) -> Bool
    ) {
        var start = -1
        var end = -1
        for line in lines where passes(line) {
            if line.start != end {
                if start >= 0 { out.writeBytes(head[start..<end]) }
                start = line.start
            }
            end = line.end
        }
        if start >= 0 { out.writeBytes(head[start..<end]) }
    }
}
