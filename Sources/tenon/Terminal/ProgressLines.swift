// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Tells how far something has come, on standard error, about once a second.
final class ProgressLines: Sendable {
    private static let pause = Duration.seconds(1)

    private let last: Mutex<ContinuousClock.Instant> = Mutex(.now)

    func show(_ line: @autoclosure () -> String) {
        let isDue = last.withLock { last in
            guard ContinuousClock.now - last >= Self.pause else { return false }
            last = .now
            return true
        }
        if isDue { Output.note(line()) }
    }
}
