// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

import TenonDomain

/// Holds requests back until there is room for them.
final class Gate: Sendable {
    private let room: WaitingRoom<GateMachine<CheckedContinuation<Void, any Error>>>

    init(limits: GateLimits) { room = WaitingRoom(GateMachine(limits: limits)) }

    /// Runs `body` with a slot for `host`.
    ///
    /// A task that is cancelled while it waits leaves the queue at once.
    func withSlot<Result: Sendable>(host: String, _ body: () async throws -> Result) async throws -> Result {
        try await room.enter(refusal: OutboundFailure.busy) { machine, id, waiter in
            machine.enter(host: host, id: id, waiter: waiter)
        }
        defer { room.leave { [$0.leave(host: host)].compactMap { $0 } } }
        return try await body()
    }
}
