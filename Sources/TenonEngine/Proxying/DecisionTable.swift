// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenonDomain

/// What was decided for a token and a connection, as long as nothing has changed.
final class DecisionTable: Sendable {
    static let entriesMax = 10_000
    /// How long a decision stands at most; then it is made anew, and the token's last use is noted again.
    static let lifetime: Duration = .seconds(30)

    struct Key: Hashable, Sendable {
        let token: ProxyToken
        let connectionID: ConnectionID
    }

    /// The state of the world in which a decision was made.
    struct Epoch: Hashable, Sendable {
        let changes: UInt64
        let definitions: Int
    }

    private struct Entry {
        let grant: ProxyGrant
        let epoch: Epoch
        let endsAt: Timestamp
    }

    private let entries = Mutex<[Key: Entry]>([:])

    var count: Int { entries.withLock { $0.count } }

    func grant(for key: Key, epoch: Epoch, now: Timestamp) -> ProxyGrant? {
        entries.withLock { entries in
            guard let entry = entries[key] else { return nil }
            guard entry.epoch == epoch, now < entry.endsAt else {
                entries[key] = nil
                return nil
            }
            return entry.grant
        }
    }

    /// Remembers a decision; `endsAt` is the token's end, if it has one.
    func set(_ grant: ProxyGrant, for key: Key, epoch: Epoch, now: Timestamp, endsAt: Timestamp?) {
        let limit = now.advanced(by: DecisionTable.lifetime)
        let entry = Entry(grant: grant, epoch: epoch, endsAt: endsAt.map { min($0, limit) } ?? limit)
        entries.withLock { entries in
            if entries.count >= DecisionTable.entriesMax, entries[key] == nil {
                entries = entries.filter { $0.value.epoch == epoch && now < $0.value.endsAt }
                // All are in use: whichever goes is asked for again.
                if entries.count >= DecisionTable.entriesMax, let any = entries.keys.first { entries[any] = nil }
            }
            entries[key] = entry
        }
    }
}
