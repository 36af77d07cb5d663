// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain

extension DataKeyRotation {
    /// How far sealing again has come, in rows.
    package struct Progress: Sendable, Hashable {
        package fileprivate(set) var done: Int
        package fileprivate(set) var total: Int
    }

    /// What became of the secrets under old keys.
    package struct Outcome: Sendable, Hashable {
        /// How many rows are sealed with the active key now.
        package fileprivate(set) var resealed = 0
        /// The first ``damagedMax`` of the rows that do not open, because they were changed or moved; they stay as they are.
        package fileprivate(set) var damaged: [SealedRow] = []
        package fileprivate(set) var damagedCount = 0

        /// Whether nothing is in the way of dropping the old keys.
        package var isWhole: Bool { damagedCount == 0 }
    }

    /// Seals again, with the active keys, everything that is sealed with old ones.
    package func finish(
        in team: TeamID? = nil, progress: @Sendable (Progress) -> Void = { _ in }
    ) async throws -> Outcome {
        var count = Progress(done: 0, total: 0)
        try await forEachKey(in: team, isActive: false) { page in
            count.total += page.reduce(0) { $0 + $1.rows }
        }
        progress(count)
        var outcome = Outcome()
        // After that no server seals with a key that was replaced before.
        let deadline = ContinuousClock.now + SealerCache.lifetime
        try await forEachKey(in: team, isActive: false) { page in
            for key in page where key.rows > 0 || key.unusedSince == nil {
                let before = count.done
                var walk = try await walk(key) { done in
                    count.done = before + done
                    count.total = max(count.total, count.done)
                    progress(count)
                }
                while try await !isDone(with: key, after: walk), ContinuousClock.now < deadline {
                    try await Task.sleep(for: Self.pause)
                    let resealed = walk.resealed
                    walk = try await self.walk(key) { _ in }
                    walk.resealed += resealed
                }
                outcome.add(walk)
            }
        }
        return outcome
    }

    /// One way through what is sealed with a key.
    fileprivate struct Walk {
        var resealed = 0
        var damaged: [SealedRow] = []
        var damagedCount = 0
        /// Rows where something else was stored meanwhile, maybe with the old key.
        var overtaken = 0
    }

    private func walk(_ key: DataKeyUsage, _ progress: (_ done: Int) -> Void) async throws -> Walk {
        let sealer = try await vault.newestSealer(for: key.teamID)
        var walk = Walk()
        var (done, last) = (0, SealedRow?.none)
        while true {
            try Task.checkCancellation()
            let page = try await store.rows(under: key.id, after: last, limit: Self.pageSize)
            var changes: [(row: SealedRow, secret: SealedSecret)] = []
            for row in page {
                do {
                    let clear = try await vault.open(row.secret, team: row.teamID, in: row.place)
                    changes.append((row, try sealer.seal(clear, in: row.place, version: row.secret.version)))
                } catch VaultError.secretDoesNotOpen {
                    walk.damagedCount += 1
                    if walk.damaged.count < Self.damagedMax { walk.damaged.append(row) }
                }
            }
            let changed = changes.isEmpty ? 0 : try await store.reseal(changes)
            walk.resealed += changed
            walk.overtaken += changes.count - changed
            done += page.count
            progress(done)
            guard page.count == Self.pageSize else { return walk }
            last = page.last
        }
    }

    /// Whether the key needs no other walk: nothing needs it any more, or only what does not open.
    private func isDone(with key: DataKeyUsage, after walk: Walk) async throws -> Bool {
        if walk.damagedCount > 0 { return walk.overtaken == 0 }
        return try await store.noteUnused(key.id, of: key.teamID, at: clock.now())
    }
}

extension DataKeyRotation.Outcome {
    fileprivate mutating func add(_ walk: DataKeyRotation.Walk) {
        resealed += walk.resealed
        damagedCount += walk.damagedCount
        damaged += walk.damaged.prefix(DataKeyRotation.damagedMax - damaged.count)
    }
}
