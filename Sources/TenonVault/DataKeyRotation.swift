// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

package import TenonDomain
internal import TenonJSON

/// Gives teams new data keys, seals with them what older ones sealed, and drops those.
///
/// It works beside running servers, in small transactions, and may be cut short anywhere: what is left to do is told by
/// the keys themselves. A secret that somebody stores meanwhile is never overwritten by an older one.
package struct DataKeyRotation: Sendable {
    /// How many keys are replaced, and rows sealed again, in one transaction.
    package static let pageSize = 200
    /// How long an old key rests between the moment when nothing needed it any more and its end.
    ///
    /// Much longer than a server remembers it (``SealerCache/lifetime``): one that has not heard of its successor seals
    /// with it, and what was read before it was sealed again is still on its way to be opened.
    package static let restBeforeDrop = Duration.seconds(600)
    /// How many damaged rows a report names; the others are only counted.
    package static let damagedMax = 100
    /// How long is waited before looking again for what a server sealed with an old key meanwhile.
    static let pause = Duration.seconds(1)

    let vault: Vault
    let store: any DataKeyRotationStore
    let clock: any WallClock

    package init(vault: Vault, store: any DataKeyRotationStore, clock: any WallClock) {
        self.vault = vault
        self.store = store
        self.clock = clock
    }

    /// Every data key, by team.
    package func usage(in team: TeamID? = nil) async throws -> [DataKeyUsage] {
        var all: [DataKeyUsage] = []
        try await forEachKey(in: team, isActive: nil) { all += $0 }
        return all
    }

    /// Calls `body` with the keys of that team, or of all, a page at a time, in the order of the teams.
    func forEachKey(
        in team: TeamID?, isActive: Bool?, _ body: ([DataKeyUsage]) async throws -> Void
    ) async throws {
        var last: DataKeyUsage?
        while true {
            let page = try await store.usage(of: team, isActive: isActive, after: last, limit: Self.pageSize)
            try await body(page)
            guard page.count == Self.pageSize else { return }
            last = page.last
        }
    }

    static func audit(
        _ action: AuditAction, of key: DataKeyUsage, naming id: DataKeyID, _ details: JSONObject, _ actor: AuditActor,
        _ now: Timestamp
    ) -> AuditDraft {
        AuditDraft(
            organizationID: key.organizationID, teamID: key.teamID, action: action, actor: actor,
            subject: "data-key:\(id)", details: details, at: now)
    }
}
