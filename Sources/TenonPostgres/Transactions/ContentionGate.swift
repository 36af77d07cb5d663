// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// Lets writes run, as many at a time as do not get in each other's way.
final class ContentionGate: Sendable {
    private let room: WaitingRoom<ContentionMachine<CheckedContinuation<Void, any Error>>>

    init(runningMax: Int, waitersMax: Int) {
        room = WaitingRoom(ContentionMachine(runningMax: runningMax, waitersMax: waitersMax))
    }

    /// Waits for the turn; a task that is cancelled while it waits leaves the queue at once.
    func enter(isRepeat: Bool) async throws {
        try await room.enter(
            refusal: TenonError(.unavailable, "Too many changes are waiting to be written.")
        ) { machine, id, waiter in
            machine.enter(id: id, waiter: waiter, isRepeat: isRepeat)
        }
    }

    func leave(hadConflict: Bool) { room.leave { $0.leave(hadConflict: hadConflict) } }
}
