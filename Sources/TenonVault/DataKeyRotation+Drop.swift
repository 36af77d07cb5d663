// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

extension DataKeyRotation {
    /// Why an old key stays.
    package enum Need: Sendable, Hashable {
        /// Rows are sealed with it.
        case rows(Int)
        /// A server may still use it, until then.
        case rest(until: Timestamp)
    }

    /// What became of the old keys.
    package struct Drop: Sendable, Hashable {
        package fileprivate(set) var dropped: [DataKeyUsage] = []
        package fileprivate(set) var kept: [Kept] = []

        package struct Kept: Sendable, Hashable {
            package let key: DataKeyUsage
            package let need: Need
        }
    }

    /// Deletes the old keys that nothing needs and nobody may use any more.
    ///
    /// What they sealed, and is left in free pages or logs of the database, opens no more, with whichever root key.
    package func drop(in team: TeamID? = nil, actor: AuditActor) async throws -> Drop {
        var drop = Drop()
        try await forEachKey(in: team, isActive: false) { page in
            for key in page {
                if let need = try await need(of: key, actor: actor) {
                    drop.kept.append(Drop.Kept(key: key, need: need))
                } else {
                    drop.dropped.append(key)
                }
            }
        }
        return drop
    }

    /// Drops the key, or says why not.
    private func need(of key: DataKeyUsage, actor: AuditActor) async throws -> Need? {
        guard key.rows == 0 else { return .rows(key.rows) }
        let now = clock.now()
        guard let unusedSince = key.unusedSince, let restEnds = key.restEnds else {
            let isUnused = try await store.noteUnused(key.id, of: key.teamID, at: now)
            return isUnused ? .rest(until: now.advanced(by: Self.restBeforeDrop)) : .rows(1)
        }
        guard restEnds <= now else { return .rest(until: restEnds) }
        do {
            let audit = Self.audit(.dataKeyDropped, of: key, naming: key.id, [:], actor, now)
            return try await store.drop(key.id, of: key.teamID, unusedSince: unusedSince, audit: audit) ? nil : .rows(1)
        } catch let error as TenonError where error.code == .conflict {
            // Somebody sealed with it at the same moment.
            return .rows(1)
        }
    }
}

extension DataKeyUsage {
    /// From when the old key may be dropped; `nil` for an active one, and while something needs it.
    package var restEnds: Timestamp? {
        guard !isActive, rows == 0 else { return nil }
        return unusedSince?.advanced(by: DataKeyRotation.restBeforeDrop)
    }
}
