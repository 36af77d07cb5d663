// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A credential, or any other text that must not be seen.
///
/// It cannot be printed, encoded, compared or logged; its bytes are overwritten when the last copy goes. What
/// ``reveal()`` returns is an ordinary string that Swift may copy, so it is called only where bytes leave the process
/// or enter a cipher.
package struct Secret: Sendable {
    private let storage: Storage

    package init(_ text: String) { storage = Storage(text.utf8) }

    package init(bytes: some Collection<UInt8>) { storage = Storage(bytes) }

    /// How many bytes the clear text has.
    package var count: Int { storage.buffer.count }

    package var isEmpty: Bool { storage.buffer.isEmpty }

    /// The clear text; bytes that are no UTF-8 are replaced by U+FFFD.
    package func reveal() -> String { String(decoding: storage.buffer, as: UTF8.self) }

    /// Lends the clear bytes for the time of `body`; they must not escape it.
    package func withRevealedBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(UnsafeRawBufferPointer(storage.buffer))
    }

    /// Owns the bytes and overwrites them at the end.
    ///
    /// `@unchecked`: the buffer is written in `init` and `deinit` only.
    private final class Storage: @unchecked Sendable {
        let buffer: UnsafeMutableRawBufferPointer

        init(_ bytes: some Collection<UInt8>) {
            buffer = .allocate(byteCount: bytes.count, alignment: 1)
            buffer.copyBytes(from: bytes)
        }

        deinit {
            overwrite()
            buffer.deallocate()
        }

        /// By the functions that no compiler takes out because nobody reads what they wrote.
        private func overwrite() {
            guard let start = buffer.baseAddress else { return }
            #if canImport(Darwin)
                memset_s(start, buffer.count, 0, buffer.count)
            #else
                explicit_bzero(start, buffer.count)
            #endif
        }
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
