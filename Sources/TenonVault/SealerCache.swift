// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain

/// Data keys that are unwrapped, for a while.
///
/// Another process may replace a team's key, and drop it later: what is remembered here seals with the old one, and opens
/// with one that was dropped, for ``lifetime`` at most.
struct SealerCache {
    /// How many data keys are kept unwrapped; beyond it they are unwrapped anew.
    static let countMax = 10_000
    /// How long a key is used without asking the database again.
    static let lifetime = Duration.seconds(60)

    private struct Entry<Value> {
        let value: Value
        /// When the database was asked.
        let since: Duration
    }

    private var sealers: [DataKeyID: Entry<Sealer>] = [:]
    private var activeKeys: [TeamID: Entry<DataKeyID>] = [:]

    mutating func sealer(_ id: DataKeyID, at now: Duration) -> Sealer? {
        Self.value(of: id, in: &sealers, at: now)
    }

    mutating func activeSealer(of team: TeamID, at now: Duration) -> Sealer? {
        Self.value(of: team, in: &activeKeys, at: now).flatMap { sealer($0, at: now) }
    }

    /// Remembers what the database was asked for at `since`.
    mutating func remember(_ sealer: Sealer, isActive: Bool, since: Duration) {
        Self.set(sealer, for: sealer.keyID, in: &sealers, since: since)
        if isActive { Self.set(sealer.keyID, for: sealer.team, in: &activeKeys, since: since) }
    }

    private static func value<Key, Value>(
        of key: Key, in entries: inout [Key: Entry<Value>], at now: Duration
    ) -> Value? {
        guard let entry = entries[key] else { return nil }
        if now - entry.since < lifetime { return entry.value }
        entries[key] = nil
        return nil
    }

    private static func set<Key, Value>(
        _ value: Value, for key: Key, in entries: inout [Key: Entry<Value>], since: Duration
    ) {
        if entries.count >= countMax { entries.removeAll(keepingCapacity: true) }
        entries[key] = Entry(value: value, since: since)
    }
}
