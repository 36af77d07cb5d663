// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

extension DataKeyRotation {
    /// What a rotation began with.
    package struct Beginning: Sendable, Hashable {
        /// How many teams have a new key.
        package let newKeys: Int
        /// Whether an earlier rotation had not come to its end, and is gone on with instead of beginning another.
        package let isContinued: Bool

        package init(newKeys: Int, isContinued: Bool) {
            self.newKeys = newKeys
            self.isContinued = isContinued
        }
    }

    /// Makes a new data key active for that team, or for all.
    ///
    /// While secrets of an earlier rotation are still to be sealed again, only teams that it did not come to get one,
    /// unless `evenIfUnfinished`.
    package func begin(
        in team: TeamID? = nil, evenIfUnfinished: Bool = false, actor: AuditActor
    ) async throws -> Beginning {
        let earlier = try await evenIfUnfinished ? nil : beginningOfUnfinished(in: team)
        let now = clock.now()
        var newKeys = 0
        var lastTeam: TeamID?
        try await forEachKey(in: team, isActive: true) { page in
            // A key that was made a page ago may be met again.
            let due = page.filter { key in
                key.teamID != lastTeam && (earlier.map { key.createdAt < $0 } ?? true)
            }
            lastTeam = page.last?.teamID ?? lastTeam
            if !due.isEmpty { newKeys += try await replace(due, actor: actor, at: now) }
        }
        return Beginning(newKeys: newKeys, isContinued: earlier != nil)
    }

    /// When a rotation began that has not come to its end: all its keys are of that moment.
    private func beginningOfUnfinished(in team: TeamID?) async throws -> Timestamp? {
        var teams: Set<TeamID> = []
        try await forEachKey(in: team, isActive: false) { page in
            teams.formUnion(page.filter { $0.unusedSince == nil }.map(\.teamID))
        }
        guard !teams.isEmpty else { return nil }
        var earliest: Timestamp?
        try await forEachKey(in: team, isActive: true) { page in
            let found = page.filter { teams.contains($0.teamID) }.map(\.createdAt).min()
            earliest = [earliest, found].compactMap(\.self).min()
        }
        return earliest
    }

    private func replace(_ keys: [DataKeyUsage], actor: AuditActor, at now: Timestamp) async throws -> Int {
        try await vault.whileRingStays {
            try await store.replaceActive(
                try keys.map { old in
                    let new = try vault.newDataKey(for: old.teamID, at: now)
                    let audit = Self.audit(
                        .dataKeyRotated, of: old, naming: new.id, ["replaces": .string(old.id.rawValue)], actor, now)
                    return (key: new, replaced: old.id, audit: audit)
                }
            ).count
        }
    }
}
