// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonVault

/// How far sealing again has come, in secrets.
package struct ResealProgress: Sendable {
    package let done: Int
    package let total: Int

    init(_ progress: DataKeyRotation.Progress) { (done, total) = (progress.done, progress.total) }
}

/// A secret that does not open: it was changed, or moved from another place.
package struct DamagedSecret: Sendable {
    package let table: String
    /// What names the row in its table.
    package let row: String
    package let team: Int64
    package let dataKey: String

    init(_ row: SealedRow) {
        table = row.table
        self.row = row.place.row
        team = row.teamID.rawValue
        dataKey = row.secret.keyID.rawValue
    }
}

/// A data key and what it is needed for.
package struct DataKeyLine: Sendable {
    package let id: String
    package let team: Int64
    /// ISO 8601.
    package let createdAt: String
    package let isActive: Bool
    /// How many secrets are sealed with it.
    package let secrets: Int
    /// ISO 8601: from when the old key may be dropped; `nil` for one that is active or needed.
    package let droppableFrom: String?

    init(_ usage: DataKeyUsage) {
        id = usage.id.rawValue
        team = usage.teamID.rawValue
        createdAt = usage.createdAt.iso8601
        isActive = usage.isActive
        secrets = usage.rows
        droppableFrom = usage.restEnds?.iso8601
    }
}

/// What a rotation of data keys did.
package struct DataKeyReport: Sendable {
    package let newKeys: Int
    /// Whether an earlier rotation, which had been cut short, was gone on with.
    package let isContinued: Bool
    package let resealed: Int
    /// The first of those that do not open, and how many there are.
    package let damaged: [DamagedSecret]
    package let damagedCount: Int
    package let oldKeys: Int
    /// ISO 8601: from when all old keys that nothing needs may be dropped; `nil` when there is none.
    package let droppableFrom: String?

    init(_ beginning: DataKeyRotation.Beginning, _ outcome: DataKeyRotation.Outcome, _ keys: [DataKeyUsage]) {
        newKeys = beginning.newKeys
        isContinued = beginning.isContinued
        resealed = outcome.resealed
        damaged = outcome.damaged.map(DamagedSecret.init)
        damagedCount = outcome.damagedCount
        oldKeys = keys.count { !$0.isActive }
        droppableFrom = keys.compactMap(\.restEnds).max()?.iso8601
    }
}

/// What became of the old data keys.
package struct DataKeyDropReport: Sendable {
    /// An old key that stays, and why.
    package struct Kept: Sendable {
        package let key: DataKeyLine
        package let reason: String
    }

    package let resealed: Int
    package let damaged: [DamagedSecret]
    package let damagedCount: Int
    package let dropped: [DataKeyLine]
    package let kept: [Kept]

    init(_ outcome: DataKeyRotation.Outcome, _ drop: DataKeyRotation.Drop?) {
        resealed = outcome.resealed
        damaged = outcome.damaged.map(DamagedSecret.init)
        damagedCount = outcome.damagedCount
        dropped = drop?.dropped.map(DataKeyLine.init) ?? []
        kept = drop?.kept.map { Kept(key: DataKeyLine($0.key), reason: Self.reason($0.need)) } ?? []
    }

    private static func reason(_ need: DataKeyRotation.Need) -> String {
        switch need {
        case .rows(let rows): "\(rows) secret(s) were sealed with it a moment ago; run the command again"
        case .rest(let end):
            "a server that has not heard of the new key may still use it; it may be dropped from \(end.iso8601) on"
        }
    }
}
