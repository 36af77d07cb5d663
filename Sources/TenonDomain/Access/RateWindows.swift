// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

/// What the rate limit says about one request.
package struct RateDecision: Hashable, Sendable {
    package let isAdmitted: Bool
    package let limit: Int
    package let remaining: Int
    /// The end of the window, in seconds since 1970, rounded up.
    package let resetSeconds: Int64
    /// How long to wait until then, at least a second.
    package let retryAfter: Duration
}

/// Counts requests in fixed windows, one for each who is counted, opened by its first request.
///
/// A pure value: it is told the time.
package struct RateWindows<Counted: Hashable & Sendable>: Sendable {
    /// How long a window is open, unless another length was given.
    package static var length: Duration { .seconds(60) }
    /// How many windows are remembered; the oldest is forgotten for a new one.
    package static var windowsMax: Int { 10_000 }

    private struct Window {
        let opened: Timestamp
        let end: Timestamp
        var count: Int

        init(opened: Timestamp, length: Duration) {
            self.opened = opened
            end = opened.advanced(by: length)
            count = 0
        }

        func isOpen(at now: Timestamp) -> Bool { opened <= now && now < end }
    }

    private let length: Duration
    private let windowsMax: Int
    private var windows: [Counted: Window] = [:]

    package init(length: Duration = RateWindows.length, windowsMax: Int = RateWindows.windowsMax) {
        precondition(windowsMax > 0, "at least one is counted")
        self.length = length
        self.windowsMax = windowsMax
    }

    /// How many windows are remembered.
    package var count: Int { windows.count }

    /// Counts a request, if no more than `limit` have come in the window.
    ///
    /// A clock that was set back closes the window: nobody waits longer than a window's length.
    package mutating func requestArrived(from counted: Counted, limit: Int, at now: Timestamp) -> RateDecision {
        var window = windows[counted] ?? Window(opened: now, length: length)
        if !window.isOpen(at: now) { window = Window(opened: now, length: length) }
        let isAdmitted = window.count < limit
        if isAdmitted { window.count += 1 }
        if windows[counted] == nil, windows.count >= windowsMax { makeRoom(at: now) }
        windows[counted] = window
        let wait = window.end.milliseconds - now.milliseconds
        return RateDecision(
            isAdmitted: isAdmitted, limit: limit, remaining: limit - window.count,
            resetSeconds: (window.end.milliseconds + 999) / 1000, retryAfter: .seconds(max(1, (wait + 999) / 1000)))
    }

    /// Forgets what was counted for one of them.
    package mutating func forget(_ counted: Counted) { windows[counted] = nil }

    /// Forgets windows that are closed, or the oldest when none is.
    private mutating func makeRoom(at now: Timestamp) {
        windows = windows.filter { $0.value.isOpen(at: now) }
        guard windows.count >= windowsMax, let oldest = windows.min(by: { $0.value.opened < $1.value.opened }) else {
            return
        }
        windows[oldest.key] = nil
    }
}
