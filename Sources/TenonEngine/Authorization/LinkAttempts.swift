// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenonDomain

/// Counts how often something is entered at a link; each server counts its own.
///
/// Each time a third party is asked, and a link is as good as anybody who has it.
final class LinkAttempts: Sendable {
    static let window = Duration.seconds(15 * 60)
    static let attemptsMax = 20

    private let windows = Mutex(RateWindows<LinkID>(length: LinkAttempts.window))
    private let clock: any WallClock

    init(clock: any WallClock) { self.clock = clock }

    /// Counts an attempt.
    ///
    /// - Throws: ``TenonError`` `rateLimited` when there were too many.
    func check(_ link: LinkID) throws {
        let decision = windows.withLock {
            $0.requestArrived(from: link, limit: LinkAttempts.attemptsMax, at: clock.now())
        }
        guard decision.isAdmitted else {
            throw TenonError(.rateLimited, .tooManyTries, retryAfter: decision.retryAfter)
        }
    }
}
