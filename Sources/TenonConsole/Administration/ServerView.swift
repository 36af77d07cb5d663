// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonDomain
internal import TenonEngine
internal import TenonVault

/// What the page about the server shows.
struct ServerView {
    struct Check {
        let name: String
        let problem: String?
        let isGood: Bool
    }

    struct Key {
        let id: String
        let created: String
        let isActive: Bool
        let isMissing: Bool
        let dataKeys: String
    }

    /// The teams' data keys, all together.
    struct DataKeys {
        /// How many secrets are sealed with active keys, and how many there are.
        let done: String
        let total: String
        let progress: String
        let isDone: Bool
        let old: String
        let hasDroppable: Bool
        let hasDamaged: Bool
        let damaged: String
        let hasFaults: Bool
        let faults: [String]

        init(_ standing: TenonEngine.DataKeys.Standing, error: TenonError?, strings: Strings) {
            (done, total) = (String(standing.done), String(standing.total))
            progress = strings("server.dataProgress", ["done": done, "total": total])
            isDone = standing.done == standing.total
            old = strings(
                "server.dataOld",
                ["old": String(standing.oldKeys), "droppable": String(standing.droppableKeys)])
            hasDroppable = standing.droppableKeys > 0
            hasDamaged = standing.damaged > 0
            damaged = strings("server.dataDamaged", ["count": String(standing.damaged)])
            hasFaults = error != nil
            faults = strings.sentences(of: error)
        }
    }

    let checks: [Check]
    let keys: [Key]
    let dataKeys: DataKeys
    let version: String
    let origin: String
    /// How many data keys the active root key wraps, and how many there are.
    let done: String
    let total: String
    let progress: String
    let isDone: Bool
    let hasFaults: Bool
    let faults: [String]

    init(
        checks: [Check], keys: [Vault.Usage], version: String, origin: String, dataKeys: DataKeys, error: TenonError?,
        strings: Strings
    ) {
        self.checks = checks
        self.dataKeys = dataKeys
        self.version = version
        self.origin = origin
        self.keys = keys.map { key in
            Key(
                id: key.id, created: key.createdAt?.shortText ?? strings("server.keyMissing"), isActive: key.isActive,
                isMissing: key.createdAt == nil, dataKeys: String(key.dataKeys))
        }
        let total = keys.reduce(0) { $0 + $1.dataKeys }
        let done = keys.first(where: \.isActive)?.dataKeys ?? 0
        (self.done, self.total, isDone) = (String(done), String(total), done == total)
        progress = strings("server.progress", ["done": String(done), "total": String(total)])
        hasFaults = error != nil
        faults = strings.sentences(of: error)
    }
}
