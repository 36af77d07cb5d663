// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

internal import TenonCatalog
internal import TenonDomain
internal import TenonEngine

/// What the list of connections shows.
struct ConnectionListView {
    /// A state as a link that narrows the list to it.
    struct StateLink {
        let label: String
        let count: String
        let tone: String?
        let href: String
        let isCurrent: Bool
    }

    struct Row {
        let id: String
        let name: String
        let typeLabel: String
        let tile: Tile
        let badges: [Badge]
        let account: String
        let team: String
        let verified: Moment?
        let used: Moment?
    }

    /// What was asked for.
    struct Query {
        var text: String?
        var type: String?
        var team: TeamID?
        var state: ConnectionState?
        /// Counted from 1.
        var page = 1

        static let pageRows = 50
        static let pagesMax = 1_000_000

        var isFiltered: Bool { text != nil || type != nil || team != nil || state != nil }

        func link(state: ConnectionState?, page: Int = 1) -> String {
            PageLink("/connections").adding("q", text).adding("type", type).adding("team", team?.description)
                .adding("state", state?.rawValue).adding("page", page > 1 ? String(page) : nil).text
        }
    }

    let summary: String
    let canAdd: Bool
    /// Whether there is no connection at all.
    let isNew: Bool
    let states: [StateLink]
    let search: String
    let types: [Choice]
    let hasTeams: Bool
    let teams: [Choice]
    let state: String?
    let isFiltered: Bool
    let hasRows: Bool
    let rows: [Row]
    let hasPages: Bool
    let range: String
    let previous: String?
    let next: String?

    init(
        _ findings: ConnectionFindings, query: Query, teams: [Team], types: [ConnectionType], canAdd: Bool,
        at now: Timestamp, strings: Strings
    ) {
        self.canAdd = canAdd
        isFiltered = query.isFiltered
        isNew = !isFiltered && findings.total == 0
        search = query.text ?? ""
        state = query.state?.rawValue
        summary = ConnectionListView.summary(findings, strings)
        states = ConnectionListView.states(findings, query, strings)
        self.types =
            [Choice(value: "", label: strings("connections.anyType"), isChosen: query.type == nil)]
            + types.map { Choice(value: $0.name, label: $0.label, isChosen: $0.name == query.type) }
        hasTeams = teams.count > 1
        self.teams =
            [Choice(value: "", label: strings("connections.anyTeam"), isChosen: query.team == nil)]
            + Choice.teams(teams, chosen: query.team)
        let teamNames = Dictionary(teams.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        let typesByName = Dictionary(types.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        rows = findings.rows.map { row in
            Row(
                row, type: typesByName[row.connection.type], team: teamNames[row.connection.teamID], at: now,
                strings: strings)
        }
        hasRows = !rows.isEmpty
        let count = query.state.map { findings.counts[$0] ?? 0 } ?? findings.total
        let first = (query.page - 1) * Query.pageRows + 1
        let hasMore = findings.isCutOff ? rows.count == Query.pageRows : first + rows.count <= count
        previous = query.page > 1 ? query.link(state: query.state, page: query.page - 1) : nil
        next = hasMore && hasRows ? query.link(state: query.state, page: query.page + 1) : nil
        hasPages = hasRows && (previous != nil || next != nil)
        range = strings(
            "connections.range",
            [
                "first": first.grouped, "last": (first + rows.count - 1).grouped,
                "count": count.grouped + (findings.isCutOff ? "+" : ""),
            ])
    }

    private static func summary(_ findings: ConnectionFindings, _ strings: Strings) -> String {
        if findings.isCutOff { return strings("connections.summaryMany", ["count": findings.total.grouped]) }
        if findings.total == 0 { return strings("connections.summaryNone") }
        return findings.total == 1
            ? strings("connections.summaryOne") : strings("connections.summary", ["count": findings.total.grouped])
    }

    private static func states(
        _ findings: ConnectionFindings, _ query: Query, _ strings: Strings
    ) -> [StateLink] {
        let all = StateLink(
            label: strings("state.all"), count: findings.total.grouped + (findings.isCutOff ? "+" : ""), tone: nil,
            href: query.link(state: nil), isCurrent: query.state == nil)
        // Bad news first; what there is none of is left out, but for health itself.
        let order: [ConnectionState] = [
            .healthy, .reauthorize, .failing, .unauthorized, .expiring, .underScoped, .overScoped, .unverified, .unused,
        ]
        return [all]
            + order.compactMap { state in
                let count = findings.counts[state] ?? 0
                guard count > 0 || state == .healthy || state == query.state else { return nil }
                return StateLink(
                    label: strings("state.\(state.rawValue)"), count: count.grouped, tone: Badge.tone(of: state),
                    href: query.link(state: state), isCurrent: query.state == state)
            }
    }
}

extension ConnectionListView.Row {
    fileprivate init(
        _ row: ConnectionFindings.Row, type: ConnectionType?, team: String?, at now: Timestamp, strings: Strings
    ) {
        let connection = row.connection
        id = connection.id.description
        name = connection.name
        typeLabel = type?.label ?? connection.type
        tile = Tile(type, label: type?.label ?? connection.type)
        badges = row.states(at: now).map { Badge($0, strings: strings) }
        account = connection.identity.metadata?.value ?? ""
        self.team = team ?? ""
        verified = connection.verifiedAt.map { Moment($0, now: now, strings: strings) }
        used = row.lastUsedAt.map { Moment($0, now: now, strings: strings) }
    }
}

extension Int {
    /// With commas between thousands.
    var grouped: String {
        let digits = Array(String(magnitude))
        let parts = stride(from: digits.count, to: 0, by: -3).map { String(digits[Swift.max(0, $0 - 3)..<$0]) }
        return (self < 0 ? "-" : "") + parts.reversed().joined(separator: ",")
    }
}
