// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Keeps processes that use one key ring out of each other's way, for as long as the value lives.
///
/// Without it two rotations at a time would lose one's key, and a key could be retired while a server that runs wraps
/// a new data key with it: both would lose secrets for good. An advisory lock on the ring's directory, because the file
/// itself is replaced and the directory need not be writable; the kernel releases it when the process ends.
final class KeyRingLock: Sendable {
    enum Kind: Sendable {
        /// For what needs the ring to stay as it is.
        case shared
        /// For what changes the ring.
        case exclusive
    }

    /// How often the lock is tried before its holder is taken for stuck, and how long between.
    private static let attemptsMax = 250
    private static let pause = Duration.milliseconds(20)

    private let descriptor: Int32

    /// Waits for the lock, at most for five seconds.
    ///
    /// - Throws: ``VaultError`` `keyRingBusy`, or `keyRingUnreadable` when the directory cannot be opened.
    init(directoryOf path: String, _ kind: Kind) async throws {
        let directory = URL(filePath: path).deletingLastPathComponent().path
        // Kept in the property only when it is locked: `deinit` runs for whatever is complete.
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw VaultError.keyRingUnreadable(path: path, errno: errno)
        }
        do {
            try await KeyRingLock.lock(descriptor, path: path, kind)
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    private static func lock(_ descriptor: Int32, path: String, _ kind: Kind) async throws {
        let operation = (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB
        for _ in 0..<attemptsMax {
            if flock(descriptor, operation) == 0 { return }
            try await Task.sleep(for: pause)
        }
        throw VaultError.keyRingBusy(path: path)
    }

    deinit { close(descriptor) }
}
