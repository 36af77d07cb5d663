// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain

/// The scopes of a connection in words: asked for, granted, missing, and granted unasked.
struct ScopeList {
    struct Item {
        /// For the style sheet.
        let kind: String
        let icon: String
        /// What it means, or its name where nobody says.
        let name: String
        /// Its name, where `name` is something else.
        let code: String?
        let tone: String
        let word: String
    }

    struct More {
        let id: String
        let name: String
    }

    let items: [Item]
    let summary: String
    /// What could be asked for beside.
    let more: [More]

    init(_ connection: Connection, type: ConnectionType?, strings: Strings) {
        let (asked, granted) = (connection.requestedScopes, connection.grantedScopes)
        let isGranted = connection.grant.refreshedAt != nil
        let lacking = connection.grant.missingScopes.filter { !asked.contains($0) }
        let extra = isGranted ? granted.filter { !asked.contains($0) } : []
        func item(_ id: String, _ kind: String, _ icon: String, _ tone: String) -> Item {
            let name = type?.scopeName(id)
            return Item(
                kind: kind, icon: icon, name: name ?? id, code: name == nil ? nil : id, tone: tone,
                word: strings("scope.\(kind)"))
        }
        let isMissing = { (id: String) in !granted.contains(id) || connection.grant.missingScopes.contains(id) }
        let askedItems = asked.map { id -> Item in
            guard isGranted else { return item(id, "asked", "clock", "quiet") }
            return isMissing(id) ? item(id, "missing", "cross", "bad") : item(id, "granted", "check", "good")
        }
        let lackingItems = lacking.map { item($0, "needed", "cross", "bad") }
        items = askedItems + lackingItems + extra.map { item($0, "extra", "plus", "info") }
        let missing = isGranted ? asked.filter(isMissing).count + lacking.count : 0
        summary =
            isGranted
            ? strings(
                "scope.summary",
                ["asked": String(asked.count), "granted": String(granted.count), "missing": String(missing)])
            : strings("scope.summaryAsked", ["asked": String(asked.count)])
        let known = Set(asked)
        more = (type?.scopes ?? []).filter { !known.contains($0.id) }.map { More(id: $0.id, name: $0.name ?? $0.id) }
    }
}
