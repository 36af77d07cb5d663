// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenonDomain

/// What was found out, as long as nothing has changed: an entry counts in the epoch in which it was made, and for a time.
final class EpochTable<Key: Hashable & Sendable, Epoch: Hashable & Sendable, Value: Sendable>: Sendable {
    /// How many entries are kept.
    static var entriesMax: Int { 10_000 }
    /// How long an entry stands at most; then it is made anew, and the token's last use is noted again.
    static var lifetime: Duration { .seconds(30) }

    private struct Entry {
        let value: Value
        let epoch: Epoch
        let endsAt: Timestamp
    }

    private let entries = Mutex<[Key: Entry]>([:])

    var count: Int { entries.withLock { $0.count } }

    func value(for key: Key, epoch: Epoch, now: Timestamp) -> Value? {
        entries.withLock { entries in
            guard let entry = entries[key] else { return nil }
            guard entry.epoch == epoch, now < entry.endsAt else {
                entries[key] = nil
                return nil
            }
            return entry.value
        }
    }

    /// Remembers a value; `endsAt` is when it stops to be true by itself.
    func set(_ value: Value, for key: Key, epoch: Epoch, now: Timestamp, endsAt: Timestamp?) {
        let limit = now.advanced(by: Self.lifetime)
        let entry = Entry(value: value, epoch: epoch, endsAt: endsAt.map { min($0, limit) } ?? limit)
        entries.withLock { entries in
            if entries.count >= Self.entriesMax, entries[key] == nil {
                entries = entries.filter { $0.value.epoch == epoch && now < $0.value.endsAt }
                // All are in use: whichever goes is asked for again.
                if entries.count >= Self.entriesMax, let any = entries.keys.first { entries[any] = nil }
            }
            entries[key] = entry
        }
    }
}
