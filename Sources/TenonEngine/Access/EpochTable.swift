// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TenonDomain

/// What was found out, as long as nothing has changed: an entry counts in the epoch in which it was made, and for a time.
package final class EpochTable<Key: Hashable & Sendable, Epoch: Hashable & Sendable, Value: Sendable>: Sendable {
    /// How many entries are kept.
    package static var entriesMax: Int { 10_000 }
    /// How long an entry stands at most; then it is made anew, and the token's last use is noted again.
    package static var lifetime: Duration { .seconds(30) }

    private struct Entry {
        let value: Value
        let epoch: Epoch
        let endsAt: Timestamp
    }

    private let entries = Mutex<[Key: Entry]>([:])

    package init() {}

    package var count: Int { entries.withLock { $0.count } }

    package func value(for key: Key, epoch: Epoch, now: Timestamp) -> Value? {
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
    package func set(_ value: Value, for key: Key, epoch: Epoch, now: Timestamp, endsAt: Timestamp?) {
        let limit = now.advanced(by: Self.lifetime)
        let entry = Entry(value: value, epoch: epoch, endsAt: endsAt.map { min($0, limit) } ?? limit)
        entries.withLock { entries in
            if entries.count >= Self.entriesMax, entries[key] == nil {
                entries = entries.filter { $0.value.epoch == epoch && now < $0.value.endsAt }
                // Where all are in use, some go and are asked for again: a tenth, because to make room for one at a
                // time would be to walk through all of them each time.
                let surplus = max(0, entries.count - Self.entriesMax * 9 / 10)
                for any in Array(entries.keys.prefix(surplus)) { entries[any] = nil }
            }
            entries[key] = entry
        }
    }
}
