// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Synchronization

/// Takes finished lines.
package protocol LogSink: Sendable {
    /// Writes the line and a line break, whole or not at all as seen by other writers of this process.
    func write(line: [UInt8])
}

/// Standard error.
///
/// One write a line under a lock, so that lines of different threads do not mix. A write that fails is given up: there
/// is nowhere left to say so.
package final class StandardErrorSink: LogSink {
    private let lock = Mutex(())

    package init() {}

    package func write(line: [UInt8]) {
        let bytes = line + [0x0A]
        lock.withLock { _ in
            bytes.withUnsafeBytes { buffer in
                var rest = buffer[...]
                while !rest.isEmpty {
                    let count = Foundation.write(
                        STDERR_FILENO, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { return }
                    rest = rest.dropFirst(count)
                }
            }
        }
    }
}
