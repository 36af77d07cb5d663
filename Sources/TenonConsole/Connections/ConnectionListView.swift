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

    /// The head of a column, by which the list can be sorted.
    struct Column {
        let label: String
        let href: String
        /// What `aria-sort` says; `nil` for a column that the list is not sorted by.
        let sorted: String?
        let icon: String?
    }

    struct Row {
        let id: String
        let name: String
        let typeLabel: String
        let tile: Tile
        let badges: [Badge]
        let account: String?
        let team: String
        let verified: Moment?
        let used: Moment?
        let expires: Moment?
    }

    /// What was asked for.
    struct Query {
        var text: String?
        var type: String?
        var team: TeamID?
        var state: ConnectionState?
        var order = ConnectionOrder.name
        var direction = Page.Direction.ascending
        /// Counted from 1.
        var page = 1

        static let pageRows = 50
        static let pagesMax = 1_000_000

        var isFiltered: Bool { text != nil || type != nil || team != nil || state != nil }

        /// The order a person expects first: names from A on, and what happened last on top.
        static func naturalDirection(of order: ConnectionOrder) -> Page.Direction {
            order == .used || order == .verified ? .descending : .ascending
        }

        /// What stands in the address for the order; nothing when it is the usual one.
        var sort: String? { order == .name && direction == .ascending ? nil : order.rawValue }
        var sortDirection: String? {
            direction == Self.naturalDirection(of: order) ? nil : direction.rawValue
        }

        func link(state: ConnectionState?, page: Int = 1) -> String {
            PageLink("/connections").adding("q", text).adding("type", type).adding("team", team?.description)
                .adding("state", state?.rawValue).adding("sort", sort).adding("dir", sortDirection)
                .adding("page", page > 1 ? String(page) : nil).text
        }

        /// The same list by another column, or the other way round by this one.
        func link(by other: ConnectionOrder) -> String {
            var query = self
            query.order = other
            query.direction =
                other != order
                ? Self.naturalDirection(of: other) : direction == .ascending ? .descending : .ascending
            return query.link(state: state)
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
    /// Of the order, so that the form keeps it.
    let sort: String?
    let direction: String?
    let byName: Column
    let byType: Column
    let byState: Column
    let byVerified: Column
    let byUsed: Column
    let byExpiry: Column
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
        (sort, direction) = (query.sort, query.sortDirection)
        let column = { (order: ConnectionOrder) in Column(order, in: query, strings) }
        (byName, byType, byState) = (column(.name), column(.type), column(.state))
        (byVerified, byUsed, byExpiry) = (column(.verified), column(.used), column(.expiry))
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
        return strings("connections.summary", ["count": findings.total.grouped])
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

extension ConnectionListView.Column {
    fileprivate init(_ order: ConnectionOrder, in query: ConnectionListView.Query, _ strings: Strings) {
        label = strings("connections.column.\(order.rawValue)")
        href = query.link(by: order)
        let isSorted = query.order == order
        let isAscending = query.direction == .ascending
        sorted = isSorted ? (isAscending ? "ascending" : "descending") : nil
        icon = isSorted ? (isAscending ? "up" : "down") : nil
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
        account = connection.identity.metadata?.value
        self.team = team ?? ""
        verified = connection.verifiedAt.map { Moment($0, now: now, strings: strings) }
        used = row.lastUsedAt.map { Moment($0, now: now, strings: strings) }
        expires = connection.identity.expiresAt.map { Moment($0, now: now, strings: strings) }
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
