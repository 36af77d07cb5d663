// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// The idle channels of one event loop.
final class UpstreamPool {
    private let perHostMax: Int
    private let totalMax: Int
    /// The one used last stands last, and is taken first.
    private var idle: [UpstreamKey: [UpstreamHandler]] = [:]
    private(set) var idleCount = 0
    private var isShutDown = false

    init(perHostMax: Int, totalMax: Int) {
        self.perHostMax = perHostMax
        self.totalMax = totalMax
    }

    func take(_ key: UpstreamKey) -> UpstreamHandler? {
        while let channel = idle[key]?.popLast() {
            idleCount -= 1
            if channel.isActive { return channel }
        }
        return nil
    }

    /// Keeps the channel for the next exchange, or closes it when there is no room.
    func give(_ channel: UpstreamHandler, now: NIODeadline) {
        guard channel.isActive, !isShutDown, idleCount < totalMax, idle[channel.key, default: []].count < perHostMax
        else {
            channel.close()
            return
        }
        channel.idleSince = now
        idle[channel.key, default: []].append(channel)
        idleCount += 1
    }

    func remove(_ channel: UpstreamHandler) {
        guard let index = idle[channel.key]?.firstIndex(where: { $0 === channel }) else { return }
        idle[channel.key]?.remove(at: index)
        idleCount -= 1
    }

    /// Closes what has been idle since before `deadline`, and forgets hosts without channels.
    func closeIdle(since deadline: NIODeadline) {
        guard !idle.isEmpty else { return }
        let old = idle.values.flatMap { $0 }.filter { $0.idleSince < deadline }
        for channel in old {
            remove(channel)
            channel.close()
        }
        idle = idle.filter { !$0.value.isEmpty }
    }

    func shutDown() {
        isShutDown = true
        closeIdle(since: .distantFuture)
    }
}
